import { randomUUID } from 'node:crypto';
import { queryText } from '../../src/domains/pipeline-jobs/files/terms';
import type { PipelineTenant } from './pipeline';
import type { Server } from './server';

export interface IndexedFile {
  name: string;
  /** Its chunks, which do not overlap; its text is all of them, one after the other. */
  parts: string[];
  meta?: object;
}

const length = (text: string) => [...text].length;

/** Puts files into a workspace as an upload indexes them, but with the given chunks. Their ids, in order. */
export async function indexFiles(server: Server, tenant: PipelineTenant, files: IndexedFile[]): Promise<string[]> {
  const rows = files.map(({ name, parts, meta = {} }) => ({
    id: randomUUID(),
    name,
    meta,
    parts: parts.map((content, index) => ({
      split_id: index,
      start: length(parts.slice(0, index).join('')),
      content,
      words: queryText(content),
    })),
  }));
  await server.query(
    `WITH workspace AS (
       SELECT id, tenant_id, language::regconfig AS language FROM pipeline.workspaces WHERE tenant_id = $1 AND id = $2
     ), given AS (
       SELECT * FROM jsonb_to_recordset($3) AS (id uuid, name text, meta jsonb, parts jsonb)
     ), file AS (
       INSERT INTO pipeline.files (id, tenant_id, workspace_id, name, size, characters, meta)
       SELECT g.id, w.tenant_id, w.id, g.name, 1, 1, g.meta FROM given g, workspace w
     ), part AS (
       SELECT g.id AS file_id, p.*, to_tsvector(w.language, p.words) AS tsv
       FROM workspace w, given g,
         jsonb_to_recordset(g.parts) AS p (split_id int, start int, content text, words text)
     ), chunk AS (
       INSERT INTO pipeline.chunks (workspace_id, file_id, split_id, start, content, length, tsv)
       SELECT w.id, p.file_id, p.split_id, p.start, p.content,
         (SELECT coalesce(sum(cardinality(positions)), 0) FROM unnest(p.tsv)), p.tsv
       FROM part p, workspace w
       RETURNING id, workspace_id, length, tsv
     ), posting AS (
       INSERT INTO pipeline.postings (workspace_id, term, chunk_id, tf)
       SELECT c.workspace_id, t.lexeme, c.id, cardinality(t.positions) FROM chunk c, unnest(c.tsv) AS t
     )
     UPDATE pipeline.workspaces w SET chunks = w.chunks + added.chunks, terms = w.terms + added.terms
     FROM (SELECT count(*) AS chunks, coalesce(sum(length), 0) AS terms FROM chunk) AS added
     WHERE w.tenant_id = $1 AND w.id = $2`,
    [tenant.id, tenant.workspace, JSON.stringify(rows)],
  );
  return rows.map(({ id }) => id);
}
