import type { Statement } from '../../../kernel/database/database';
import { isUuid } from '../ids';
import type { JobListQuery, JobOrder } from './job-list-query';
import { JOB_COLUMNS } from './job-row';

/** Columns that may be empty: such jobs come last. Naming it for the others would keep their indexes from being used. */
const NULLABLE = ['attempted_at', 'completed_at'];

/** PostgreSQL's text cannot hold it, so no job has it. */
const UNSTORABLE = '\u0000';

/** The statement that lists a tenant's jobs and its values; undefined when no job can fit. */
export function jobListStatement(
  tenantId: string,
  query: JobListQuery,
): { statement: Statement; values: unknown[] } | undefined {
  const values: unknown[] = [tenantId, query.limit, query.offset];
  const conditions = ['job.tenant_id = $1'];
  const where = (column: string, test: string, value: unknown) => {
    values.push(value);
    conditions.push(`job.${column} ${test.replace('?', `$${values.length}`)}`);
  };
  if (query.states) where('state', '= ANY (?)', query.states);
  for (const [column, value] of query.filters) {
    if (value.includes(UNSTORABLE) || (column === 'schedule_id' && !isUuid(value))) return undefined;
    where(column, '= ?', value);
  }
  const filtered = query.filters.map(([column]) => column[0]).join('');
  const { field, direction } = query.orderBy;
  return {
    statement: {
      name: `scheduled-jobs-${field}-${direction}-${query.states ? 'state' : 'all'}-${filtered}`,
      text: `SELECT ${JOB_COLUMNS}, job.args::text AS args FROM scheduled.jobs AS job
        WHERE ${conditions.join(' AND ')} ORDER BY ${orderClause(query.orderBy)} LIMIT $2 OFFSET $3`,
    },
    values,
  };
}

function orderClause({ field, direction }: JobOrder): string {
  const nulls = NULLABLE.includes(field) ? ' NULLS LAST' : '';
  const ties = field === 'id' ? '' : `, job.id ${direction}`;
  return `job.${field} ${direction}${nulls}${ties}`;
}
