import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Caller } from '../../../kernel/auth/caller';
import { DEFAULT_TENANT } from '../../../kernel/auth/tenants';
import { Database } from '../../../kernel/database/database';
import { userOf } from '../user';
import { DEFAULT_PIPELINE_ID, DEFAULT_WORKSPACE_ID } from './default-ids';

const REMEMBERED_TENANTS = 100_000;

const INSERT = {
  name: 'pipeline-default-workspace-insert',
  text: `WITH workspace AS (
      INSERT INTO pipeline.workspaces (id, tenant_id, name, language) VALUES ($1, $2, 'default', 'english')
      ON CONFLICT DO NOTHING
      RETURNING id, tenant_id, name
    ), builtin AS (
      INSERT INTO pipeline.pipelines
        (id, tenant_id, workspace_id, name, status, query_yaml, config, deployed_config, supports_per_file, created_by)
      SELECT $3, tenant_id, id, 'builtin', 'DEPLOYED', 'connector: builtin', '{"connector":"builtin"}', '{"connector":"builtin"}', true, $4
      FROM workspace
      RETURNING id, name
    )
    SELECT
      platform.append_event(w.tenant_id, 'quintet.pipeline.workspace.created', w.id::text,
        json_build_object('workspace_id', w.id, 'name', w.name)),
      platform.append_event(w.tenant_id, 'quintet.pipeline.pipeline.created', b.id::text,
        json_build_object('workspace_id', w.id, 'pipeline_id', b.id, 'name', b.name)),
      platform.append_event(w.tenant_id, 'quintet.pipeline.pipeline.deployed', b.id::text,
        json_build_object('workspace_id', w.id, 'pipeline_id', b.id, 'name', b.name))
    FROM workspace w, builtin b`,
};

/** The workspace that every tenant has, with a pipeline that is ready to be used. */
@Injectable()
export class DefaultWorkspace {
  /** Tenants that are known to have theirs: it cannot be deleted. */
  private readonly tenants = new Set<string>();

  constructor(private readonly database: Database) {}

  /** Makes it when it is missing, however many requests ask at once. Not to be called inside a transaction. */
  async ensure(caller: Caller): Promise<void> {
    if (this.tenants.has(caller.tenantId)) return;
    const fixed = caller.tenantName === DEFAULT_TENANT;
    const workspaceId = fixed ? DEFAULT_WORKSPACE_ID : uuidv7();
    const pipelineId = fixed ? DEFAULT_PIPELINE_ID : uuidv7();
    const createdBy = JSON.stringify(userOf(caller));
    await this.database.run(INSERT, [workspaceId, caller.tenantId, pipelineId, createdBy]);
    if (this.tenants.size >= REMEMBERED_TENANTS) this.tenants.clear();
    this.tenants.add(caller.tenantId);
  }
}
