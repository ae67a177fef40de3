import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import { FilterConditions, InvalidFilter } from './filter-conditions';

/** What one statement looks at, to keep it small. */
const FILTERS_PER_STATEMENT = 250;
/** Comparisons that one statement makes, about a second's work: of more files it looks at a part. */
const COMPARISONS_PER_STATEMENT = 2_000_000;

export interface WorkspaceScope {
  tenantId: string;
  workspaceId: string;
}

/** Says how many files filters let through. */
@Injectable()
export class MatchingFiles {
  constructor(private readonly database: Database) {}

  /**
   * The requests that one query makes with each of the filters: one for each file that matches, and one alone, bound
   * to fail, for a filter that is invalid. With very many files and filters this is an estimate.
   */
  async requests(scope: WorkspaceScope, filters: unknown[]): Promise<number[]> {
    const requests: number[] = [];
    for (let first = 0; first < filters.length; first += FILTERS_PER_STATEMENT) {
      requests.push(...(await this.count(scope, filters.slice(first, first + FILTERS_PER_STATEMENT))));
    }
    return requests;
  }

  private async count({ tenantId, workspaceId }: WorkspaceScope, filters: unknown[]): Promise<number[]> {
    const conditions = new FilterConditions('$3');
    const counts = filters.map((filter) => countOf(conditions, filter));
    const looked = Math.ceil(COMPARISONS_PER_STATEMENT / (conditions.values.length + 1));
    const [{ requests }] = await this.database.manager.query<[{ requests: number[] }]>(
      `WITH all_files AS (
         SELECT id, name, meta, created_at FROM pipeline.files WHERE tenant_id = $1 AND workspace_id = $2
       ), looked_at AS MATERIALIZED (
         SELECT * FROM all_files ORDER BY created_at, id LIMIT $4
       ), scale AS (
         SELECT greatest(1, count(*) / $4::float) AS factor FROM all_files
       )
       SELECT ARRAY[${counts.join()}]::float[] AS requests
       -- Not every condition has a value to compare with, but the parameter needs a type.
       FROM looked_at file WHERE $3::jsonb IS NOT NULL`,
      [tenantId, workspaceId, JSON.stringify(conditions.values), looked],
    );
    return requests;
  }
}

function countOf(conditions: FilterConditions, filter: unknown): string {
  try {
    const condition = conditions.of(filter);
    const matching = `round(count(*) FILTER (WHERE ${condition}) * (SELECT factor FROM scale))`;
    return `CASE WHEN bool_or((${condition}) IS NULL) THEN 1 ELSE ${matching} END`;
  } catch (error) {
    if (error instanceof InvalidFilter) return '1';
    throw error;
  }
}
