import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Database } from '../../../kernel/database/database';
import { Failure } from '../../../kernel/errors/failure';
import { ComputeSettings } from '../compute.settings';
import { INITIAL_STATE } from '../jobs/transitions';
import { keys } from '../objects/keys';
import { ObjectStore, TooLargeError } from '../objects/object-store';
import type { StoredFile } from '../objects/object-store';
import { Links } from './links';
import { uploadName } from './upload-name';
import { FIND_RECEIVER, LOCK_RECEIVER, RECORD_UPLOAD } from './upload.statements';
import type { Receiver } from './upload.statements';

/** Takes the files that jobs work on. */
@Injectable()
export class UploadsService {
  constructor(
    private readonly database: Database,
    private readonly store: ObjectStore,
    private readonly links: Links,
    private readonly settings: ComputeSettings,
  ) {}

  /**
   * Puts a job's input, in the place of what was put before. It counts once all of it is stored: what is cut off leaves
   * nothing, and no transaction is held meanwhile.
   * @param token of the link
   * @throws Failure `forbidden`, `payload-too-large`, `not-found`, `conflict`
   */
  async put(token: string, headers: IncomingHttpHeaders, body: Readable): Promise<void> {
    const jobId = this.links.readUpload(token);
    const limit = this.settings.COMPUTE_MAX_UPLOAD_BYTES;
    if (Number(headers['content-length'] ?? 0) > limit) throw tooLarge(limit);
    const [receiver] = await this.database.run<Receiver>(FIND_RECEIVER, [jobId]);
    refuseUnlessOpen(receiver, jobId);
    const id = uuidv7();
    const key = keys.upload(jobId, id);
    const file = await this.store.write(key, body, limit).catch((error: unknown) => {
      throw error instanceof TooLargeError ? tooLarge(limit) : error;
    });
    const name = uploadName(headers['content-disposition']);
    const replaced = await this.record(jobId, { ...file, id, key, name }).catch(async (error: unknown) => {
      await this.store.delete(key);
      throw error;
    });
    for (const old of replaced) await this.store.delete(old);
  }

  /** Returns the keys of what it replaces. */
  private record(jobId: string, file: StoredFile & { id: string; key: string; name: string }): Promise<string[]> {
    return this.database.transaction(async () => {
      const [receiver] = await this.database.run<Receiver>(LOCK_RECEIVER, [jobId]);
      refuseUnlessOpen(receiver, jobId);
      const { id, name, key, size, sha256 } = file;
      const values = [jobId, id, name, key, size, sha256];
      const [{ replaced }] = await this.database.run<{ replaced: string[] }>(RECORD_UPLOAD, values);
      return replaced;
    });
  }
}

const tooLarge = (limit: number) => new Failure('payload-too-large', undefined, { data: { limit } });

function refuseUnlessOpen(receiver: Receiver | undefined, jobId: string): void {
  if (!receiver) throw new Failure('not-found', `job not found: ${jobId}`);
  const { state, submittedAt, descriptor } = receiver;
  if (state !== INITIAL_STATE) throw new Failure('conflict', `job is in state ${state}, not ${INITIAL_STATE}`);
  if (submittedAt) throw new Failure('conflict', 'job is scheduled; abort it first');
  if (descriptor !== 'file') throw new Failure('conflict', 'data source is not a file');
}
