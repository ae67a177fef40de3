import { Module } from '@nestjs/common';
import { Workers } from '../../engine/workers';
import { settingsProvider } from '../../kernel/config/read-settings';
import { AttemptsController } from './attempts/attempts.controller';
import { AttemptsService } from './attempts/attempts.service';
import { executeJob } from './dispatch/queueing';
import { Dispatcher } from './dispatch/dispatcher';
import { Executor } from './execution/executor';
import { OpenRequests } from './execution/open-requests';
import { Outcomes } from './execution/outcomes';
import { Sender } from './execution/sender';
import { TakeUp } from './execution/take-up';
import { Cancellations } from './jobs/cancellations';
import { JobsController } from './jobs/jobs.controller';
import { JobsService } from './jobs/jobs.service';
import { ScheduledSettings } from './scheduled-settings';
import { FinishedRuns } from './schedules/finished-runs';
import { PendingRuns } from './schedules/pending-runs';
import { SigningSecrets } from './signing/signing-secrets';

@Module({
  controllers: [JobsController, AttemptsController],
  providers: [
    settingsProvider(ScheduledSettings),
    JobsService,
    Cancellations,
    AttemptsService,
    Dispatcher,
    TakeUp,
    Sender,
    OpenRequests,
    Outcomes,
    Executor,
    PendingRuns,
    FinishedRuns,
    SigningSecrets,
  ],
})
export class ScheduledRequestsModule {
  constructor(workers: Workers, settings: ScheduledSettings) {
    workers.setSlots(executeJob.pool, settings.SCHEDULED_CONCURRENCY);
  }
}
