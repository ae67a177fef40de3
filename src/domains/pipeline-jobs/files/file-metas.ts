import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../kernel/auth/caller';
import { Database } from '../../../kernel/database/database';
import { notFound } from '../refusals';
import { WorkspacesService } from '../workspaces/workspaces.service';
import { checkedMeta, mergedMeta } from './file-meta';
import type { FileMeta } from './file-meta';

const LOCK = {
  name: 'pipeline-file-meta-lock',
  text: 'SELECT meta FROM pipeline.files WHERE workspace_id = $1 AND id = $2 FOR NO KEY UPDATE',
};
const UPDATE = {
  name: 'pipeline-file-meta-update',
  text: 'UPDATE pipeline.files SET meta = $3 WHERE workspace_id = $1 AND id = $2 RETURNING meta',
};

/** Changes what is said of files. */
@Injectable()
export class FileMetas {
  constructor(
    private readonly database: Database,
    private readonly workspaces: WorkspacesService,
  ) {}

  /** @throws Failure 400 or `not-found` */
  async replace(caller: Caller, workspace: string, id: string, meta: FileMeta): Promise<FileMeta> {
    checkedMeta(meta);
    const { id: workspaceId } = await this.workspaces.named(caller, workspace);
    return this.write(workspaceId, id, meta);
  }

  /** A null removes what it is said of. @throws Failure 400 or `not-found` */
  async merge(caller: Caller, workspace: string, id: string, changes: FileMeta): Promise<FileMeta> {
    checkedMeta(changes);
    return this.database.transaction(async () => {
      const { id: workspaceId } = await this.workspaces.named(caller, workspace);
      const [file] = await this.database.run<{ meta: FileMeta }>(LOCK, [workspaceId, id]);
      if (!file) throw notFound('File');
      return this.write(workspaceId, id, mergedMeta(file.meta, changes));
    });
  }

  private async write(workspaceId: string, id: string, meta: FileMeta): Promise<FileMeta> {
    const [file] = await this.database.run<{ meta: FileMeta }>(UPDATE, [workspaceId, id, JSON.stringify(meta)]);
    if (!file) throw notFound('File');
    return file.meta;
  }
}
