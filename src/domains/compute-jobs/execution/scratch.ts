import { randomUUID } from 'node:crypto';
import { mkdir, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { Settings } from '../../../kernel/config/settings';
import { Database } from '../../../kernel/database/database';
import { Listener } from '../../../kernel/database/listener';
import { removeFolder } from '../runner/remove-folder';
import type { TakenStep } from './taken-step';

/** Milliseconds for which a process must have shown no sign of life: by then others have its steps. */
const SILENCE = 10_000;

const DEAD = {
  name: 'compute-workers-dead',
  text: `SELECT name FROM unnest($1::text[]) AS name WHERE NOT EXISTS (
      SELECT FROM pg_locks AS held
      WHERE held.locktype = 'advisory' AND held.granted AND held.objsubid = 1
        AND held.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND (held.classid::bigint << 32 | held.objid::bigint) = hashtextextended(name, 0)
    )`,
};

/**
 * Folders for what steps work at, below `<DATA_DIR>/compute/scratch` and there below the name of this process, which it
 * holds a lock on while it lives: so that those of a process that was killed can be told, and go.
 */
@Injectable()
export class Scratch implements OnApplicationBootstrap, OnApplicationShutdown {
  /** The name of this process among the workers. */
  readonly worker = `worker-${randomUUID().slice(0, 13)}`;
  private readonly logger = new Logger('compute');
  private readonly root: string;
  private readonly ended = new AbortController();

  constructor(
    private readonly database: Database,
    private readonly listener: Listener,
    private readonly settings: Settings,
  ) {
    this.root = resolve(settings.DATA_DIR, 'compute', 'scratch');
  }

  /** Gives the work an empty folder that is gone afterwards, whatever lies in it. */
  async during<T>(step: TakenStep, work: (folder: string) => Promise<T>): Promise<T> {
    const folder = join(this.root, this.worker, `${step.id}-${step.execution}`);
    await mkdir(folder, { recursive: true });
    try {
      return await work(folder);
    } finally {
      await removeFolder(folder).catch((error: unknown) => {
        this.logger.warn({ err: error }, 'a scratch folder is left behind');
      });
    }
  }

  onApplicationBootstrap(): void {
    if (this.settings.ROLE === 'api') return;
    this.listener.holdLock(this.worker);
    void this.removeStale().catch((error: unknown) => {
      if (!this.ended.signal.aborted) this.logger.warn({ err: error }, 'stale scratch folders are left behind');
    });
  }

  async onApplicationShutdown(): Promise<void> {
    this.ended.abort();
    await removeFolder(join(this.root, this.worker)).catch(() => undefined);
  }

  private async removeStale(): Promise<void> {
    const suspects = await this.dead(await readdir(this.root).catch(() => []));
    if (suspects.length === 0) return;
    await delay(SILENCE, undefined, { ref: false, signal: this.ended.signal });
    for (const name of await this.dead(suspects)) await removeFolder(join(this.root, name));
  }

  private async dead(names: string[]): Promise<string[]> {
    return (await this.database.run<{ name: string }>(DEAD, [names])).map(({ name }) => name);
  }
}
