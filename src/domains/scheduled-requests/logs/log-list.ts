import type { Statement } from '../../../kernel/database/database';
import { isJobNumber, isUuid } from '../ids';
import { LOG_EVENTS } from './log-inserts';
import type { LogListQuery } from './log-list-query';

const COLUMNS = { inserted_at: 'time', job_id: 'job_id', event: 'event' };

/**
 * The statement that lists a tenant's logs and its values; undefined when no log can fit. Job and attempt are looked up
 * for each log of the page (that is what their limits say), however many there are.
 */
export function logListStatement(
  tenantId: string,
  { limit, offset, orderBy, jobId, event }: LogListQuery,
): { statement: Statement; values: unknown[] } | undefined {
  const values: unknown[] = [tenantId, limit, offset];
  const conditions = ['log.tenant_id = $1'];
  const filters: string[] = [];
  const where = (filter: string, condition: string, value: unknown) => {
    filters.push(filter);
    conditions.push(condition.replace('?', `$${values.push(value)}`));
  };
  if (jobId !== undefined) {
    if (isUuid(jobId))
      where('uuid', 'log.job_id = (SELECT id FROM scheduled.jobs WHERE tenant_id = $1 AND uuid = ?)', jobId);
    else if (isJobNumber(jobId)) where('job', 'log.job_id = ?', jobId);
    else return undefined;
  }
  if (event !== undefined) {
    if (!LOG_EVENTS.some((known) => known === event)) return undefined;
    where('event', 'log.event = ?', event);
  }
  const { field, direction } = orderBy;
  const order = `log.${COLUMNS[field]} ${direction}, log.id ${direction}`;
  return {
    statement: {
      name: `scheduled-logs-${field}-${direction}-${filters.join('-')}`,
      text: `SELECT log.id::float8 AS id, log.event, scheduled.micros(log.time) AS inserted_at, log.details,
          job.id::float8 AS job_id, job.tenant_id, job.uuid, job.schedule_id, scheduled.micros(job.slot) AS slot,
          scheduled.micros(job.scheduled_at) AS scheduled_at,
          CASE WHEN log.event = 'worker.http.request' THEN job.args::text END AS args,
          attempt.attempt, attempt.duration_ms, scheduled.micros(attempt.retry_at) AS retry_at,
          CASE WHEN log.event = 'worker.http.response' THEN attempt.response END AS response, attempt.error
        FROM (
          SELECT log.* FROM scheduled.logs AS log WHERE ${conditions.join(' AND ')}
          ORDER BY ${order} LIMIT $2 OFFSET $3
        ) AS log
        CROSS JOIN LATERAL (SELECT * FROM scheduled.jobs AS job WHERE job.id = log.job_id LIMIT 1) AS job
        LEFT JOIN LATERAL (
          SELECT * FROM scheduled.attempts AS attempt
          WHERE attempt.job_id = log.job_id AND attempt.time = log.attempted_at LIMIT 1
        ) AS attempt ON true
        ORDER BY ${order}`,
    },
    values,
  };
}
