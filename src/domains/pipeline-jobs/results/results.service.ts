import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import type { Page } from '../paging/pages';
import { notFound } from '../refusals';
import type { PageQuery } from '../validation/page.model';
import { JobPath } from './job-path';
import type { JobScope } from './job-path';
import type { PipelineResultDto } from './result.dto';
import type { ListResultsQuery, ResultSort } from './result.model';
import { arranged, isBeyond, placeOf } from './result-order';
import { RESULT_COLUMNS, toResultDto } from './result-row';
import type { ResultRow } from './result-row';
import { ResultSelection } from './result-selection';

const FIND = {
  name: 'pipeline-result-find',
  text: `SELECT ${RESULT_COLUMNS} FROM pipeline.items item JOIN pipeline.jobs job ON job.id = item.job_id
    WHERE job.tenant_id = $1 AND job.workspace_id = $2 AND job.id = $3 AND item.id = $4`,
};

/** What the items of a job came to. */
@Injectable()
export class ResultsService {
  constructor(
    private readonly database: Database,
    private readonly path: JobPath,
  ) {}

  /** @throws Failure `not-found` */
  async get(scope: JobScope, id: string): Promise<PipelineResultDto> {
    const values = [scope.tenantId, scope.workspaceId, scope.jobId, id];
    const [row] = await this.database.run<ResultRow & object>(FIND, values);
    if (!row) throw await this.path.missing(scope);
    return toResultDto(row);
  }

  /** @throws Failure `not-found`, also for a cursor that is no result of the job */
  async list(scope: JobScope, query: ListResultsQuery): Promise<Page<PipelineResultDto>> {
    const selection = new ResultSelection(scope, query);
    const { job, condition, values } = selection;
    const [found] = await this.query<{ total: number }>(
      `SELECT (SELECT count(*)::int FROM pipeline.items item WHERE item.job_id = job.id AND ${condition}) AS total
       FROM ${job}`,
      values,
    );
    if (!found) throw await this.path.missing(scope);
    const { total } = found;
    const cursor = query.after ?? query.before;
    const page = cursor === null ? await this.numbered(selection, query) : await this.beside(selection, query, cursor);
    return { data: page.rows.map(toResultDto), has_more: page.hasMore, total };
  }

  private async numbered({ items, condition, values }: ResultSelection, query: PageQuery<ResultSort>) {
    const skipped = ((query.page_number ?? 1) - 1) * query.limit;
    const rows = await this.query<ResultRow>(
      `SELECT ${RESULT_COLUMNS} FROM ${items} AND ${condition}
       ORDER BY ${arranged(query)} LIMIT ${query.limit + 1} OFFSET ${skipped}`,
      values,
    );
    return { rows: rows.slice(0, query.limit), hasMore: rows.length > query.limit };
  }

  /** The results next to another one, in the order of the list. */
  private async beside({ items, condition, values }: ResultSelection, query: PageQuery<ResultSort>, cursor: string) {
    const backwards = query.before !== null;
    const id = `$${values.length + 1}`;
    const rows = await this.query<ResultRow & { cursor: string | null }>(
      `SELECT cursor.id AS cursor, ${RESULT_COLUMNS}
       FROM (SELECT ${placeOf(query)} FROM ${items} AND item.id = ${id}) cursor
         LEFT JOIN LATERAL (
           SELECT item.* FROM ${items} AND ${condition} AND ${isBeyond(query, backwards)}
           ORDER BY ${arranged(query, backwards)} LIMIT ${query.limit + 1}
         ) item ON true
       ORDER BY ${arranged(query, backwards)}`,
      [...values, cursor],
    );
    if (rows.length === 0) throw notFound('Cursor');
    const found = rows.filter((row) => row.id !== null);
    const shown = found.slice(0, query.limit);
    return { rows: backwards ? shown.reverse() : shown, hasMore: found.length > query.limit };
  }

  private query<Row>(text: string, values: unknown[]): Promise<Row[]> {
    return this.database.manager.query<Row[]>(text, values);
  }
}
