import { Injectable } from '@nestjs/common';
import { AbortableStatements } from '../../../../kernel/database/abortable-statements';
import type { WorkspaceScope } from '../../files/matching-files';
import { queryText } from '../../files/terms';
import { inverseFrequency } from './bm25';

/** Characters of a query that are looked at: every term costs, and nobody asks for so many. */
const MAX_CHARACTERS = 10_000;

/** What a query looks for in a workspace. */
export interface Wanted {
  /** A text search configuration of PostgreSQL. */
  language: string;
  /** Terms of a chunk of the workspace. */
  meanLength: number;
  /** The terms of the query that occur in the workspace, each with its weight. */
  weights: ReadonlyMap<string, number>;
}

const FIND = {
  name: 'pipeline-vocabulary-find',
  text: `SELECT w.language, w.chunks, w.terms / w.chunks::float8 AS mean_length, found.term, found.chunks::int AS frequency
    FROM pipeline.workspaces w
    CROSS JOIN LATERAL (
      SELECT wanted.term,
        (SELECT count(*) FROM pipeline.postings p WHERE p.workspace_id = w.id AND p.term = wanted.term) AS chunks
      FROM unnest(tsvector_to_array(to_tsvector(w.language::regconfig, $3))) AS wanted (term)
    ) AS found
    WHERE w.tenant_id = $1 AND w.id = $2 AND found.chunks > 0`,
};

interface FoundTerm {
  language: string;
  chunks: number;
  mean_length: number;
  term: string;
  frequency: number;
}

/** Turns the text of a query into the terms that the index knows. */
@Injectable()
export class Vocabulary {
  constructor(private readonly statements: AbortableStatements) {}

  /** Undefined when no chunk of the workspace has any word of the query that is not a stop word. */
  async wantedBy(
    { tenantId, workspaceId }: WorkspaceScope,
    query: string,
    signal: AbortSignal,
  ): Promise<Wanted | undefined> {
    const text = queryText(query.slice(0, MAX_CHARACTERS));
    const found = await this.statements.run<FoundTerm>(FIND, [tenantId, workspaceId, text], signal);
    if (found.length === 0) return undefined;
    const [{ language, mean_length: meanLength }] = found;
    const weights = new Map(found.map(({ term, chunks, frequency }) => [term, inverseFrequency(chunks, frequency)]));
    return { language, meanLength, weights };
  }
}
