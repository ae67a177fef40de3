import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import type { IndexSums } from './file-index';

/** Files, and chunks of each, that one statement removes: a chunk has some 150 postings. */
const FILES = 20;
const CHUNKS = 50;

/** In one order, so that two who remove the same files do not wait for one another. */
const LOCK = {
  name: 'pipeline-files-lock',
  text: `SELECT id FROM pipeline.files
    WHERE workspace_id = $1 AND ($2::uuid IS NULL OR id = $2) AND ($3::text IS NULL OR name = $3)
    ORDER BY id FOR UPDATE`,
};
const DELETE_CHUNKS = {
  name: 'pipeline-chunks-delete',
  text: `WITH gone AS (
      DELETE FROM pipeline.chunks WHERE file_id = ANY($1::uuid[]) AND split_id >= $2 AND split_id < $3 RETURNING length
    )
    SELECT count(*)::int AS chunks, coalesce(sum(length), 0)::bigint AS terms FROM gone`,
};
const DELETE_FILES = {
  name: 'pipeline-files-delete',
  text: `WITH gone AS (
      DELETE FROM pipeline.files WHERE id = ANY($1::uuid[]) RETURNING id, tenant_id, workspace_id, name
    )
    SELECT platform.append_event(tenant_id, 'quintet.pipeline.file.deleted', id::text,
      json_build_object('workspace_id', workspace_id, 'file_id', id, 'name', name))
    FROM gone`,
};

/** Which files of a workspace; all of them when neither is given. */
export interface RemovedFiles {
  workspaceId: string;
  id?: string;
  name?: string;
}

/** Removes files with all that was made of them. */
@Injectable()
export class FileRemoval {
  constructor(private readonly database: Database) {}

  /**
   * To be called in a transaction that holds the workspace, so that it is not removed meanwhile. In many statements:
   * each has but a few seconds. `FileIndex.count` is to follow.
   */
  async remove({ workspaceId, id, name }: RemovedFiles): Promise<IndexSums & { files: number }> {
    const found = await this.database.run<{ id: string }>(LOCK, [workspaceId, id ?? null, name ?? null]);
    const ids = found.map((file) => file.id);
    let chunks = 0;
    let terms = 0;
    for (let at = 0; at < ids.length; at += FILES) {
      const some = ids.slice(at, at + FILES);
      for (let split = 0; ; split += CHUNKS) {
        const [gone] = await this.database.run<{ chunks: number; terms: string }>(DELETE_CHUNKS, [
          some,
          split,
          split + CHUNKS,
        ]);
        if (gone.chunks === 0) break;
        chunks += gone.chunks;
        terms += Number(gone.terms);
      }
      await this.database.run(DELETE_FILES, [some]);
    }
    return { files: ids.length, chunks, terms };
  }
}
