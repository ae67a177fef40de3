import { Module } from '@nestjs/common';
import { Workers } from '../../engine/workers';
import { settingsProvider } from '../../kernel/config/read-settings';
import { AttemptsController } from './attempts/attempts.controller';
import { AttemptsService } from './attempts/attempts.service';
import { BatchController } from './batch/batch.controller';
import { JobBatches } from './batch/job-batches';
import { DeadLettersController } from './dead-letters/dead-letters.controller';
import { DeadLettersService } from './dead-letters/dead-letters.service';
import { ReplaysService } from './dead-letters/replays.service';
import { CronPreviewController } from './cron-preview/cron-preview.controller';
import { DeliveriesController } from './deliveries/deliveries.controller';
import { DeliveriesService } from './deliveries/deliveries.service';
import { Deliverer } from './deliveries/deliverer';
import { DeliveryClaims } from './deliveries/delivery-claims';
import { DeliveryQueue } from './deliveries/delivery-queue';
import { DeliverySender } from './deliveries/delivery-sender';
import { deliver } from './deliveries/delivery-task';
import { DELIVERY_SLOTS } from './deliveries/receiver-places';
import { executeDeferredJob, executeJob } from './dispatch/queueing';
import { Dispatcher } from './dispatch/dispatcher';
import { Deferrals } from './execution/deferrals';
import { Destinations } from './execution/destinations';
import { Executor } from './execution/executor';
import { Lanes } from './execution/lanes';
import { OpenRequests } from './execution/open-requests';
import { Outcomes } from './execution/outcomes';
import { Sender } from './execution/sender';
import { SerialWork } from './execution/serial-work';
import { TakeUp } from './execution/take-up';
import { Cancellations } from './jobs/cancellations';
import { JobRequestContexts } from './jobs/job-request-contexts';
import { JobsController } from './jobs/jobs.controller';
import { JobsService } from './jobs/jobs.service';
import { Admissions } from './limits/admissions';
import { FlowControlsController } from './limits/flow-controls.controller';
import { FlowControlsService } from './limits/flow-controls.service';
import { FlowFailures } from './limits/flow-failures';
import { LogsController } from './logs/logs.controller';
import { LogsService } from './logs/logs.service';
import { JobCounts } from './metrics/job-counts';
import { ScheduledMetrics } from './metrics/scheduled-metrics';
import { ResponsesController } from './responses/responses.controller';
import { ResponsesService } from './responses/responses.service';
import { Retention } from './retention/retention';
import { ScheduledSettings } from './scheduled-settings';
import { ExtraRuns } from './schedules/extra-runs';
import { ExtraRunsController } from './schedules/extra-runs.controller';
import { FinishedRuns } from './schedules/finished-runs';
import { Pauses } from './schedules/pauses';
import { PendingRuns } from './schedules/pending-runs';
import { ScheduleChanges } from './schedules/schedule-changes';
import { ScheduleStore } from './schedules/schedule-store';
import { SchedulesController } from './schedules/schedules.controller';
import { SchedulesService } from './schedules/schedules.service';
import { SigningSecretsController } from './signing/signing-secrets.controller';
import { SigningSecrets } from './signing/signing-secrets';

@Module({
  controllers: [
    BatchController,
    JobsController,
    AttemptsController,
    DeadLettersController,
    SchedulesController,
    ExtraRunsController,
    CronPreviewController,
    LogsController,
    ResponsesController,
    DeliveriesController,
    SigningSecretsController,
    FlowControlsController,
  ],
  providers: [
    settingsProvider(ScheduledSettings),
    JobRequestContexts,
    JobsService,
    Cancellations,
    AttemptsService,
    LogsService,
    ResponsesService,
    Retention,
    JobCounts,
    ScheduledMetrics,
    Dispatcher,
    TakeUp,
    Sender,
    OpenRequests,
    SerialWork,
    Outcomes,
    Executor,
    PendingRuns,
    FinishedRuns,
    JobBatches,
    DeadLettersService,
    ReplaysService,
    Pauses,
    ScheduleStore,
    SchedulesService,
    ScheduleChanges,
    ExtraRuns,
    SigningSecrets,
    DeliveriesService,
    DeliveryQueue,
    DeliveryClaims,
    DeliverySender,
    Deliverer,
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
    workers.setSlots(deliver.pool, DELIVERY_SLOTS);
  }
}
