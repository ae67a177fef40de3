import { Injectable } from '@nestjs/common';
import type { SelectQueryBuilder } from 'typeorm';
import type { Caller } from '../../../kernel/auth/caller';
import { Pages } from '../paging/pages';
import type { ListPipelinesQuery } from '../validation/pipeline.model';
import { WorkspacesService } from '../workspaces/workspaces.service';
import { FoundPipelines } from './found-pipelines';
import type { PipelinePath } from './found-pipelines';
import type { PipelineDto, PipelinePageDto } from './pipeline.dto';
import { Pipeline } from './pipeline.entity';
import { toPipelineDto } from './pipeline-view';

const SORT_PROPERTIES = { created_at: 'createdAt', name: 'name' } as const;

@Injectable()
export class PipelinesService {
  constructor(
    private readonly workspaces: WorkspacesService,
    private readonly found: FoundPipelines,
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
    return { ...found, data: found.data.map(toPipelineDto) };
  }

  async get(path: PipelinePath): Promise<PipelineDto> {
    return toPipelineDto(await this.found.find(path));
  }
}
