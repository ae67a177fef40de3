import { randomUUID } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { copyFile, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Injectable, Logger } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { Settings } from '../../../kernel/config/settings';
import { Meter } from './meter';
import { ObjectMissingError, ObjectStore } from './object-store';
import type { ByteRange, StoredFile } from './object-store';

/** Milliseconds without a further byte after which a file aside has nobody who writes it: its process was killed. */
const ABANDONED = 3_600_000;
/** Milliseconds between looks for such files. */
const SWEEP = 600_000;

/** Files below `<DATA_DIR>/objects`, for processes of one machine. */
@Injectable()
export class LocalObjectStore extends ObjectStore implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('objects');
  private readonly root: string;
  /** Where files come into being, on the same file system, so that they appear by being renamed. */
  private readonly aside: string;
  private timer?: NodeJS.Timeout;

  constructor({ DATA_DIR }: Settings) {
    super();
    this.root = resolve(DATA_DIR, 'objects');
    this.aside = resolve(DATA_DIR, 'objects-aside');
  }

  onApplicationBootstrap(): void {
    const sweep = () => void this.sweep().catch((err: unknown) => this.logger.warn({ err }, 'no sweep'));
    this.timer = setInterval(sweep, SWEEP);
    sweep();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  async write(key: string, source: Readable, limit: number): Promise<StoredFile> {
    // It may break off before the file is open.
    source.on('error', () => undefined);
    const path = await this.newPath();
    const file = await open(path, 'wx');
    const meter = new Meter(limit);
    try {
      const measured = (chunks: AsyncIterable<Buffer>) => meter.measure(chunks);
      // Flushed: it is not told to be there before it outlives a loss of power.
      await pipeline(source, measured, file.createWriteStream({ flush: true }));
      await this.place(path, key);
    } finally {
      await file.close();
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

  async size(key: string): Promise<number> {
    const found = await stat(this.pathOf(key)).catch(asMissing(key));
    if (!found.isFile()) throw new ObjectMissingError(key);
    return found.size;
  }

  async read(key: string, range?: ByteRange): Promise<Readable> {
    const file = await open(this.pathOf(key), constants.O_RDONLY).catch(asMissing(key));
    return file.createReadStream({ start: range?.first, end: range?.last });
  }

  async copy(key: string, path: string): Promise<void> {
    await copyFile(this.pathOf(key), path, constants.COPYFILE_FICLONE).catch(asMissing(key));
  }

  async delete(key: string): Promise<void> {
    await rm(this.pathOf(key), { recursive: true, force: true });
  }

  /** Removes what killed processes have left aside. */
  async sweep(): Promise<void> {
    const names = await readdir(this.aside).catch(() => []);
    for (const name of names) {
      const path = join(this.aside, name);
      const written = await stat(path).catch(() => undefined);
      if (written && Date.now() - written.mtimeMs > ABANDONED) await rm(path, { force: true });
    }
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

function asMissing(key: string) {
  return (error: NodeJS.ErrnoException): never => {
    throw error.code === 'ENOENT' ? new ObjectMissingError(key) : error;
  };
}
