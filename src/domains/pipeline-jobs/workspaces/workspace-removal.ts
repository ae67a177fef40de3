import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../kernel/auth/caller';
import { Database } from '../../../kernel/database/database';
import { Failure } from '../../../kernel/errors/failure';
import { FileRemoval } from '../files/file-removal';
import { notFound } from '../refusals';
import { DEFAULT_WORKSPACE } from './default-ids';
import { nameProblem } from './workspace-name';

const LOCK = {
  name: 'pipeline-workspace-lock',
  text: 'SELECT id FROM pipeline.workspaces WHERE tenant_id = $1 AND name = $2 FOR UPDATE',
};
/** Its jobs can no longer be started, too. */
const LOCK_JOBS = {
  name: 'pipeline-workspace-lock-jobs',
  text: `SELECT coalesce(bool_or(status = 'STARTED'), false) AS started
    FROM (SELECT status FROM pipeline.jobs WHERE workspace_id = $1 ORDER BY id FOR UPDATE) job`,
};
const DELETE = {
  name: 'pipeline-workspace-delete',
  text: `WITH gone AS (DELETE FROM pipeline.workspaces WHERE id = $1 RETURNING id, tenant_id, name)
    SELECT platform.append_event(tenant_id, 'quintet.pipeline.workspace.deleted', id::text,
      json_build_object('workspace_id', id, 'name', name))
    FROM gone`,
};

/** Removes workspaces with all that they hold. */
@Injectable()
export class WorkspaceRemoval {
  constructor(
    private readonly database: Database,
    private readonly files: FileRemoval,
  ) {}

  /** @throws Failure `not-found`, or `conflict` while a job runs and for the default one */
  async remove({ tenantId }: Caller, name: string): Promise<void> {
    await this.database.transaction(async () => {
      const [workspace] = nameProblem(name) ? [] : await this.database.run<{ id: string }>(LOCK, [tenantId, name]);
      if (!workspace) throw notFound('Workspace');
      const [{ started }] = await this.database.run<{ started: boolean }>(LOCK_JOBS, [workspace.id]);
      if (started) throw new Failure('conflict', 'Workspace has a started job');
      if (name === DEFAULT_WORKSPACE) throw new Failure('conflict', `Workspace '${name}' cannot be deleted`);
      await this.files.remove({ workspaceId: workspace.id });
      await this.database.run(DELETE, [workspace.id]);
    });
  }
}
