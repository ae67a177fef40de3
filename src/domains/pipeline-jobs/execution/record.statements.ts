import type { Statement } from '../../../kernel/database/database';
import { jobEvent } from '../jobs/job-events';
import type { JobStatus } from '../jobs/transitions';
import { queueSlot } from './pipeline-tasks';

/** Items that one transaction fails at once. */
const SWEEP_SIZE = 5_000;

/** SQL of the seconds that the row `job` was started, its present run included. */
export const DURATION = `coalesce(job.duration, 0) + extract(epoch FROM clock_timestamp() - job.started_at)`;

/** Gives the slots $2 of the job $1 the items in $3 to run from now on, with the leases in $4, or none. */
const MOVED = `slot AS (
      UPDATE pipeline.slots AS slot SET item_id = move.item
      FROM unnest($2::int[], $3::uuid[], $4::uuid[]) AS move (slot, item, lease)
      WHERE slot.job_id = $1 AND slot.number = move.slot
    )`;

const PLACE = 'array_position($3::uuid[], item.id)';
/**
 * Begins attempts at these items. One that runs already is the same attempt again. However few
 * items there were when it was planned, it finds them by their ids.
 */
const TAKEN = `taken AS (
      UPDATE pipeline.items AS item SET status = 'RUNNING', attempts = attempts + (status = 'PENDING')::int,
        lease = ($4::uuid[])[${PLACE}], not_before = NULL, started_at = statement_timestamp()
      WHERE item.id = ANY ($3::uuid[]) AND item.status IN ('PENDING', 'RUNNING') RETURNING item.*
    )
    SELECT item.id, item.job_id AS "jobId", ($2::int[])[${PLACE}] AS slot, item.lease, item.query, item.filters,
      item.params, item.file_id AS "fileId", item.file_name AS "fileName",
      EXISTS (SELECT FROM pipeline.files AS file WHERE file.id = item.file_id) AS "hasFile", item.attempts, item.limited
    FROM taken AS item`;

/**
 * Records what came of attempts, $5 (`Outcome.stored`), and how far the run is with it: $6 executed, $7 failed, $8 left,
 * $9 answered, $10 unreachable in row, $11 succeeded in row, $12 effective concurrency, $13 error, $14 milliseconds of a
 * pause or null, $15 whether the rate was halved.
 */
const recorded = (status: JobStatus, assignments = '') => `${MOVED}, outcome AS (
      SELECT * FROM json_to_recordset($5) AS outcome (id uuid, lease uuid, status text, answers json, documents json,
        score float8, error json, usage json, retry_after float8, limited int)
    ), item AS (
      UPDATE pipeline.items AS item SET status = outcome.status, answers = outcome.answers,
        documents = outcome.documents, score = outcome.score, error = outcome.error, usage = outcome.usage,
        not_before = statement_timestamp() + retry_after * interval '1 millisecond',
        limited = item.limited + outcome.limited,
        finished_at = CASE WHEN retry_after IS NULL THEN statement_timestamp() END,
        duration = extract(epoch FROM statement_timestamp() - item.started_at)
      FROM outcome
      WHERE item.id = outcome.id AND item.job_id = $1 AND item.status = 'RUNNING' AND item.lease = outcome.lease
    ), job AS (
      UPDATE pipeline.jobs AS job SET status = '${status}', executed_requests = $6, failed_requests = $7,
        left_requests = $8, answered = $9, unreachable_in_row = $10, succeeded_in_row = $11,
        effective_concurrency = $12, error = $13,
        paused_until = greatest(paused_until, statement_timestamp() + $14::float8 * interval '1 millisecond'),
        halved_at = CASE WHEN $15::boolean THEN statement_timestamp() ELSE halved_at END${assignments}
      WHERE job.id = $1 RETURNING job.*
    )`;

export const TAKE = { name: 'pipeline-round-take', text: `WITH ${MOVED}, ${TAKEN}` };
export const GO_ON = { name: 'pipeline-round-go-on', text: `WITH ${recorded('STARTED')}, ${TAKEN}` };

/** By what the job comes to. */
export const END: Partial<Record<JobStatus, Statement>> = {
  ENDED: {
    name: 'pipeline-round-end',
    text: `WITH ${recorded('ENDED', `, duration = ${DURATION}`)} SELECT ${jobEvent('ended')} FROM job`,
  },
  FAILED: {
    name: 'pipeline-round-fail',
    text: `WITH ${recorded('FAILED', `, duration = ${DURATION}`)} SELECT ${jobEvent('failed')} FROM job`,
  },
};

/**
 * Fails a number of items of the job $1 that could be run now, as if each had been begun: its pipeline is gone. What has
 * no file to be asked about is left, as it fails for that.
 */
export const SWEEP = {
  name: 'pipeline-round-sweep',
  text: `WITH swept AS (
      UPDATE pipeline.items AS item SET status = 'FAILED', attempts = attempts + 1, lease = gen_random_uuid(),
        not_before = NULL, started_at = statement_timestamp(), finished_at = statement_timestamp(), duration = 0,
        answers = '[]', documents = '[]', score = NULL, usage = NULL, error = $3
      WHERE id IN (
        SELECT id FROM pipeline.items WHERE job_id = $1 AND status = 'PENDING'
          AND (not_before IS NULL OR not_before <= statement_timestamp())
          AND (file_id IS NOT NULL OR $2::text <> 'PER_FILE') LIMIT ${SWEEP_SIZE}
      ) RETURNING 1
    )
    SELECT count(*)::int AS count FROM swept`,
};

/** Queues slots of the job $1 for their next turn, each in so many milliseconds or at once: $2. */
export const QUEUE = {
  name: 'pipeline-round-queue',
  text: `WITH slot AS (
      UPDATE pipeline.slots AS slot SET turn = turn + 1
      FROM json_to_recordset($2) AS move (slot int, milliseconds float8)
      WHERE slot.job_id = $1 AND slot.number = move.slot RETURNING slot.*, milliseconds
    )
    SELECT ${queueSlot(`clock_timestamp() + (milliseconds + 1) * interval '1 millisecond'`)} FROM slot`,
};

/** Queues up to $5 idle slots of the job $1 with numbers above $3 up to $4, but none of $2. */
export const WAKE = {
  name: 'pipeline-round-wake',
  text: `WITH slot AS (
      UPDATE pipeline.slots AS slot SET turn = turn + 1 WHERE slot.job_id = $1 AND slot.number IN (
        SELECT idle.number FROM pipeline.slots AS idle
        WHERE idle.job_id = $1 AND idle.number > $3 AND idle.number <= $4 AND idle.item_id IS NULL
          AND idle.number <> ALL ($2::int[])
        ORDER BY idle.number LIMIT $5
      ) RETURNING slot.*
    )
    SELECT ${queueSlot()} FROM slot`,
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
