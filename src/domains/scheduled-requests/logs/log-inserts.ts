import type { Statement } from '../../../kernel/database/database';

export const LOG_EVENTS = [
  'worker.http.request',
  'worker.http.response',
  'worker.http.error',
  'worker.http.skipped',
] as const;
export type LogEvent = (typeof LOG_EVENTS)[number];

/*
 * A log row holds no request and no answer: the job and the attempt do, and a list puts the payload together from them.
 * So a body of a megabyte is stored once, however often it is sent, and no header twice.
 */

/** Whether a body may be sent. `args` is looked at as text: as JSON, PostgreSQL would refuse an escaped NUL in it. */
const HAS_BODY = `starts_with(job.args::text, '{"body":')`;

/** A CTE that logs the request of a `job` just taken up, with the dynamic fields that its body may hold. */
export const LOG_REQUEST = `log AS (
  INSERT INTO scheduled.logs (time, tenant_id, job_id, event, attempted_at, details)
  SELECT attempted_at, job.tenant_id, job.id, 'worker.http.request', attempted_at,
    CASE WHEN schedule.id IS NOT NULL AND ${HAS_BODY}
      THEN json_build_object('$previous', schedule.previous, '$state', schedule.last_state) END
  FROM job LEFT JOIN scheduled.schedules AS schedule ON schedule.id = job.schedule_id
)`;

/** A CTE that logs, at `now` of `plan`, how the attempt of a `job` ended; given the SQL of its answer and its error. */
export const logOutcome = (response: string, error: string) => `log AS (
  INSERT INTO scheduled.logs (time, tenant_id, job_id, event, attempted_at)
  SELECT now, tenant_id, id, event, attempted_at
  FROM job, plan, (VALUES
    ('worker.http.response', ${response}::json IS NOT NULL), ('worker.http.error', ${error}::json IS NOT NULL)
  ) AS entry (event, happened)
  WHERE happened
)`;

/** Slots $3 to $4, $5 of them, of which the job $1 was the pending run were left out for the reason $2. */
export const LOG_SKIPPED: Statement = {
  name: 'scheduled-log-skipped',
  text: `INSERT INTO scheduled.logs (time, tenant_id, job_id, event, details)
    SELECT clock_timestamp(), tenant_id, id, 'worker.http.skipped',
      json_build_object('from', $3::float8, 'reason', $2::text, 'slots', $5::integer, 'to', $4::float8)
    FROM scheduled.jobs WHERE id = $1`,
};
