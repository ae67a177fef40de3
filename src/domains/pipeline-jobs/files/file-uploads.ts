import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Caller } from '../../../kernel/auth/caller';
import { Database } from '../../../kernel/database/database';
import { Failure } from '../../../kernel/errors/failure';
import { PipelineSettings } from '../pipeline.settings';
import type { UploadFileRequest, WriteMode } from '../validation/file.model';
import { WorkspacesService } from '../workspaces/workspaces.service';
import { FileIndex, NOTHING } from './file-index';
import type { IndexSums } from './file-index';
import { readMeta } from './file-meta';
import type { FileMeta } from './file-meta';
import { endingOf, fileName } from './file-name';
import { FileRemoval } from './file-removal';
import type { PipelineCreatedFileDto } from './file.dto';
import { readText } from './text/text-reading';
import type { TextReading } from './text/text-reading';

const MIB = 1024 * 1024;

/** Alone with the name in its workspace until the end of the transaction. */
const HOLD_NAME = {
  name: 'pipeline-file-name-hold',
  text: `SELECT pg_advisory_xact_lock(hashtextextended('pipeline file ' || $1 || ' ' || $2, 0))`,
};
const EXISTS = {
  name: 'pipeline-file-name-exists',
  text: 'SELECT 1 FROM pipeline.files WHERE workspace_id = $1 AND name = $2 LIMIT 1',
};
/** The time is kept as the API shows it, so that clients can page by it. */
const INSERT = {
  name: 'pipeline-file-insert',
  text: `WITH file AS (
      INSERT INTO pipeline.files (id, tenant_id, workspace_id, name, size, characters, meta, created_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, date_trunc('milliseconds', clock_timestamp()))
      RETURNING id, tenant_id, workspace_id, name, size
    ), content AS (
      INSERT INTO pipeline.file_contents (file_id, bytes, text) SELECT id, $8, $9 FROM file
    )
    SELECT platform.append_event(tenant_id, 'quintet.pipeline.file.created', id::text,
      json_build_object('workspace_id', workspace_id, 'file_id', id, 'name', name, 'size', size))
    FROM file`,
};

interface NewFile {
  name: string;
  bytes: Buffer;
  meta: FileMeta;
  mode: WriteMode;
}

/** Takes files in: stored and findable in one transaction. */
@Injectable()
export class FileUploads {
  constructor(
    private readonly database: Database,
    private readonly settings: PipelineSettings,
    private readonly workspaces: WorkspacesService,
    private readonly index: FileIndex,
    private readonly removal: FileRemoval,
  ) {}

  /** @throws Failure 400, 404, 409, 413 or 415 */
  async upload(caller: Caller, workspace: string, { query, body }: UploadFileRequest): Promise<PipelineCreatedFileDto> {
    const { bytes } = body.file;
    const limit = this.settings.PIPELINE_MAX_FILE_MIB * MIB;
    if (bytes.length > limit) throw new Failure('payload-too-large', undefined, { data: { limit } });
    const meta = readMeta(body.meta);
    const name = fileName(query.file_name ?? body.file.name);
    const reading = await readText(endingOf(name), bytes);
    if (!reading) {
      throw new Failure('unsupported-media-type', `File type not supported: ${endingOf(name) || 'none'}`);
    }
    try {
      return await this.store(caller, workspace, { name, bytes, meta, mode: query.write_mode }, reading);
    } finally {
      reading.close();
    }
  }

  private async store(
    caller: Caller,
    workspace: string,
    { name, bytes, meta, mode }: NewFile,
    reading: TextReading,
  ): Promise<PipelineCreatedFileDto> {
    const id = uuidv7();
    await this.database.transaction(async () => {
      const { id: workspaceId, language } = await this.workspaces.hold(caller, workspace);
      const removed = await this.makeRoom(workspaceId, name, mode);
      const { text, characters } = reading;
      const row = [id, caller.tenantId, workspaceId, name, bytes.length, characters, JSON.stringify(meta)];
      await this.database.run(INSERT, [...row, bytes, text]);
      const added = await this.index.add({ workspaceId, fileId: id, language }, reading);
      await this.index.count(workspaceId, added, removed);
    });
    return { file_id: id };
  }

  private async makeRoom(workspaceId: string, name: string, mode: WriteMode): Promise<IndexSums> {
    if (mode === 'KEEP') return NOTHING;
    await this.database.run(HOLD_NAME, [workspaceId, name]);
    if (mode === 'OVERWRITE') return this.removal.remove({ workspaceId, name });
    const [found] = await this.database.run(EXISTS, [workspaceId, name]);
    if (found) throw new Failure('conflict', `A file named '${name}' already exists`);
    return NOTHING;
  }
}
