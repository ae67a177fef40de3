import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Caller } from '../../../kernel/auth/caller';
import { Database } from '../../../kernel/database/database';
import { Pages } from '../paging/pages';
import type { NumberedPage, PageQuery } from '../validation/page.model';
import { notFound } from '../refusals';
import { userOf } from '../user';
import { fillIndexes } from '../validation/query.model';
import type { CreateQuerySetBody, QuerySetSort } from '../validation/query-set.model';
import { WorkspacesService } from '../workspaces/workspaces.service';
import type { PipelineQueryDto } from './query.dto';
import { appendQuerySetCreated, insertQueries } from './query-list.sql';
import type { PipelineQueryPageDto, QuerySetDto, QuerySetPageDto } from './query-set.dto';
import { QuerySet } from './query-set.entity';
import { QuerySetQuery } from './query-set-query.entity';

const SORT_PROPERTIES = { created_at: 'createdAt', name: 'name' } as const;

const INSERT = {
  name: 'pipeline-query-set-insert',
  text: `WITH query_set AS (
      INSERT INTO pipeline.query_sets (id, tenant_id, workspace_id, name, total_queries, created_by)
      SELECT $3, w.tenant_id, w.id, $4, $5, $6 FROM pipeline.workspaces w WHERE w.tenant_id = $1 AND w.id = $2
      RETURNING id, tenant_id, workspace_id, name, total_queries, created_at
    ), queries AS (${insertQueries('query_set', '$7')})
    SELECT created_at, ${appendQuerySetCreated('query_set')} FROM query_set`,
};

@Injectable()
export class QuerySetsService {
  constructor(
    private readonly database: Database,
    private readonly workspaces: WorkspacesService,
    private readonly pages: Pages,
  ) {}

  async create(caller: Caller, workspaceId: string, { name, queries }: CreateQuerySetBody): Promise<QuerySetDto> {
    const id = uuidv7();
    const createdBy = userOf(caller);
    const [made] = await this.database.run<{ created_at: Date }>(INSERT, [
      caller.tenantId,
      workspaceId,
      id,
      name,
      queries.length,
      JSON.stringify(createdBy),
      JSON.stringify(fillIndexes(queries)),
    ]);
    if (!made) throw notFound('Workspace');
    return toDto({ id, name, totalQueries: queries.length, createdAt: made.created_at, createdBy });
  }

  async list(caller: Caller, workspaceId: string, page: PageQuery<QuerySetSort>): Promise<QuerySetPageDto> {
    await this.workspaces.requireId(caller, workspaceId);
    const scope = { tenantId: caller.tenantId, workspaceId };
    const found = await this.pages.read(QuerySet, scope, page, SORT_PROPERTIES[page.field]);
    return { ...found, data: found.data.map(toDto) };
  }

  async get(caller: Caller, workspaceId: string, id: string): Promise<QuerySetDto> {
    return toDto(await this.find(caller, workspaceId, id));
  }

  /** In list order. */
  async queries(caller: Caller, workspaceId: string, id: string, page: NumberedPage): Promise<PipelineQueryPageDto> {
    const { totalQueries: total } = await this.find(caller, workspaceId, id);
    const skip = ((page.page_number ?? 1) - 1) * page.limit;
    const found = await this.database.manager.find(QuerySetQuery, {
      where: { querySetId: id },
      order: { position: 'ASC' },
      skip,
      take: page.limit,
    });
    return { data: found.map(toQueryDto), has_more: skip + page.limit < total, total };
  }

  private async find(caller: Caller, workspaceId: string, id: string): Promise<QuerySet> {
    const { tenantId } = caller;
    const found = await this.database.manager.findOneBy(QuerySet, { id, workspaceId, tenantId });
    if (found) return found;
    await this.workspaces.requireId(caller, workspaceId);
    throw notFound('Query set');
  }
}

type Shown = Pick<QuerySet, 'id' | 'name' | 'totalQueries' | 'createdAt' | 'createdBy'>;

function toDto({ id, name, totalQueries, createdAt, createdBy }: Shown): QuerySetDto {
  return {
    query_set_id: id,
    name,
    total_queries: totalQueries,
    created_at: createdAt.toISOString(),
    created_by: createdBy,
  };
}

function toQueryDto(row: QuerySetQuery): PipelineQueryDto {
  return {
    query: row.query,
    filters: row.filters,
    params: row.params,
    group_name: row.groupName,
    query_label: row.queryLabel,
    query_index: Number(row.queryIndex),
    absolute_query_index: Number(row.absoluteQueryIndex),
  };
}
