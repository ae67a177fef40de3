import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Caller } from '../../../kernel/auth/caller';
import { Database } from '../../../kernel/database/database';
import { isUniqueViolation } from '../../../kernel/database/database-errors';
import { Failure } from '../../../kernel/errors/failure';
import { badRequest, invalid, notFound } from '../refusals';
import { valueError } from '../validation/findings';
import type { CreateWorkspaceBody } from '../validation/workspace.model';
import type { WorkspaceDto, PipelineWorkspaceStatsDto } from './workspace.dto';
import { Workspace } from './workspace.entity';
import { nameProblem } from './workspace-name';

const LIST_LIMIT = 1000;

export type HeldWorkspace = Pick<Workspace, 'id' | 'language'>;

const INSERT = {
  name: 'pipeline-workspace-insert',
  text: `WITH workspace AS (
      INSERT INTO pipeline.workspaces (id, tenant_id, name, language)
      SELECT $1, $2, $3, cfgname FROM pg_ts_config WHERE cfgname = $4 AND pg_ts_config_is_visible(oid)
      RETURNING id, tenant_id, name, language, created_at
    )
    SELECT id, name, language, created_at AS "createdAt",
      platform.append_event(tenant_id, 'quintet.pipeline.workspace.created', id::text,
        json_build_object('workspace_id', id, 'name', name))
    FROM workspace`,
};

/** Nobody removes it until the end of the transaction; files in it can come and go. */
const HOLD = {
  name: 'pipeline-workspace-hold',
  text: 'SELECT id, language FROM pipeline.workspaces WHERE tenant_id = $1 AND name = $2 FOR KEY SHARE',
};
const STATS = {
  name: 'pipeline-workspace-stats',
  text: `SELECT count(*)::int AS file_count, coalesce(sum(characters), 0)::float AS character_count,
      (SELECT count(*)::int FROM pipeline.pipelines WHERE workspace_id = $1 AND deleted_at IS NULL) AS pipeline_count,
      (SELECT count(*)::int FROM pipeline.jobs WHERE workspace_id = $1) AS job_count
    FROM pipeline.files WHERE workspace_id = $1`,
};

@Injectable()
export class WorkspacesService {
  constructor(private readonly database: Database) {}

  async create({ tenantId }: Caller, { name, language }: CreateWorkspaceBody): Promise<WorkspaceDto> {
    const problem = nameProblem(name);
    if (problem) throw badRequest(problem);
    try {
      const [made] = await this.database.run<Workspace>(INSERT, [uuidv7(), tenantId, name, language]);
      if (!made) throw invalid([{ ...valueError('language is not known'), loc: ['body', 'language'] }]);
      return toDto(made);
    } catch (error) {
      if (isUniqueViolation(error)) throw new Failure('conflict', `A workspace named '${name}' already exists`);
      throw error;
    }
  }

  /** All of the tenant, oldest first; at most 1000. */
  async list({ tenantId }: Caller): Promise<WorkspaceDto[]> {
    const order = { createdAt: 'ASC', id: 'ASC' } as const;
    const found = await this.database.manager.find(Workspace, { where: { tenantId }, order, take: LIST_LIMIT });
    return found.map(toDto);
  }

  async get(caller: Caller, name: string): Promise<WorkspaceDto> {
    return toDto(await this.named(caller, name));
  }

  async stats(caller: Caller, name: string): Promise<PipelineWorkspaceStatsDto> {
    const { id } = await this.named(caller, name);
    const [stats] = await this.database.run<PipelineWorkspaceStatsDto>(STATS, [id]);
    return stats;
  }

  /** Keeps it from being removed until the end of the caller's transaction. @throws Failure `not-found` */
  async hold({ tenantId }: Caller, name: string): Promise<HeldWorkspace> {
    const [held] = nameProblem(name) ? [] : await this.database.run<HeldWorkspace>(HOLD, [tenantId, name]);
    if (!held) throw notFound('Workspace');
    return held;
  }

  /** @throws Failure `not-found` */
  async named({ tenantId }: Caller, name: string): Promise<Workspace> {
    const found = nameProblem(name) ? null : await this.database.manager.findOneBy(Workspace, { tenantId, name });
    if (!found) throw notFound('Workspace');
    return found;
  }

  /** @throws Failure `not-found` */
  async requireId({ tenantId }: Caller, id: string): Promise<void> {
    if (!(await this.database.manager.existsBy(Workspace, { tenantId, id }))) throw notFound('Workspace');
  }
}

function toDto({ id, name, language, createdAt }: Workspace): WorkspaceDto {
  return {
    name,
    workspace_id: id,
    languages: { search: language },
    default_idle_timeout_in_seconds: 0,
    created_at: createdAt.toISOString(),
  };
}
