import { Module } from '@nestjs/common';
import { CertAttachments } from './certs/cert-attachments.service';
import { CertsController } from './certs/certs.controller';
import { CertsService } from './certs/certs.service';
import { SerialCertsController } from './certs/serial-certs.controller';
import { JobsController } from './jobs/jobs.controller';
import { JobsService } from './jobs/jobs.service';
import { UnitLocks } from './serials/unit-locks';
import { TimeController } from './time/time.controller';
import { TimerStops } from './time/timer-stops';
import { TimersService } from './time/timers.service';

@Module({
  controllers: [JobsController, CertsController, SerialCertsController, TimeController],
  providers: [JobsService, UnitLocks, CertsService, CertAttachments, TimersService, TimerStops],
})
export class ProductionJobsModule {}
