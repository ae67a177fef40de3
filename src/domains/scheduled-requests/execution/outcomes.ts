import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import { failureValues, KEEP_FAILURE } from '../dead-letters/kept-failure';
import { countOutcome, deliveriesOfOutcome } from '../deliveries/delivery-inserts';
import { DeliveryQueue } from '../deliveries/delivery-queue';
import { ENQUEUE_OUTCOME } from '../deliveries/delivery-task';
import { ENQUEUE_DEFERRED_JOB, ENQUEUE_JOB, queuedFor } from '../dispatch/queueing';
import { FinishedRuns } from '../schedules/finished-runs';
import { FlowFailures } from '../limits/flow-failures';
import { logOutcome } from '../logs/log-inserts';
import { ScheduledMetrics } from '../metrics/scheduled-metrics';
import { jobEvent } from '../scheduled-events';
import { isFinal } from '../transitions';
import { instantOf } from '../values/instant';
import { nextStep, type NextStep, type Outcome } from '../values/outcome';
import { accepted } from '../values/parsed';
import { parseRetry } from '../values/retry';
import { attemptRecord } from './attempt-record';
import type { Result } from './sender';
import { SerialWork } from './serial-work';
import type { Attempt } from './take-up';

const OUTCOME = { state: '$3', duration: '$6', response: '$7', error: '$8' };

/**
 * Ends the attempt with the fence $2 of the job $1, which is $3 from now on; its next attempt, if any, is in $5
 * microseconds. One that is sent again at once goes before all that waits for room at its destination. $9 is when it began: as a
 * value it tells the one partition that its row is in.
 */
const SETTLE = {
  name: 'scheduled-settle',
  text: `WITH clock AS MATERIALIZED (SELECT clock_timestamp() AS now),
    plan AS MATERIALIZED (SELECT now, now + $5::float8 * interval '1 microsecond' AS next FROM clock),
    job AS (
      UPDATE scheduled.jobs AS job
      SET state = $3::text, fence = fence + 1, interruptions = interruptions + $4,
        run_at = CASE WHEN $3 = 'executing' THEN run_at ELSE coalesce(next, run_at) END, queued_for = ${queuedFor('next', 'now')},
        held_key = CASE WHEN $3 IN ('completed', 'discarded') THEN NULL ELSE held_key END,
        completed_at = CASE WHEN $3 = 'completed' THEN now END, discarded_at = CASE WHEN $3 = 'discarded' THEN now END,
        ${KEEP_FAILURE},
        ${countOutcome(OUTCOME)}
      FROM plan
      WHERE id = $1 AND fence = $2 AND state = 'executing'
      RETURNING job.*
    ),
    attempt AS (
      UPDATE scheduled.attempts AS attempt
      SET finished_at = now, duration_ms = $6, response = $7, error = $8, retry_at = next, status = $10, body_text = $11
      FROM job, plan
      WHERE attempt.job_id = job.id AND attempt.attempt = job.attempt AND attempt.time = scheduled.moment($9)
    ),
    ${logOutcome('$7', '$8')},
    ${deliveriesOfOutcome(OUTCOME)}
    SELECT CASE WHEN job.state = 'executing' THEN ${ENQUEUE_DEFERRED_JOB} ELSE ${ENQUEUE_JOB} END, ${ENQUEUE_OUTCOME}, CASE state
      WHEN 'completed' THEN ${jobEvent('completed')}
      WHEN 'discarded' THEN ${jobEvent('discarded')}
      WHEN 'retryable' THEN ${jobEvent('retrying')} END
    FROM job`,
};

/** Records what came of attempts. A result that comes after its job has changed hands changes nothing. */
@Injectable()
export class Outcomes {
  constructor(
    private readonly database: Database,
    private readonly finishedRuns: FinishedRuns,
    private readonly flowFailures: FlowFailures,
    private readonly serialWork: SerialWork,
    private readonly metrics: ScheduledMetrics,
    private readonly deliveryQueue: DeliveryQueue,
  ) {}

  async record(attempt: Attempt, result: Result): Promise<void> {
    await this.settle(attempt, result);
    if (attempt.has_receiver) this.deliveryQueue.announce();
  }

  private async settle(attempt: Attempt, result: Result): Promise<void> {
    const { outcome, response, bodyText, error, durationMs } = attemptRecord(result);
    const interrupted = isInterruption(outcome) ? 1 : 0;
    const counts = { attempt: attempt.attempt, interruptions: attempt.interruptions + interrupted };
    const step = nextStep(outcome, counts, accepted(parseRetry(attempt.args.retry)), now(), Math.random);
    const values = [attempt.id, attempt.fence, step.state, interrupted, delayOf(step)];
    const recorded = [durationMs, json(response), json(error), attempt.attempted_at, response?.status, bodyText];
    const kept = failureValues(attempt.args.url, response, error);
    const settle = async () => (await this.database.run(SETTLE, [...values, ...recorded, ...kept])).length > 0;

    const { schedule_id: scheduleId, flow_key: flowKey } = attempt;
    const settleWithOthers = async () => {
      if (scheduleId !== null) await this.finishedRuns.lock(scheduleId);
      const settled = await settle();
      if (!settled || !isFinal(step.state)) return settled;
      if (flowKey !== null) await this.flowFailures.count(attempt.tenant_id, flowKey, step.state);
      if (scheduleId !== null) {
        await this.finishedRuns.finish(scheduleId, step.state, response ?? { error: error!.code });
      }
      return settled;
    };
    const transaction = () => this.database.transaction(settleWithOthers);
    const settled = await (scheduleId !== null
      ? this.serialWork.run(scheduleId, transaction)
      : flowKey === null
        ? settle()
        : transaction());
    if (settled) this.metrics.ended(error?.code ?? 'success', durationMs);
  }
}

const now = () => instantOf(Date.now());

const json = (value: unknown) => (value === null ? null : JSON.stringify(value));

function isInterruption(outcome: Outcome): boolean {
  return 'disruption' in outcome && outcome.disruption === 'interrupted';
}

function delayOf(step: NextStep): number | null {
  if (step.state === 'retryable') return step.delay;
  return step.state === 'executing' ? 0 : null;
}
