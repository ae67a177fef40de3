import { Module } from '@nestjs/common';
import { settingsProvider } from '../../kernel/config/read-settings';
import { DemoFleet } from './demo-fleet';
import { DeviceGroupsController } from './device-groups/device-groups.controller';
import { DeviceGroupsService } from './device-groups/device-groups.service';
import { DevicesController } from './devices/devices.controller';
import { DevicesService } from './devices/devices.service';
import { Enrolments } from './devices/enrolments';
import { DroneSettings } from './drone-settings';
import { JobQueue } from './jobs/job-queue';
import { JobsController } from './jobs/jobs.controller';
import { JobsService } from './jobs/jobs.service';
import { MissionsController } from './missions/missions.controller';
import { MissionsService } from './missions/missions.service';
import { TokensController } from './tokens/tokens.controller';
import { TokensService } from './tokens/tokens.service';

@Module({
  controllers: [JobsController, DeviceGroupsController, DevicesController, MissionsController, TokensController],
  providers: [
    settingsProvider(DroneSettings),
    JobsService,
    JobQueue,
    DeviceGroupsService,
    DevicesService,
    Enrolments,
    MissionsService,
    TokensService,
    DemoFleet,
  ],
})
export class DroneJobsModule {}
