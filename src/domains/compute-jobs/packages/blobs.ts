import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import type { LinkedFile } from '../data-sources/links';
import { keys } from '../objects/keys';
import { ObjectStore } from '../objects/object-store';
import { tagOf } from './package.entity';
import type { PackageSummary } from './package.entity';

const NEED = {
  name: 'compute-blob-need',
  text: `INSERT INTO compute.blobs (hash, size) VALUES ($1, $2)
    ON CONFLICT (hash) DO UPDATE SET unused_since = NULL`,
};

/** SQL: whether the blob is one of a package, of a job that goes on, or of one that may be run again. */
const IN_USE = `(EXISTS (SELECT FROM compute.packages AS package WHERE package.hash = blob.hash)
    OR blob.hash IN (SELECT program->>'hash' FROM compute.jobs AS job,
      LATERAL (VALUES (job.programs->'app'), (job.programs->'partitioner'), (job.programs->'assembler')) AS role (program)
      WHERE job.programs IS NOT NULL AND program->>'hash' IS NOT NULL
        AND (job.ended_at IS NULL OR job.files_expire_at > now())))`;

const MARK = {
  name: 'compute-blobs-mark',
  text: `UPDATE compute.blobs AS blob SET unused_since = CASE WHEN unused_since IS NULL THEN now() END
    WHERE (unused_since IS NULL) <> ${IN_USE}`,
};
const FORGET = {
  name: 'compute-blobs-forget',
  text: `DELETE FROM compute.blobs AS blob WHERE hash IN (
      SELECT hash FROM compute.blobs AS blob WHERE unused_since < now() - interval '1 day' AND NOT ${IN_USE}
      ORDER BY unused_since LIMIT 100 FOR UPDATE SKIP LOCKED
    ) RETURNING hash`,
};
const KNOWN = {
  name: 'compute-blobs-known',
  text: 'SELECT hash FROM compute.blobs AS blob WHERE hash = ANY ($1)',
};

/** Base64 SHA-256. */
export const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('base64');

/** The same hash, fit for a path. */
export const hexOf = (hash: string): string => Buffer.from(hash, 'base64').toString('hex');

/** Of an archive, in the object store. */
const keyOf = (hash: string): string => keys.package(hexOf(hash));

/** The archives of packages, each once; what nobody needs for a day is deleted. */
@Injectable()
export class Blobs {
  constructor(
    private readonly database: Database,
    private readonly store: ObjectStore,
  ) {}

  /** Keeps an archive. Its row comes first: while it is being deleted, this waits. Returns its hash. */
  async keep(bytes: Buffer): Promise<string> {
    const hash = hashOf(bytes);
    await this.database.run(NEED, [hash, bytes.length]);
    await this.store.write(keyOf(hash), Readable.from([bytes]), bytes.length);
    return hash;
  }

  /** @throws ObjectMissingError */
  async read(hash: string): Promise<Buffer> {
    return buffer(await this.store.read(keyOf(hash)));
  }

  /** Those of the hashes whose archives are still kept. */
  async known(hashes: string[]): Promise<Set<string>> {
    const rows = await this.database.run<{ hash: string }>(KNOWN, [hashes]);
    return new Set(rows.map(({ hash }) => hash));
  }

  /** Deletes what nobody has needed for a day. */
  async deleteUnused(): Promise<void> {
    await this.database.run(MARK);
    await this.database.transaction(async () => {
      const gone = await this.database.run<{ hash: string }>(FORGET);
      for (const { hash } of gone) await this.store.delete(keyOf(hash));
    });
  }
}

/** The archive of a package, as a link hands it out. */
export function archiveOf(found: PackageSummary): LinkedFile {
  return { key: keyOf(found.hash), name: `${tagOf(found)}.tar` };
}
