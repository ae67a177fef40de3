import type { Statement } from '../../../kernel/database/database';
import { ATTEMPT_COLUMNS } from '../attempts/attempt-row';
import { isJobNumber, isUuid } from '../ids';
import type { ResponseQuery } from './response-query';

/** The latest answers whose bodies are searched for a text: a search has to end, however many there are. */
export const MAX_SEARCHED = 100_000;

/** The statement that finds a tenant's answers and its values; undefined when none can fit. */
export function responseStatement(
  tenantId: string,
  { limit, offset, statuses, text, jobId, scheduleId, from, to }: ResponseQuery,
): { statement: Statement; values: unknown[] } | undefined {
  const values: unknown[] = [tenantId, from, limit, offset];
  const conditions = ['tenant_id = $1', 'time >= scheduled.moment($2)'];
  const filters: string[] = [];
  const place = (value: unknown) => `$${values.push(value)}`;
  const where = (filter: string, condition: string) => {
    filters.push(filter);
    conditions.push(condition);
  };
  if (to !== undefined) where('to', `time < scheduled.moment(${place(to)})`);
  if (statuses) {
    const between = `status BETWEEN ${place(statuses[0])} AND ${place(statuses[1])}`;
    // Says what the index of the failed ones is for: they are few, and who searches most often searches them.
    const failed = statuses[1] < 200 || statuses[0] > 299;
    where(failed ? 'failed' : 'status', failed ? `${between} AND status NOT BETWEEN 200 AND 299` : between);
  } else where('any', 'status IS NOT NULL');
  if (jobId !== undefined) {
    if (isUuid(jobId)) {
      where('uuid', `job_id = (SELECT id FROM scheduled.jobs WHERE tenant_id = $1 AND uuid = ${place(jobId)})`);
    } else if (isJobNumber(jobId)) where('job', `job_id = ${place(jobId)}`);
    else return undefined;
  }
  if (scheduleId !== undefined) {
    if (!isUuid(scheduleId)) return undefined;
    where('schedule', `schedule_id = ${place(scheduleId)}`);
  }
  const order = 'ORDER BY time DESC, id DESC';
  const latest = `SELECT * FROM scheduled.attempts WHERE ${conditions.join(' AND ')} ${order}`;
  const found =
    text === undefined
      ? `${latest} LIMIT $3 OFFSET $4`
      : `SELECT * FROM (${latest} LIMIT ${MAX_SEARCHED}) AS searched
          WHERE strpos(body_text, ${place(text)}) > 0 ${order} LIMIT $3 OFFSET $4`;
  return {
    statement: {
      name: `scheduled-responses-${filters.join('-')}${text === undefined ? '' : '-text'}`,
      text: `SELECT ${ATTEMPT_COLUMNS} FROM (${found}) AS attempt ORDER BY attempt.time DESC, attempt.id DESC`,
    },
    values,
  };
}
