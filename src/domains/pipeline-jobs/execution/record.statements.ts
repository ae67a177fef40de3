import type { Statement } from '../../../kernel/database/database';
import { jobEvent } from '../jobs/job-events';
import type { JobStatus } from '../jobs/transitions';
import { queueSlot } from './pipeline-tasks';

/** Holds the job $1, in a run that goes on, and tells how far that is. */
export const HOLD_RUN = {
  name: 'pipeline-run-hold',
  text: `SELECT status, executed_requests AS executed, failed_requests AS failed, left_requests AS left, answered,
      unreachable_in_row AS "unreachableInRow", succeeded_in_row AS "succeededInRow",
      effective_concurrency AS "effectiveConcurrency", error, concurrency, started_at AS "startedAt"
    FROM pipeline.jobs WHERE id = $1 AND status = 'STARTED' FOR NO KEY UPDATE`,
};

/** Whether an item of the job $1 that was finished since $2 failed for another reason than the types $3. */
export const FAILED_OTHERWISE = {
  name: 'pipeline-run-failed-otherwise',
  text: `SELECT FROM pipeline.items
    WHERE job_id = $1 AND status = 'FAILED' AND finished_at >= $2 AND error ->> 'type' <> ALL ($3::text[]) LIMIT 1`,
};

/** SQL of the seconds that the row `job` was started, its present run included. */
export const DURATION = `coalesce(job.duration, 0) + extract(epoch FROM clock_timestamp() - job.started_at)`;

/**
 * Records what came of the attempt $4 at the item $3 in the slot $2 of the job $1, if it is still the present one. $5
 * its status, $6 answers, $7 documents, $8 score, $9 error, $10 usage, $11 milliseconds until the next attempt or null,
 * $12 1 if it was answered 429; then the run: $13 executed, $14 failed, $15 left, $16 answered, $17 unreachable in
 * row, $18 succeeded in row, $19 effective concurrency, $20 error, $21 milliseconds of a pause or null.
 *
 * The slot's next turn is queued, and the one that the effective concurrency lets in again.
 */
const record = (status: JobStatus, told: string, assignments = ''): string => `WITH item AS (
      UPDATE pipeline.items AS item SET status = $5, answers = $6, documents = $7, score = $8, error = $9, usage = $10,
        not_before = clock_timestamp() + $11::float8 * interval '1 millisecond', limited = limited + $12::int,
        finished_at = CASE WHEN $11::float8 IS NULL THEN clock_timestamp() END,
        duration = extract(epoch FROM clock_timestamp() - started_at)
      WHERE id = $3 AND job_id = $1 AND status = 'RUNNING' AND lease = $4 RETURNING duration AS seconds
    ), job AS (
      UPDATE pipeline.jobs AS job SET status = '${status}', executed_requests = $13, failed_requests = $14,
        left_requests = $15, answered = $16, unreachable_in_row = $17, succeeded_in_row = $18,
        effective_concurrency = $19, error = $20,
        paused_until = greatest(paused_until, clock_timestamp() + $21::float8 * interval '1 millisecond')${assignments}
      FROM item, (SELECT effective_concurrency AS before FROM pipeline.jobs WHERE id = $1) AS earlier
      WHERE job.id = $1 RETURNING job.*, before, seconds
    ), slot AS (
      UPDATE pipeline.slots AS slot SET item_id = NULL, turn = turn + 1 FROM job
      WHERE slot.job_id = job.id AND (slot.number = $2
        OR slot.number > before AND slot.number <= job.effective_concurrency AND slot.item_id IS NULL)
      RETURNING slot.*
    )
    SELECT seconds, ${told} FROM job, slot`;

/** By what the job comes to with it. */
export const RECORD: Partial<Record<JobStatus, Statement>> = {
  STARTED: { name: 'pipeline-item-record', text: record('STARTED', queueSlot()) },
  ENDED: {
    name: 'pipeline-item-record-ended',
    text: record('ENDED', `CASE WHEN slot.number = $2 THEN ${jobEvent('ended')} END`, `, duration = ${DURATION}`),
  },
  FAILED: {
    name: 'pipeline-item-record-failed',
    text: record('FAILED', `CASE WHEN slot.number = $2 THEN ${jobEvent('failed')} END`, `, duration = ${DURATION}`),
  },
};

/** Lets go what the job $1 still runs, as if it had not been begun. */
export const LET_GO = {
  name: 'pipeline-run-let-go',
  text: `WITH slot AS (
      UPDATE pipeline.slots SET item_id = NULL, turn = turn + 1 WHERE job_id = $1 AND item_id IS NOT NULL
    )
    UPDATE pipeline.items SET status = 'PENDING', attempts = 0, limited = 0, not_before = NULL, started_at = NULL,
      duration = NULL WHERE job_id = $1 AND status = 'RUNNING'`,
};
