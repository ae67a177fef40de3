import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import type { TextReading } from './text/text-reading';

const INSERT_CHUNKS = {
  name: 'pipeline-chunks-insert',
  text: `WITH given AS MATERIALIZED (
      SELECT split_id, start, content, to_tsvector($3::regconfig, terms) AS tsv
      FROM unnest($4::int[], $5::int[], $6::text[], $7::text[]) AS chunk (split_id, start, content, terms)
    ), chunk AS (
      INSERT INTO pipeline.chunks (workspace_id, file_id, split_id, start, content, length, tsv)
      SELECT $1, $2, split_id, start, content,
        (SELECT coalesce(sum(cardinality(positions)), 0) FROM unnest(given.tsv)), tsv
      FROM given
      RETURNING id, length, tsv
    ), posting AS (
      INSERT INTO pipeline.postings (workspace_id, term, chunk_id, tf)
      SELECT $1, lexeme, chunk.id, cardinality(positions) FROM chunk, unnest(chunk.tsv)
    )
    SELECT sum(length)::bigint AS terms FROM chunk`,
};

/** Others who add or remove files wait from here to the end of the transaction. */
const COUNT = {
  name: 'pipeline-chunks-count',
  text: 'UPDATE pipeline.workspaces SET chunks = chunks + $2, terms = terms + $3 WHERE id = $1',
};

export interface IndexedFile {
  workspaceId: string;
  fileId: string;
  /** A text search configuration of PostgreSQL. */
  language: string;
}

export interface IndexSums {
  chunks: number;
  /** Each as often as it occurs. */
  terms: number;
}

export const NOTHING: IndexSums = { chunks: 0, terms: 0 };

/** Makes texts of files findable. */
@Injectable()
export class FileIndex {
  constructor(private readonly database: Database) {}

  /** Adds a file's text, in the transaction that stores the file. `count` is to follow. */
  async add({ workspaceId, fileId, language }: IndexedFile, reading: TextReading): Promise<IndexSums> {
    let chunks = 0;
    let terms = 0;
    for await (const batch of reading.parts()) {
      const [added] = await this.database.run<{ terms: string }>(INSERT_CHUNKS, [
        workspaceId,
        fileId,
        language,
        batch.map((_, index) => chunks + index),
        batch.map(({ start }) => start),
        batch.map(({ content }) => content),
        batch.map((part) => part.terms),
      ]);
      chunks += batch.length;
      terms += Number(added.terms);
    }
    return { chunks, terms };
  }

  /** Tells the sums of a workspace what was added and removed, at the end of the transaction that did so. */
  async count(workspaceId: string, added: IndexSums, removed: IndexSums): Promise<void> {
    const [chunks, terms] = [added.chunks - removed.chunks, added.terms - removed.terms];
    if (chunks !== 0 || terms !== 0) await this.database.run(COUNT, [workspaceId, chunks, terms]);
  }
}
