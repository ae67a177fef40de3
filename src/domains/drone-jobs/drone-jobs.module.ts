import { Module } from '@nestjs/common';
import { settingsProvider } from '../../kernel/config/read-settings';
import { CommandOutbox } from './commands/command-outbox';
import { Commands } from './commands/commands';
import { DemoFleet } from './demo-fleet';
import { DeviceGroupsController } from './device-groups/device-groups.controller';
import { DeviceGroupsService } from './device-groups/device-groups.service';
import { DevicesController } from './devices/devices.controller';
import { DevicesService } from './devices/devices.service';
import { Enrolments } from './devices/enrolments';
import { DeviceInbox } from './device-protocol/device-inbox';
import { Dispatcher } from './dispatch/dispatcher';
import { DroneSettings } from './drone-settings';
import { Assignments } from './flights/assignments';
import { Deadlines } from './flights/deadlines';
import { DeviceEvents } from './flights/device-events';
import { FlightLock } from './flights/flight-lock';
import { Links } from './flights/links';
import { Releases } from './flights/releases';
import { JobQueue } from './jobs/job-queue';
import { JobsController } from './jobs/jobs.controller';
import { JobsService } from './jobs/jobs.service';
import { MissionsController } from './missions/missions.controller';
import { MissionsService } from './missions/missions.service';
import { Presence } from './presence/presence';
import { LiveShares } from './shares/live-shares';
import { ShareViewers } from './shares/share-viewers';
import { SharesController } from './shares/shares.controller';
import { SharesService } from './shares/shares.service';
import { StreamSockets } from './sockets/stream-sockets';
import { StreamVisits } from './sockets/stream-visits';
import { AllStreams } from './streams/all-streams';
import { DeviceStreams } from './streams/device-streams';
import { JobStreams } from './streams/job-streams';
import { Streams } from './streams/streams';
import { TokensController } from './tokens/tokens.controller';
import { TokensService } from './tokens/tokens.service';

@Module({
  controllers: [
    JobsController,
    DeviceGroupsController,
    DevicesController,
    MissionsController,
    SharesController,
    TokensController,
  ],
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
    Commands,
    CommandOutbox,
    FlightLock,
    Releases,
    Links,
    DeviceEvents,
    Assignments,
    Deadlines,
    Dispatcher,
    DeviceInbox,
    Presence,
    JobStreams,
    DeviceStreams,
    Streams,
    AllStreams,
    LiveShares,
    SharesService,
    ShareViewers,
    StreamVisits,
    StreamSockets,
  ],
})
export class DroneJobsModule {}
