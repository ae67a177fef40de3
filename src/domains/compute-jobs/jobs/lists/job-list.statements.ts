import { validate as isUuid } from 'uuid';
import type { Statement } from '../../../../kernel/database/database';
import type { ListPart } from '../../lists/list-query';
import { JOB_COLUMNS } from '../job.statements';
import type { JobFilter } from './job-filter';

const COLUMNS: Record<ListPart['orderBy'], string> = {
  createdAt: 'created_at',
  name: 'name',
  state: 'state',
  startedAt: 'started_at',
  endedAt: 'ended_at',
};
/** Columns that may be empty: such jobs come last. Naming it for the others would keep their indexes from being used. */
const NULLABLE = ['name', 'started_at', 'ended_at'];

/** Times are shown in milliseconds and kept in microseconds: what is shown is what is compared. */
const AFTER = "created_at >= ?::timestamptz + interval '1 millisecond'";

/** A condition and its value; without a value it is not asked for. */
type Condition = [sql: string, value: unknown];

function conditionsOf(filter: JobFilter): Condition[] {
  return [
    ['id = ANY (?::uuid[])', filter.ids?.filter((id) => isUuid(id))],
    ['state = ANY (?)', filter.states],
    ['template_id = ANY (?)', filter.templateIds],
    ['strpos(lower(name), lower(?)) > 0', filter.name],
    [AFTER, filter.createdAfter],
    ['created_at < ?', filter.createdBefore],
  ];
}

/** Each half is the condition of an index. */
const ANY_DELETION = '(deleted_at IS NULL OR deleted_at IS NOT NULL)';

export interface JobList {
  count: Statement;
  page: Statement;
  /** Of the count; the page takes limit and offset too. */
  values: unknown[];
}

/** The statements that count and show a tenant's jobs: of the conditions only those that are asked for, for the planner. */
export function jobList(tenantId: string, filter: JobFilter, { orderBy, descending }: ListPart): JobList {
  const values: unknown[] = [tenantId];
  const wanted = [filter.includeDeleted ? ANY_DELETION : 'deleted_at IS NULL'];
  let kind = filter.includeDeleted ? 'd' : 'l';
  for (const [index, [sql, value]] of conditionsOf(filter).entries()) {
    if (value === undefined) continue;
    values.push(value);
    wanted.push(sql.replace('?', `$${values.length}`));
    kind += index;
  }
  const where = `FROM compute.jobs WHERE tenant_id = $1 AND ${wanted.join(' AND ')}`;
  const order = orderOf(COLUMNS[orderBy], descending);
  return {
    count: { name: `compute-jobs-count-${kind}`, text: `SELECT count(*)::int AS total ${where}` },
    page: {
      name: `compute-jobs-${kind}-${orderBy}-${descending ? 'desc' : 'asc'}`,
      text: `SELECT ${JOB_COLUMNS} ${where} ORDER BY ${order} LIMIT $${values.length + 1} OFFSET $${values.length + 2}`,
    },
    values,
  };
}

/** Ties stand as in the index by the time of creation. */
function orderOf(column: string, descending: boolean): string {
  const nulls = NULLABLE.includes(column) ? ' NULLS LAST' : '';
  return `${column} ${descending ? 'DESC' : 'ASC'}${nulls}, id ${descending ? 'ASC' : 'DESC'}`;
}
