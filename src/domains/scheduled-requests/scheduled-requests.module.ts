import { Module } from '@nestjs/common';
import { Workers } from '../../engine/workers';
import { settingsProvider } from '../../kernel/config/read-settings';
import { AttemptsController } from './attempts/attempts.controller';
import { AttemptsService } from './attempts/attempts.service';
import { executeDeferredJob, executeJob } from './dispatch/queueing';
import { Dispatcher } from './dispatch/dispatcher';
import { Deferrals } from './execution/deferrals';
import { Destinations } from './execution/destinations';
import { Executor } from './execution/executor';
import { Lanes } from './execution/lanes';
import { OpenRequests } from './execution/open-requests';
import { Outcomes } from './execution/outcomes';
import { Sender } from './execution/sender';
import { TakeUp } from './execution/take-up';
import { Cancellations } from './jobs/cancellations';
import { JobsController } from './jobs/jobs.controller';
import { JobsService } from './jobs/jobs.service';
import { Admissions } from './limits/admissions';
import { FlowControlsController } from './limits/flow-controls.controller';
import { FlowControlsService } from './limits/flow-controls.service';
import { FlowFailures } from './limits/flow-failures';
import { ScheduledSettings } from './scheduled-settings';
import { FinishedRuns } from './schedules/finished-runs';
import { PendingRuns } from './schedules/pending-runs';
import { SigningSecrets } from './signing/signing-secrets';

@Module({
  controllers: [JobsController, AttemptsController, FlowControlsController],
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
    Destinations,
    Deferrals,
    Lanes,
    Admissions,
    FlowControlsService,
    FlowFailures,
  ],
})
export class ScheduledRequestsModule {
  constructor(workers: Workers, settings: ScheduledSettings, { avoided, drained }: Destinations) {
    const slots = settings.SCHEDULED_CONCURRENCY;
    workers.setSlots(executeJob.pool, slots);
    workers.setSlots(executeDeferredJob.pool, slots, { avoid: avoided, idle: drained });
  }
}
