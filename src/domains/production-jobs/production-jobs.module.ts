import { Module } from '@nestjs/common';
import { CertAttachments } from './certs/cert-attachments.service';
import { CertsController } from './certs/certs.controller';
import { CertsService } from './certs/certs.service';
import { CertFilesController } from './certs/files/cert-files.controller';
import { CertFilesService } from './certs/files/cert-files.service';
import { SerialCertsController } from './certs/serial-certs.controller';
import { InspectionGate } from './inspections/inspection-gate';
import { InspectionPlansController } from './inspections/inspection-plans.controller';
import { InspectionPlansService } from './inspections/inspection-plans.service';
import { InspectionsController } from './inspections/inspections.controller';
import { InspectionsService } from './inspections/inspections.service';
import { JobsController } from './jobs/jobs.controller';
import { JobsService } from './jobs/jobs.service';
import { LabelsController } from './labels/labels.controller';
import { LabelsService } from './labels/labels.service';
import { UnitLocks } from './serials/unit-locks';
import { TimeController } from './time/time.controller';
import { TimerStops } from './time/timer-stops';
import { TimersService } from './time/timers.service';

@Module({
  controllers: [
    JobsController,
    CertsController,
    CertFilesController,
    SerialCertsController,
    TimeController,
    InspectionPlansController,
    InspectionsController,
    LabelsController,
  ],
  providers: [
    JobsService,
    UnitLocks,
    CertsService,
    CertAttachments,
    CertFilesService,
    TimersService,
    TimerStops,
    InspectionPlansService,
    InspectionsService,
    InspectionGate,
    LabelsService,
  ],
})
export class ProductionJobsModule {}
