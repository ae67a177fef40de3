import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import { ENQUEUE_JOB, queuedFor } from '../dispatch/queueing';
import { FinishedRuns } from '../schedules/finished-runs';
import { jobEvent } from '../scheduled-events';
import { isFinal } from '../transitions';
import { instantOf } from '../values/instant';
import { nextStep, type NextStep, type Outcome } from '../values/outcome';
import { accepted } from '../values/parsed';
import { parseRetry } from '../values/retry';
import { attemptRecord } from './attempt-record';
import type { Result } from './sender';
import type { Attempt } from './take-up';

/**
 * Ends the attempt with the fence $2 of the job $1, which is $3 from now on; its next attempt, if any, is in $5
 * microseconds. One that is sent again at once keeps its place before what became due later.
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
        completed_at = CASE WHEN $3 = 'completed' THEN now END, discarded_at = CASE WHEN $3 = 'discarded' THEN now END
      FROM plan
      WHERE id = $1 AND fence = $2 AND state = 'executing'
      RETURNING job.*
    ),
    attempt AS (
      UPDATE scheduled.attempts AS attempt
      SET finished_at = now, duration_ms = $6, response = $7, error = $8, retry_at = next
      FROM job, plan
      WHERE attempt.job_id = job.id AND attempt.attempt = job.attempt AND attempt.time = job.attempted_at
    )
    SELECT ${ENQUEUE_JOB}, CASE state
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
  ) {}

  async record(attempt: Attempt, result: Result): Promise<void> {
    const { outcome, response, error, durationMs } = attemptRecord(result);
    const interrupted = isInterruption(outcome) ? 1 : 0;
    const counts = { attempt: attempt.attempt, interruptions: attempt.interruptions + interrupted };
    const step = nextStep(outcome, counts, accepted(parseRetry(attempt.args.retry)), now(), Math.random);
    const values = [attempt.id, attempt.fence, step.state, interrupted, delayOf(step)];
    const settle = () => this.database.run(SETTLE, [...values, durationMs, json(response), json(error)]);

    const { schedule_id: scheduleId } = attempt;
    if (scheduleId === null) {
      await settle();
      return;
    }
    await this.database.transaction(async () => {
      await this.finishedRuns.lock(scheduleId);
      const [settled] = await settle();
      if (!settled || !isFinal(step.state)) return;
      await this.finishedRuns.finish(scheduleId, step.state, response ?? { error: error!.code });
    });
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
