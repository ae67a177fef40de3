import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import { FilterConditions, InvalidFilter } from './filter-conditions';

/** Conditions and parameters from which on another statement is made. */
const CONDITIONS_PER_STATEMENT = 250;
const PARAMETERS_PER_STATEMENT = 4_000;
/** What one count may cost, in parameters compared with files: a few seconds. Of more files a part is looked at. */
const BUDGET = 2_000_000;

export interface WorkspaceScope {
  tenantId: string;
  workspaceId: string;
}

/** Of files; null where they cannot be told. */
type Ids = string[] | null;

/** Conditions that are counted by one statement; null for filters that are invalid. */
interface Batch {
  conditions: (string | null)[];
  parameters: unknown[];
}

/** Says which files filters let through, and how many. */
@Injectable()
export class MatchingFiles {
  constructor(private readonly database: Database) {}

  /**
   * The requests that one query makes with each of the filters: one for each file that matches, and a single one, bound
   * to fail, for a filter that is invalid. With very many files and filters this is an estimate.
   */
  async requests({ tenantId, workspaceId }: WorkspaceScope, filters: unknown[]): Promise<number[]> {
    const batches = inBatches(filters, [tenantId, workspaceId]);
    const cost = batches.reduce((sum, { parameters }) => sum + parameters.length, 0);
    const requests: number[] = [];
    for (const batch of batches) requests.push(...(await this.count(batch, Math.ceil(BUDGET / cost))));
    return requests;
  }

  /**
   * The files that each of the filters lets through; null for a filter that is invalid.
   * @param onlyNewOf a job: then no file is looked at that has an item of it
   */
  async ids({ tenantId, workspaceId }: WorkspaceScope, filters: unknown[], onlyNewOf: string | null): Promise<Ids[]> {
    const batches = inBatches(filters, [tenantId, workspaceId, onlyNewOf]);
    const ids: Ids[] = [];
    for (const { conditions, parameters } of batches) {
      const [row] = await this.database.manager.query<[{ ids: Ids[] }]>(
        `WITH judged AS MATERIALIZED (
           SELECT id${conditions.map((condition, index) => `, (${condition}) AS match_${index}`).join('')}
           FROM pipeline.files AS file WHERE tenant_id = $1 AND workspace_id = $2 AND NOT EXISTS (
             SELECT FROM pipeline.items AS item WHERE item.job_id = $3::uuid AND item.file_id = file.id
           )
         )
         SELECT ARRAY[${conditions.map(idsOf).join()}]::json[] AS ids FROM judged HAVING true`,
        parameters,
      );
      ids.push(...row.ids);
    }
    return ids;
  }

  private async count({ conditions, parameters }: Batch, files: number): Promise<number[]> {
    const [{ requests }] = await this.database.manager.query<[{ requests: number[] }]>(
      `WITH file AS (
         SELECT id, name, meta, created_at FROM pipeline.files WHERE tenant_id = $1 AND workspace_id = $2
       ), judged AS MATERIALIZED (
         SELECT ${conditions.map((condition, index) => `(${condition}) AS match_${index}`).join()}
         FROM (SELECT * FROM file ORDER BY created_at, id LIMIT ${files}) file
       ), scale AS (
         SELECT greatest(1, count(*) / ${files}::float) AS factor FROM file
       )
       SELECT ARRAY[${conditions.map(countOf).join()}]::float[] AS requests FROM judged
       HAVING true -- one row, also when nothing is counted because every filter is invalid`,
      parameters,
    );
    return requests;
  }
}

function countOf(condition: string | null, index: number): string {
  if (condition === null) return '1';
  const match = `match_${index}`;
  return `CASE WHEN count(*) > count(${match}) THEN 1
    ELSE round(count(*) FILTER (WHERE ${match}) * (SELECT factor FROM scale)) END`;
}

function idsOf(condition: string | null, index: number): string {
  if (condition === null) return 'NULL';
  const match = `match_${index}`;
  return `CASE WHEN count(*) = count(${match}) THEN coalesce(json_agg(id) FILTER (WHERE ${match}), '[]') END`;
}

function inBatches(filters: unknown[], scope: unknown[]): Batch[] {
  const batches: Batch[] = [];
  let batch: Batch | undefined;
  for (const filter of filters) {
    if (!batch) batches.push((batch = { conditions: [], parameters: [...scope] }));
    const { conditions, parameters } = batch;
    conditions.push(conditionOf(filter, parameters));
    const isFull = conditions.length === CONDITIONS_PER_STATEMENT || parameters.length > PARAMETERS_PER_STATEMENT;
    if (isFull) batch = undefined;
  }
  return batches;
}

function conditionOf(filter: unknown, parameters: unknown[]): string | null {
  try {
    return new FilterConditions(parameters).of(filter);
  } catch (error) {
    if (error instanceof InvalidFilter) return null;
    throw error;
  }
}
