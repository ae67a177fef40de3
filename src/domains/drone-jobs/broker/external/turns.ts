import { setTimeout as delay } from 'node:timers/promises';
import type { PoolClient } from 'pg';
import type { Database } from '../../../../kernel/database/database';

/** Milliseconds from one sign of life of the connection that holds the lock to the next, and between tries to get it. */
const BEAT = 1_000;
/** A connection that does not answer for this long is lost, milliseconds. */
const SILENCE = 2_000;
/** PostgreSQL ends a session that says nothing for this long, milliseconds, and another process takes over. */
const SESSION = 3_000;

const LOCK = 'SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS held';

/** Lets one process at a time work, by an advisory lock: when it dies, or hangs, another one goes on within 5 s. */
export class Turns {
  private readonly stopping = new AbortController();
  private ended: Promise<void> = Promise.resolve();
  private goodUntil = 0;

  constructor(
    private readonly database: Database,
    private readonly name: string,
    private readonly work: { begin: () => void; end: () => void },
  ) {}

  /** False where another process may have taken over without this one having noticed: it did not run for a while. */
  get isMine(): boolean {
    return performance.now() < this.goodUntil;
  }

  start(): void {
    this.ended = this.run(this.stopping.signal);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.ended;
  }

  private async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.tryOnce(signal).catch(() => undefined);
      await delay(BEAT, undefined, { signal }).catch(() => undefined);
    }
  }

  private async tryOnce(signal: AbortSignal): Promise<void> {
    const connection = await this.database.pool.connect();
    let held = false;
    connection.on('error', ignore);
    try {
      held = (await connection.query<{ held: boolean }>(LOCK, [this.name])).rows[0].held;
      if (held) await this.hold(connection, signal);
    } finally {
      connection.off('error', ignore);
      connection.release(held);
    }
  }

  private async hold(connection: PoolClient, signal: AbortSignal): Promise<void> {
    await this.confirm(connection, `SET idle_session_timeout = ${SESSION}`);
    this.work.begin();
    try {
      while (!signal.aborted) {
        await delay(BEAT, undefined, { signal }).catch(() => undefined);
        await this.confirm(connection, 'SELECT 1');
      }
    } finally {
      this.goodUntil = 0;
      this.work.end();
    }
  }

  /** What PostgreSQL has answered to was said within its patience, and is a sign of life for as long again. */
  private async confirm(connection: PoolClient, statement: string): Promise<void> {
    const since = performance.now();
    await Promise.race([connection.query(statement), silence()]);
    this.goodUntil = since + SESSION;
  }
}

const ignore = () => undefined;

async function silence(): Promise<never> {
  await delay(SILENCE, undefined, { ref: false });
  throw new Error('the connection does not answer');
}
