import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../kernel/auth/caller';
import { Database } from '../../../kernel/database/database';
import type { Failure } from '../../../kernel/errors/failure';
import { notFound } from '../refusals';

/** A job and where it belongs. */
export interface JobScope {
  tenantId: string;
  workspaceId: string;
  jobId: string;
}

/** The job that the path of a caller's request leads to. */
export function scopeOf(
  { tenantId }: Pick<Caller, 'tenantId'>,
  path: { workspace_id: string; job_id: string },
): JobScope {
  return { tenantId, workspaceId: path.workspace_id, jobId: path.job_id };
}

const FIND = {
  name: 'pipeline-job-path',
  text: `SELECT EXISTS (SELECT FROM pipeline.workspaces WHERE tenant_id = $1 AND id = $2) AS workspace,
      EXISTS (SELECT FROM pipeline.jobs WHERE tenant_id = $1 AND workspace_id = $2 AND id = $3) AS job`,
};

/** Says what is not there when something below a job was not found. */
@Injectable()
export class JobPath {
  constructor(private readonly database: Database) {}

  /** @param thing that was looked for in the job */
  async missing({ tenantId, workspaceId, jobId }: JobScope, thing = 'Result'): Promise<Failure> {
    const values = [tenantId, workspaceId, jobId];
    const [found] = await this.database.run<{ workspace: boolean; job: boolean }>(FIND, values);
    if (!found.workspace) return notFound('Workspace');
    return notFound(found.job ? thing : 'Job');
  }
}
