import { ENQUEUE_JOB, queuedFor } from '../dispatch/queueing';
import { jobEvent, scheduleEvent } from '../scheduled-events';
import { JOB_COLUMNS } from './job-row';

/**
 * A new job, with its schedule when $3 is set, its events and its task, in one statement; no row when another unfinished
 * job of the tenant holds its key. The first run is at $8 (microseconds), or $9 months and $10 microseconds from now.
 */
export const INSERT_JOB = {
  name: 'scheduled-job-insert',
  text: `WITH clock AS MATERIALIZED (SELECT clock_timestamp() AS now),
    plan AS MATERIALIZED (
      SELECT now, coalesce(
        scheduled.moment($8), now + make_interval(months => $9) + $10 * interval '1 microsecond') AS first FROM clock
    ),
    job AS (
      INSERT INTO scheduled.jobs (uuid, tenant_id, schedule_id, slot, name, description, idempotency_key, held_key,
        args, run_at, queued_for, scheduled_at, inserted_at)
      SELECT $1, $2, $3::uuid, CASE WHEN $3 IS NOT NULL THEN first END, $4, $5, $6::text, $6, $7::json,
        first, ${queuedFor('first', 'now')}, first, now
      FROM plan
      ON CONFLICT (tenant_id, held_key) WHERE held_key IS NOT NULL DO NOTHING
      RETURNING *
    ),
    schedule AS (
      INSERT INTO scheduled.schedules (id, tenant_id, name, description, idempotency_key, cron, every, timezone, anchor,
        misfire, overlap, args, next_run_at, inserted_at, updated_at, max_runs, ends_at, pause_after_failures)
      SELECT schedule_id, tenant_id, name, description, idempotency_key, $11, $12, $13, slot, $14, $15, $7, slot,
        inserted_at, inserted_at, $16, scheduled.moment($17), $18
      FROM job WHERE schedule_id IS NOT NULL
    )
    SELECT ${JOB_COLUMNS}, ${jobEvent('created')}, ${ENQUEUE_JOB},
      CASE WHEN schedule_id IS NOT NULL THEN
        ${scheduleEvent('created', 'tenant_id', 'schedule_id', "json_build_object('job_id', id, 'name', name)")} END
    FROM job`,
};

/** Runs of the schedule $1 at the slots $3; the ones for which $4 holds wait until they are released. */
export const INSERT_RUNS = {
  name: 'scheduled-runs-insert',
  text: `WITH clock AS MATERIALIZED (SELECT clock_timestamp() AS now),
    job AS (
      INSERT INTO scheduled.jobs (uuid, tenant_id, schedule_id, slot, name, description, idempotency_key, held_key, args,
        held, run_at, queued_for, scheduled_at, inserted_at)
      SELECT run.uuid, tenant_id, id, slot, name, description, idempotency_key,
        CASE WHEN slot = next_run_at THEN idempotency_key END, args, run.held, slot,
        CASE WHEN NOT run.held THEN ${queuedFor('slot', 'now')} END, slot, now
      FROM clock, scheduled.schedules,
        unnest($2::uuid[], $3::float8[], $4::boolean[]) AS run (uuid, micros, held),
        LATERAL (SELECT scheduled.moment(run.micros) AS slot) AS moment
      WHERE id = $1
      RETURNING *
    )
    SELECT ${jobEvent('created')}, ${ENQUEUE_JOB} FROM job`,
};
