import { Injectable, Logger } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { Announcer } from '../../../kernel/database/announcer';
import { Database } from '../../../kernel/database/database';
import { Listener } from '../../../kernel/database/listener';
import { lookedUp } from '../ids';
import { LIVE_SHARES } from './share-row';
import type { ShareRow } from './share-row';

const CHANNEL = 'quintet_drone_shares';
/** Milliseconds between looks for shares that have expired. */
const SWEEP = 100;
/** Milliseconds between looks for shares that were revoked unheard. */
const SLOW_LOOK = 500;

const FIND = { name: 'drone-share-live', text: `${LIVE_SHARES} AND code = $1` };
const STILL_LIVE = {
  name: 'drone-share-still-live',
  text: `SELECT id FROM (${LIVE_SHARES}) share WHERE id = ANY ($1)`,
};

interface Held {
  code: string;
  /** When it expires, on the clock of `performance`. */
  end: number;
  over: AbortController;
}

/** Shares that somebody in this process watches by, until they end. */
@Injectable()
export class LiveShares implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('drone-shares');
  private readonly held = new Set<Held>();
  private sweep?: NodeJS.Timeout;
  private slowLook?: NodeJS.Timeout;

  constructor(
    private readonly database: Database,
    announcer: Announcer,
    listener: Listener,
  ) {
    announcer.announceEach((sql) => (sql.includes('UPDATE drone.shares') ? [''] : []), CHANNEL);
    const look = () => void this.look();
    listener.subscribe(CHANNEL, look, look);
  }

  /** A share that is there, neither revoked nor expired. */
  async find(code: string): Promise<ShareRow | undefined> {
    const [share] = await this.database.run<ShareRow>(FIND, [lookedUp(code)]);
    return share;
  }

  /** Aborted soon after the share is revoked or expires; `release` when nobody cares any more. */
  hold({ id: code, left }: ShareRow): { signal: AbortSignal; release: () => void } {
    const held = { code, end: performance.now() + left, over: new AbortController() };
    this.held.add(held);
    return { signal: held.over.signal, release: () => this.held.delete(held) };
  }

  onApplicationBootstrap(): void {
    this.sweep = setInterval(() => this.end(({ end }) => end <= performance.now()), SWEEP);
    this.slowLook = setInterval(() => void this.look(), SLOW_LOOK);
  }

  onApplicationShutdown(): void {
    clearInterval(this.sweep);
    clearInterval(this.slowLook);
  }

  private async look(): Promise<void> {
    const looked = new Set(this.held);
    if (looked.size === 0) return;
    try {
      const codes = [...new Set([...looked].map(({ code }) => code))];
      const rows = await this.database.run<{ id: string }>(STILL_LIVE, [codes]);
      const live = new Set(rows.map(({ id }) => id));
      this.end((held) => looked.has(held) && !live.has(held.code));
    } catch (error) {
      this.logger.warn({ err: error }, 'shares are looked at again later');
    }
  }

  private end(isOver: (held: Held) => boolean): void {
    for (const held of this.held) {
      if (!isOver(held)) continue;
      this.held.delete(held);
      held.over.abort();
    }
  }
}
