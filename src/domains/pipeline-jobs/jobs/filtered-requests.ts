import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import { MatchingFiles } from '../files/matching-files';
import type { WorkspaceScope } from '../files/matching-files';
import type { CreateJobBody } from '../validation/create-job.model';

const FILTERS_OF_SET = {
  name: 'pipeline-filters-of-query-set',
  text: `SELECT q.filters::text, count(*)::int AS queries
    FROM pipeline.query_sets s JOIN pipeline.query_set_queries q ON q.query_set_id = s.id
    WHERE s.tenant_id = $1 AND s.workspace_id = $2 AND s.id = $3 AND q.filters IS NOT NULL
    GROUP BY q.filters::text`,
};

/** The queries of a job that have filters, and the requests that they make together. */
export interface Filtered {
  queries: number;
  requests: number;
}

/** What says which queries a job has: its own, or those of a set. */
export type Queries = Pick<CreateJobBody, 'execution_mode' | 'queries' | 'query_set_id'>;

/** Counts what the filters of a job's queries come to. Those without one make a request for every file. */
@Injectable()
export class FilteredRequests {
  constructor(
    private readonly database: Database,
    private readonly files: MatchingFiles,
  ) {}

  async of(scope: WorkspaceScope, job: Queries): Promise<Filtered> {
    const filters = job.execution_mode === 'PER_FILE' ? await this.filters(scope, job) : new Map<string, number>();
    if (filters.size === 0) return { queries: 0, requests: 0 };
    const requests = await this.files.requests(
      scope,
      [...filters.keys()].map((text): unknown => JSON.parse(text)),
    );
    const total = { queries: 0, requests: 0 };
    [...filters.values()].forEach((queries, index) => {
      total.queries += queries;
      total.requests += queries * requests[index];
    });
    return total;
  }

  /** Every filter, as JSON, with the number of its queries. */
  private async filters(scope: WorkspaceScope, job: Queries): Promise<Map<string, number>> {
    const filters = new Map<string, number>();
    for (const query of job.queries ?? []) {
      if (query.filters === null) continue;
      const text = JSON.stringify(query.filters);
      filters.set(text, (filters.get(text) ?? 0) + 1);
    }
    if (job.query_set_id !== null) {
      const values = [scope.tenantId, scope.workspaceId, job.query_set_id];
      const rows = await this.database.run<{ filters: string; queries: number }>(FILTERS_OF_SET, values);
      for (const row of rows) filters.set(row.filters, row.queries);
    }
    return filters;
  }
}
