import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import type { SelectQueryBuilder } from 'typeorm';
import type { Caller } from '../../../kernel/auth/caller';
import { hasNull } from '../../../kernel/http/common-rules';
import { Database } from '../../../kernel/database/database';
import { Pages } from '../paging/pages';
import { notFound } from '../refusals';
import type { ListPipelinesQuery } from '../validation/pipeline.model';
import { WorkspacesService } from '../workspaces/workspaces.service';
import type { PipelineDto, PipelinePageDto } from './pipeline.dto';
import { Pipeline } from './pipeline.entity';

const SORT_PROPERTIES = { created_at: 'createdAt', name: 'name' } as const;

@Injectable()
export class PipelinesService {
  constructor(
    private readonly database: Database,
    private readonly workspaces: WorkspacesService,
    private readonly pages: Pages,
  ) {}

  async list(caller: Caller, workspace: string, query: ListPipelinesQuery): Promise<PipelinePageDto> {
    const { id: workspaceId, tenantId } = await this.workspaces.named(caller, workspace);
    const { status, pipeline_name: part } = query;
    const scope = {
      tenantId,
      workspaceId,
      narrow: (select: SelectQueryBuilder<Pipeline>) => {
        select.andWhere('item.deletedAt IS NULL');
        if (status !== null) select.andWhere('item.status = :status', { status });
        if (part !== null) select.andWhere('position(lower(:part) in lower(item.name)) > 0', { part });
      },
    };
    const found = await this.pages.read(Pipeline, scope, query, SORT_PROPERTIES[query.field]);
    return { ...found, data: found.data.map(toDto) };
  }

  async get(caller: Caller, workspace: string, name: string): Promise<PipelineDto> {
    return toDto(await this.named(caller, workspace, name));
  }

  /** @throws Failure `not-found` */
  async named(caller: Caller, workspace: string, name: string): Promise<Pipeline> {
    const { id: workspaceId, tenantId } = await this.workspaces.named(caller, workspace);
    const where = { tenantId, workspaceId, name, deletedAt: IsNull() };
    const found = hasNull(name) ? null : await this.database.manager.findOneBy(Pipeline, where);
    if (!found) throw notFound('Pipeline');
    return found;
  }
}

function toDto(pipeline: Pipeline): PipelineDto {
  return {
    pipeline_id: pipeline.id,
    name: pipeline.name,
    status: pipeline.status,
    service_level: 'DEVELOPMENT',
    connector: pipeline.config.connector,
    inputs: pipeline.inputs,
    supports_per_file: pipeline.supportsPerFile,
    created_at: pipeline.createdAt.toISOString(),
    created_by: pipeline.createdBy,
    last_edited_at: pipeline.lastEditedAt?.toISOString() ?? null,
    last_edited_by: pipeline.lastEditedBy,
    deployed_version_id: null,
    running_version_id: null,
    draft_version_id: null,
  };
}
