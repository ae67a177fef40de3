import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import { ObjectMissingError, ObjectStore } from '../objects/object-store';
import type { DataSourceParams } from './data-source';
import { DataSourceError } from './data-source-error';
import { safeFileName } from './file-name';
import type { InputOwner, InputSource } from './input-source';

const FIND = {
  name: 'compute-upload-find',
  text: `SELECT key, name FROM compute.objects WHERE job_id = $2 AND tenant_id = $1 AND kind = 'upload'`,
};

/** What the user has put at the `tempUrl`. */
@Injectable()
export class UploadedSource implements InputSource {
  constructor(
    private readonly database: Database,
    private readonly store: ObjectStore,
  ) {}

  async save({ name }: DataSourceParams, job: InputOwner, folder: string): Promise<void> {
    const [upload] = await this.database.run<{ key: string; name: string }>(FIND, [job.tenantId, job.id]);
    if (!upload) throw new DataSourceError('upload is gone');
    await this.store.copy(upload.key, join(folder, safeFileName(name ?? upload.name))).catch((error: unknown) => {
      throw error instanceof ObjectMissingError ? new DataSourceError('upload is gone') : error;
    });
  }
}
