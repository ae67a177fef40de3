import { createHash, randomUUID } from 'node:crypto';
import { constants, createReadStream, createWriteStream } from 'node:fs';
import { copyFile, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Injectable } from '@nestjs/common';
import { Settings } from '../../../kernel/config/settings';
import { ObjectMissingError, ObjectStore, TooLargeError } from './object-store';
import type { StoredFile } from './object-store';

/** Files below `<DATA_DIR>/objects`, for processes of one machine. */
@Injectable()
export class LocalObjectStore extends ObjectStore {
  private readonly root: string;
  /** Where files come into being, on the same file system, so that they appear by being renamed. */
  private readonly aside: string;

  constructor({ DATA_DIR }: Settings) {
    super();
    this.root = resolve(DATA_DIR, 'objects');
    this.aside = resolve(DATA_DIR, 'objects-aside');
  }

  async write(key: string, source: Readable, limit: number): Promise<StoredFile> {
    const path = await this.newPath();
    const meter = new Meter(limit);
    try {
      await pipeline(source, (chunks: AsyncIterable<Buffer>) => meter.measure(chunks), createWriteStream(path));
      await this.place(path, key);
    } finally {
      await rm(path, { force: true });
    }
    return meter.result();
  }

  async take(key: string, path: string): Promise<StoredFile> {
    const meter = new Meter(Infinity);
    for await (const chunk of createReadStream(path)) meter.add(chunk as Buffer);
    await this.place(path, key);
    return meter.result();
  }

  async read(key: string): Promise<Readable> {
    const file = await open(this.pathOf(key), constants.O_RDONLY).catch(asMissing(key));
    return file.createReadStream();
  }

  async copy(key: string, path: string): Promise<void> {
    await copyFile(this.pathOf(key), path, constants.COPYFILE_FICLONE).catch(asMissing(key));
  }

  async delete(key: string): Promise<void> {
    await rm(this.pathOf(key), { recursive: true, force: true });
  }

  private pathOf(key: string): string {
    return join(this.root, key);
  }

  private async newPath(): Promise<string> {
    await mkdir(this.aside, { recursive: true });
    return join(this.aside, randomUUID());
  }

  private async place(path: string, key: string): Promise<void> {
    const target = this.pathOf(key);
    await mkdir(dirname(target), { recursive: true });
    await rename(path, target);
  }
}

/** Counts and hashes what passes. */
class Meter {
  private readonly hash = createHash('sha256');
  private size = 0;

  constructor(private readonly limit: number) {}

  add(chunk: Buffer): void {
    this.size += chunk.length;
    if (this.size > this.limit) throw new TooLargeError(this.limit);
    this.hash.update(chunk);
  }

  async *measure(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      this.add(chunk);
      yield chunk;
    }
  }

  result(): StoredFile {
    return { size: this.size, sha256: this.hash.digest('hex') };
  }
}

function asMissing(key: string) {
  return (error: NodeJS.ErrnoException): never => {
    throw error.code === 'ENOENT' ? new ObjectMissingError(key) : error;
  };
}
