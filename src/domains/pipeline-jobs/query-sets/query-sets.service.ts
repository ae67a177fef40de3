import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Caller } from '../../../kernel/auth/caller';
import { Database } from '../../../kernel/database/database';
import { isForeignKeyViolation } from '../../../kernel/database/database-errors';
import { Failure } from '../../../kernel/errors/failure';
import { Pages } from '../paging/pages';
import type { NumberedPage, PageQuery } from '../validation/page.model';
import { notFound } from '../refusals';
import { userOf } from '../user';
import { fillIndexes } from '../validation/query.model';
import type { CreateQuerySetBody, ImportQuerySetBody, QuerySetSort } from '../validation/query-set.model';
import { WorkspacesService } from '../workspaces/workspaces.service';
import { csvOf } from './query-csv';
import type { PipelineQueryDto } from './query.dto';
import { appendQuerySetEvent, insertQueries } from './query-list.sql';
import type { PipelineQueryPageDto, QuerySetDto, QuerySetPageDto } from './query-set.dto';
import { QuerySet } from './query-set.entity';
import { QuerySetQuery } from './query-set-query.entity';
import { readQueries } from './read-query-csv';

const SORT_PROPERTIES = { created_at: 'createdAt', name: 'name' } as const;

const INSERT = {
  name: 'pipeline-query-set-insert',
  text: `WITH query_set AS (
      INSERT INTO pipeline.query_sets (id, tenant_id, workspace_id, name, total_queries, created_by)
      SELECT $3, w.tenant_id, w.id, $4, $5, $6 FROM pipeline.workspaces w WHERE w.tenant_id = $1 AND w.id = $2
      FOR KEY SHARE
      RETURNING id, tenant_id, workspace_id, name, total_queries, created_at
    ), queries AS (${insertQueries('query_set', '$7')})
    SELECT created_at, ${appendQuerySetEvent('created', 'query_set')} FROM query_set`,
};

/** Its workspace is held before it, as by those who remove the workspace. */
const DELETE = {
  name: 'pipeline-query-set-delete',
  text: `WITH workspace AS (
      SELECT id FROM pipeline.workspaces WHERE tenant_id = $1 AND id = $2 FOR KEY SHARE
    ), query_set AS (
      DELETE FROM pipeline.query_sets WHERE workspace_id = (SELECT id FROM workspace) AND id = $3 RETURNING *
    )
    SELECT ${appendQuerySetEvent('deleted', 'query_set')} FROM query_set`,
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

  /** Makes a set of the rows of a CSV file, called like the file unless named. */
  async import(caller: Caller, workspaceId: string, { file, name }: ImportQuerySetBody): Promise<QuerySetDto> {
    const queries = await readQueries(file.bytes);
    return this.create(caller, workspaceId, { name: name ?? nameOf(file.name), queries });
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

  /** All of them, in list order. */
  async csv(caller: Caller, workspaceId: string, id: string): Promise<string> {
    await this.find(caller, workspaceId, id);
    const where = { querySetId: id };
    const found = await this.database.manager.find(QuerySetQuery, { where, order: { position: 'ASC' } });
    return csvOf(found.map(toQueryDto));
  }

  async delete(caller: Caller, workspaceId: string, id: string): Promise<void> {
    try {
      const deleted = await this.database.run(DELETE, [caller.tenantId, workspaceId, id]);
      if (deleted.length > 0) return;
    } catch (error) {
      if (isForeignKeyViolation(error)) throw new Failure('conflict', 'Query set is used by a job');
      throw error;
    }
    await this.workspaces.requireId(caller, workspaceId);
    throw notFound('Query set');
  }

  private async find(caller: Caller, workspaceId: string, id: string): Promise<QuerySet> {
    const { tenantId } = caller;
    const found = await this.database.manager.findOneBy(QuerySet, { id, workspaceId, tenantId });
    if (found) return found;
    await this.workspaces.requireId(caller, workspaceId);
    throw notFound('Query set');
  }
}

/** The name of a file without its ending. */
function nameOf(file: string): string {
  return file.replace(/\p{Cc}/gu, '').replace(/\.csv$/i, '');
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
