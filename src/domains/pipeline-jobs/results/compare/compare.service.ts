import { Injectable } from '@nestjs/common';
import { Database } from '../../../../kernel/database/database';
import { Failure } from '../../../../kernel/errors/failure';
import { notFound } from '../../refusals';
import { JobPath } from '../job-path';
import type { JobScope } from '../job-path';
import { documentNames, RESULT_COLUMNS, toResultDto } from '../result-row';
import type { ResultRow } from '../result-row';
import type { PipelineComparedSideDto, PipelineComparisonDto, PipelineComparisonPageDto } from './compare.dto';
import { CHANGES } from './compare.model';
import type { Change, CompareQuery } from './compare.model';

const SETS = {
  name: 'pipeline-compare-query-sets',
  text: `SELECT id, query_set_id FROM pipeline.jobs WHERE tenant_id = $1 AND workspace_id = $2 AND id IN ($3, $4)`,
};

/** One job's items. A file stands for itself, whatever its name; the nil UUID for all files together. */
const side = (job: string) => `SELECT id, position, absolute_query_index, file_name, status,
    coalesce(file_id, '00000000-0000-0000-0000-000000000000') AS file, answers -> 0 ->> 'answer' AS answer
  FROM pipeline.items WHERE job_id = ${job}`;

/** $1 and $2 the jobs, $3 the wanted changes, $4 how many, $5 how many before them. */
const PAIRS = {
  name: 'pipeline-compare-pairs',
  text: `WITH pair AS MATERIALIZED (
      SELECT l.id AS left_id, r.id AS right_id, coalesce(l.absolute_query_index, r.absolute_query_index) AS list_index,
        position, coalesce(l.file_name, r.file_name, '') AS file_name, file,
        CASE
          WHEN r.id IS NULL THEN 'ONLY_LEFT'
          WHEN l.id IS NULL THEN 'ONLY_RIGHT'
          WHEN l.status <> r.status OR l.answer IS DISTINCT FROM r.answer THEN 'CHANGED'
          ELSE 'SAME'
        END AS change
      FROM (${side('$1')}) l FULL JOIN (${side('$2')}) r USING (position, file)
    ), page AS (
      SELECT left_id, right_id, change, row_number() OVER (ORDER BY list_index, position, file_name, file) AS place
      FROM pair WHERE change = ANY ($3) ORDER BY place LIMIT $4 OFFSET $5
    )
    SELECT coalesce((SELECT json_agg(page ORDER BY place) FROM page), '[]') AS pairs,
      coalesce((SELECT json_object_agg(change, count) FROM (SELECT change, count(*) FROM pair GROUP BY change) counted),
        '{}') AS summary`,
};

const SIDES = {
  name: 'pipeline-compare-sides',
  text: `SELECT ${RESULT_COLUMNS} FROM pipeline.items item WHERE item.job_id IN ($1, $2) AND item.id = ANY ($3)`,
};

interface Pair {
  left_id: string | null;
  right_id: string | null;
  change: Change;
}

interface Pairs {
  pairs: Pair[];
  summary: Partial<Record<Change, number>>;
}

/** Holds the results of two jobs with the same questions against each other. */
@Injectable()
export class CompareService {
  constructor(
    private readonly database: Database,
    private readonly path: JobPath,
  ) {}

  /** @throws Failure `not-found`, `conflict` when the jobs ask different questions */
  async compare(scope: JobScope, query: CompareQuery): Promise<PipelineComparisonPageDto> {
    await this.requireOneSet(scope, query.with);
    const jobs = [scope.jobId, query.with];
    const skipped = ((query.page_number ?? 1) - 1) * query.limit;
    const [found] = await this.database.run<Pairs & object>(PAIRS, [...jobs, query.change, query.limit, skipped]);
    const ids = found.pairs.flatMap(({ left_id, right_id }) => [left_id, right_id]).filter((id) => id !== null);
    const rows = await this.database.run<ResultRow & object>(SIDES, [...jobs, ids]);
    const byId = new Map(rows.map((row) => [row.id, row]));
    const summary = { SAME: 0, CHANGED: 0, ONLY_LEFT: 0, ONLY_RIGHT: 0, ...found.summary };
    const total = CHANGES.reduce((sum, change) => sum + (query.change.includes(change) ? summary[change] : 0), 0);
    const data = found.pairs.flatMap((pair) => show(pair, byId) ?? []);
    return { data, has_more: skipped + found.pairs.length < total, total, summary };
  }

  private async requireOneSet(scope: JobScope, other: string): Promise<void> {
    const values = [scope.tenantId, scope.workspaceId, scope.jobId, other];
    const rows = await this.database.run<{ id: string; query_set_id: string | null }>(SETS, values);
    const sets = new Map(rows.map(({ id, query_set_id }) => [id, query_set_id]));
    if (!sets.has(scope.jobId)) throw await this.path.missing(scope);
    if (!sets.has(other)) throw notFound('Job');
    const set = sets.get(other);
    if (set === null || set !== sets.get(scope.jobId)) throw new Failure('conflict', 'Jobs do not share a query set');
  }
}

/** Undefined when a job was deleted meanwhile. */
function show({ left_id, right_id, change }: Pair, byId: Map<string, ResultRow>): PipelineComparisonDto | undefined {
  const left = byId.get(left_id ?? '');
  const right = byId.get(right_id ?? '');
  const either = left ?? right;
  if (!either) return undefined;
  const { absolute_query_index, query, file } = toResultDto(either);
  return { absolute_query_index, query, file, change, left: showSide(left), right: showSide(right) };
}

function showSide(row: ResultRow | undefined): PipelineComparedSideDto | null {
  if (!row) return null;
  const answer = row.answers[0]?.answer ?? null;
  return { result_id: row.id, status: row.status, answer, score: row.score, document_names: documentNames(row) };
}
