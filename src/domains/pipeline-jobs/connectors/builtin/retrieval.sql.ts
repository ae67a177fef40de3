import { FilterConditions } from '../../files/filter-conditions';
import type { FreeObject } from '../../validation/lax-free-object';
import { termGainSql } from './bm25';
import type { Wanted } from './vocabulary';

/** What the files have to meet whose chunks are looked at. */
export interface FileScope {
  tenantId: string;
  workspaceId: string;
  filters: FreeObject | null;
  /** Null for any. */
  fileIds: string[] | null;
}

/** A chunk with the sum of its gains. */
export interface FoundChunk {
  file_id: string;
  file_name: string;
  meta: Record<string, unknown>;
  split_id: number;
  start: number;
  content: string;
  sum: number;
}

export interface FoundChunks {
  /** A file was among them that a filter cannot be held against. */
  invalid: boolean;
  chunks: FoundChunk[];
}

/** Digits that a sum is compared by: the order of adding must not decide. */
const PRECISION = 1e9;

/**
 * The statement that ranks the chunks of a workspace that have any of the terms, best first. Postings and not the index
 * over `tsv` lead to them: it is the same set, and theirs is the one index that knows the workspace.
 * @throws InvalidFilter
 */
export function rankChunks(scope: FileScope, wanted: Wanted, limit: number): { text: string; values: unknown[] } {
  const terms = [...wanted.weights.keys()];
  const values: unknown[] = [scope.tenantId, scope.workspaceId, terms, [...wanted.weights.values()], limit];
  const add = (value: unknown) => `$${values.push(value)}`;
  const matches = scope.filters ? new FilterConditions(values).of(scope.filters) : 'true';
  const among = scope.fileIds ? `AND file.id = ANY(${add(scope.fileIds)}::uuid[])` : '';
  const isLimited = scope.filters !== null || scope.fileIds !== null;
  const gain = termGainSql('wanted.weight', 'posting.tf', 'chunk.length::float8', `${add(wanted.meanLength)}::float8`);
  const text = `WITH judged AS MATERIALIZED (
      SELECT file.id, (${matches}) AS matches FROM pipeline.files file
      WHERE file.tenant_id = $1 AND file.workspace_id = $2 AND ${isLimited} ${among}
    ), scored AS (
      SELECT posting.chunk_id, round(sum(${gain}) * ${PRECISION}) / ${PRECISION} AS sum
      FROM unnest($3::text[], $4::float8[]) AS wanted (term, weight)
      JOIN pipeline.postings posting ON posting.workspace_id = $2 AND posting.term = wanted.term
      JOIN pipeline.chunks chunk ON chunk.id = posting.chunk_id
      ${isLimited ? 'WHERE chunk.file_id IN (SELECT id FROM judged WHERE matches)' : ''}
      GROUP BY posting.chunk_id
    ), best AS (
      SELECT chunk_id, sum FROM scored ORDER BY sum DESC FETCH FIRST ($5::int) ROWS WITH TIES
    ), found AS (
      SELECT file.id AS file_id, file.name AS file_name, file.meta, chunk.split_id, chunk.start, chunk.content, best.sum
      FROM best JOIN pipeline.chunks chunk ON chunk.id = best.chunk_id
        JOIN pipeline.files file ON file.id = chunk.file_id
      ORDER BY best.sum DESC, file.name, chunk.split_id, file.id LIMIT $5::int
    )
    SELECT EXISTS (SELECT FROM judged WHERE matches IS NULL) AS invalid,
      (SELECT coalesce(json_agg(found ORDER BY sum DESC, file_name, split_id, file_id), '[]') FROM found) AS chunks`;
  return { text, values };
}
