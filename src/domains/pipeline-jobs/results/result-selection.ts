import type { ItemStatus } from '../jobs/transitions';
import type { FilterCondition } from '../validation/odata-fields';
import type { JobScope } from './job-path';

/** Which results of a job are wanted. */
export interface ResultFilter {
  status: ItemStatus[];
  filter: FilterCondition | null;
}

/** The wanted results of a job as SQL: rows `item`, and the parameters of the statement, to which more may be added. */
export class ResultSelection {
  readonly values: unknown[];
  /** The row `job`, if there is one. */
  readonly job = 'pipeline.jobs job WHERE job.tenant_id = $1 AND job.workspace_id = $2 AND job.id = $3';
  /** All rows `item` of it. */
  readonly items = `pipeline.items item JOIN pipeline.jobs job ON job.id = item.job_id
    WHERE job.tenant_id = $1 AND job.workspace_id = $2 AND job.id = $3`;
  /** What a wanted row `item` meets. */
  readonly condition: string;

  constructor({ tenantId, workspaceId, jobId }: JobScope, { status, filter }: ResultFilter) {
    this.values = [tenantId, workspaceId, jobId, status];
    const filtered = filter?.((value) => `$${this.values.push(value)}`) ?? 'true';
    this.condition = `item.status = ANY ($4) AND (${filtered})`;
  }
}
