import type { Statement } from '../../../kernel/database/database';
import type { ListPart } from '../lists/list-query';

/** What a job owes since it has ended. */
export interface Usage {
  jobId: string;
  name: string | null;
  endedAt: Date;
  /** Decimal. */
  payment: string;
}

/** The index `jobs_tenant_id_ended_at_idx` holds all that is asked for here: the rows of jobs are wide. */
const USAGE = `FROM compute.jobs WHERE tenant_id = $1 AND payment > 0
  AND ended_at > coalesce($2::timestamptz, '-infinity') AND ended_at < coalesce($3::timestamptz, 'infinity')`;

export const AMOUNT_DUE: Statement = {
  name: 'compute-amount-due',
  text: `SELECT coalesce(sum(payment), 0) AS amount FROM compute.jobs
    WHERE tenant_id = $1 AND payment > 0 AND ended_at IS NOT NULL`,
};

export const COUNT_USAGE: Statement = {
  name: 'compute-usage-count',
  text: `SELECT count(*)::int AS total ${USAGE}`,
};

/** A page of what the tenant $1 owes of between $2 and $3; $4 and $5 are its limit and offset. */
export function pageOfUsage({ orderBy, descending }: ListPart): Statement {
  const direction = descending ? 'DESC' : 'ASC';
  const order = orderBy === 'name' ? `name ${direction}, ended_at, id` : `ended_at ${direction}, id`;
  return {
    name: `compute-usage-page-${order}`,
    text: `SELECT id AS "jobId", name, ended_at AS "endedAt", payment ${USAGE} ORDER BY ${order} LIMIT $4 OFFSET $5`,
  };
}
