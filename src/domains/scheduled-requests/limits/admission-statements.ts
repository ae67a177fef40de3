import { ENQUEUE_JOB } from '../dispatch/queueing';
import { statesBefore } from '../transitions';
import { enqueueAdmission, NEEDS_TURN, WAITS_FOR_RUN } from './turns';

/** Jobs of one key that are called together at most; each of them calls more when it ends. */
const BATCH = 1000;

/** Keeps other admissions of the key $2 of tenant $1 away until the transaction ends; $3: `fifo` or `flow`. */
export const LOCK_KEY = {
  name: 'scheduled-limit-lock',
  text: "SELECT pg_advisory_xact_lock(hashtextextended(concat_ws(' ', 'scheduled', $3::text, $1::text, $2::text), 0))",
};

/** The keys of the job $1, if it has any. */
export const LIMITED = {
  name: 'scheduled-limited',
  text: `SELECT tenant_id, flow_key, fifo_key FROM scheduled.jobs
    WHERE id = $1 AND (flow_key IS NOT NULL OR fifo_key IS NOT NULL)`,
};

/** Puts the job $1 with the fence $2 in line, if it needs a turn. Once more for one that stands there changes nothing. */
export const ARRIVE = {
  name: 'scheduled-arrive',
  text: `UPDATE scheduled.jobs
    SET turn = coalesce(turn, CASE WHEN fifo_key IS NOT NULL AND state = 'available' THEN 'fifo' ELSE 'flow' END),
      held = true, queued_for = NULL
    WHERE id = $1 AND fence = $2 AND state IN (${statesBefore('executing')}) AND ${NEEDS_TURN} AND turn IS DISTINCT FROM 'called'
    RETURNING tenant_id AS "tenantId", flow_key AS "flowKey", fifo_key AS "fifoKey"`,
};

/**
 * Gives the head of the line $2 of tenant $1 its turn, if the one before is finished: it is called, or stands in the line
 * of its flow key, which has an admission of its own unless it is $3. The fence rises by two, as one more would look as if
 * the task that arrived had taken the job up. Counted, not looked for: PostgreSQL expects to find one early in the table.
 */
export const CALL_FIFO = {
  name: 'scheduled-call-fifo',
  text: `WITH head AS (
      SELECT id FROM scheduled.jobs
      WHERE tenant_id = $1 AND fifo_key = $2 AND state = 'available' AND NOT ${WAITS_FOR_RUN}
      ORDER BY scheduled_at, id LIMIT 1
    ),
    clock AS MATERIALIZED (SELECT clock_timestamp() AS now),
    job AS (
      UPDATE scheduled.jobs SET turn = CASE WHEN flow_key IS NULL THEN 'called' ELSE 'flow' END,
        held = flow_key IS NOT NULL, fence = fence + 2, run_at = now, queued_for = CASE WHEN flow_key IS NULL THEN now END
      FROM clock
      WHERE id = (SELECT id FROM head) AND turn = 'fifo' AND 0 = (
        SELECT count(*) FROM scheduled.jobs WHERE tenant_id = $1 AND fifo_key = $2 AND fifo_key IS NOT NULL
          AND (state IN ('executing', 'retryable') OR turn IN ('flow', 'called')))
      RETURNING jobs.*
    )
    SELECT ${ENQUEUE_JOB}, CASE WHEN turn = 'flow' AND flow_key IS DISTINCT FROM $3::text THEN
      ${enqueueAdmission('tenant_id', 'flow_key', 'NULL')} END FROM job`,
};

/** The jobs in the line of `control`, first come first. */
const inLine = (condition: string, limit: string) => `SELECT job.id FROM scheduled.jobs AS job
      WHERE job.tenant_id = $1 AND job.flow_key = $2 AND job.flow_key IS NOT NULL AND job.turn = 'flow' AND ${condition}
      ORDER BY job.scheduled_at, job.id LIMIT (SELECT greatest(0, ${limit}) FROM control)`;

/**
 * Calls as many jobs in the line of the flow key $2 of tenant $1 as its limits let start. Those that are called and not
 * taken up count as started: a start is never earlier, so no window holds more. Those that were interrupted come first:
 * they have a place. One that leaves the line meanwhile, cancelled or paused, is not called. When only time lets more start,
 * the next admission is due as the oldest start leaves the window.
 */
export const CALL_FLOW = {
  name: 'scheduled-call-flow',
  text: `WITH clock AS MATERIALIZED (SELECT clock_timestamp() AS now),
    control AS MATERIALIZED (
      SELECT control.tenant_id, key, period, now, admit_at, oldest, rate IS NOT NULL AND NOT paused AS timed,
        CASE WHEN paused THEN 0 ELSE coalesce(rate - starts - called, ${BATCH}) END AS starts_left,
        coalesce(concurrency - executing - called + called_again, ${BATCH}) AS places_left
      FROM clock, scheduled.flow_controls AS control,
        LATERAL (SELECT count(*)::int AS starts, min(at) AS oldest FROM scheduled.flow_starts AS start
          WHERE start.tenant_id = $1 AND start.key = $2 AND at > now - control.period) AS recent,
        (SELECT count(*)::int AS executing FROM scheduled.jobs
          WHERE tenant_id = $1 AND flow_key = $2 AND flow_key IS NOT NULL AND state = 'executing') AS places,
        (SELECT count(*)::int AS called, count(*) FILTER (WHERE state = 'executing')::int AS called_again
          FROM scheduled.jobs WHERE tenant_id = $1 AND flow_key = $2 AND turn = 'called') AS reserved
      WHERE control.tenant_id = $1 AND control.key = $2
    ),
    again AS MATERIALIZED (${inLine("job.state = 'executing'", 'starts_left')}),
    first AS MATERIALIZED (${inLine(
      "job.state <> 'executing'",
      'least(starts_left - (SELECT count(*) FROM again), places_left)',
    )}),
    job AS (
      UPDATE scheduled.jobs SET turn = 'called', held = false, fence = fence + 2, run_at = now, queued_for = now
      FROM control WHERE turn = 'flow' AND id IN (SELECT id FROM again UNION ALL SELECT id FROM first)
      RETURNING jobs.*
    ),
    timer AS (
      UPDATE scheduled.flow_controls AS armed SET admit_at = coalesce(oldest, now) + control.period
      FROM control
      WHERE armed.tenant_id = $1 AND armed.key = $2 AND timed
        AND starts_left <= (SELECT count(*) FROM again) + (SELECT count(*) FROM first)
        AND (control.admit_at IS NULL OR control.admit_at <= now OR control.admit_at > coalesce(oldest, now) + control.period)
        AND (SELECT id FROM scheduled.jobs WHERE tenant_id = $1 AND flow_key = $2 AND turn = 'flow' ORDER BY scheduled_at, id
          OFFSET (SELECT count(*) FROM again) + (SELECT count(*) FROM first) LIMIT 1) IS NOT NULL
      RETURNING armed.*
    ),
    forgotten AS (
      DELETE FROM scheduled.flow_starts AS start USING control
      WHERE start.tenant_id = $1 AND start.key = $2 AND start.at <= now - control.period
    )
    SELECT ${ENQUEUE_JOB} FROM job UNION ALL SELECT ${enqueueAdmission('tenant_id', 'key', 'NULL', 'admit_at')} FROM timer`,
};
