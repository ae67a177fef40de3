import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import { Database } from '../kernel/database/database';
import { Listener } from '../kernel/database/listener';
import type { Certainty, TaskPool } from './task-pool';

/** Milliseconds between looks for tasks of dead pools. */
const INTERVAL = 1_000;
/** Milliseconds that a pool without its lock has to take it again, before it counts as dead. */
const GRACE = 700;
/** Looks from one search for stray tasks to the next. */
const STRAYS_EVERY = 5;

/** After its own start PostgreSQL gives everybody the time to come back: until then no lock is missed. */
const DEAD = {
  name: 'engine-dead',
  text: `WITH RECURSIVE pools AS (
      (SELECT locked_by FROM graphile_worker._private_jobs WHERE locked_by IS NOT NULL ORDER BY locked_by LIMIT 1)
      UNION ALL
      SELECT (SELECT job.locked_by FROM graphile_worker._private_jobs AS job
        WHERE job.locked_by > pools.locked_by ORDER BY job.locked_by LIMIT 1)
      FROM pools WHERE pools.locked_by IS NOT NULL
    )
    SELECT locked_by AS pool FROM pools
    WHERE locked_by IS NOT NULL AND pg_postmaster_start_time() < now() - interval '5 seconds' AND NOT EXISTS (
      SELECT FROM pg_locks AS held
      WHERE held.locktype = 'advisory' AND held.granted AND held.objsubid = 1
        AND held.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND (held.classid::bigint << 32 | held.objid::bigint) = hashtextextended(locked_by, 0)
    )`,
};
const RELEASE = {
  name: 'engine-release',
  text: 'SELECT graphile_worker.force_unlock_workers($1)',
};
const LOCKED = {
  name: 'engine-locked',
  text: `SELECT id::text, locked_by AS pool, locked_at < now() - interval '5 seconds' AS old
    FROM graphile_worker._private_jobs WHERE locked_by = ANY ($1)`,
};
/** The queue gives away by itself what has been locked for four hours. */
const KEEP = {
  name: 'engine-keep',
  text: `UPDATE graphile_worker._private_jobs SET locked_at = now()
    WHERE locked_by = ANY ($1) AND locked_at < now() - interval '1 hour'`,
};
/** As if it had never been taken: no attempt is counted, and it is due at once. */
const PUT_BACK = {
  name: 'engine-put-back',
  text: `UPDATE graphile_worker._private_jobs SET attempts = greatest(0, attempts - 1), locked_by = NULL, locked_at = NULL
    WHERE locked_by = ANY ($1) AND ($2::bigint[] IS NULL OR id = ANY ($2))`,
};
const STILL_LOCKED = {
  name: 'engine-still-locked',
  text: 'SELECT FROM graphile_worker._private_jobs WHERE id = $1 AND locked_by = $2',
};

/**
 * Sees to it that every task belongs to somebody who is alive. graphile-worker alone waits four hours; here every pool
 * holds a lock that ends with its process, and tasks whose pool holds none are free again.
 */
@Injectable()
export class Recovery implements OnApplicationShutdown {
  private readonly logger = new Logger('engine');
  private timer?: NodeJS.Timeout;
  private looks = 0;
  private looking = false;

  constructor(
    private readonly database: Database,
    private readonly listener: Listener,
  ) {}

  /** Proves from now on that a pool lives in this process. */
  own({ id }: TaskPool): void {
    this.listener.holdLock(id);
  }

  /** Leaves the tasks of a pool to others. */
  disown({ id }: TaskPool): void {
    this.listener.dropLock(id);
  }

  /** @param pools those of this process at that time @param wake called when tasks are free again */
  start(pools: () => TaskPool[], wake: () => void): void {
    this.timer = setInterval(() => void this.look(pools(), wake), INTERVAL);
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /**
   * Makes sure that a task may begin: not before this process can prove that it lives, as it would be begun elsewhere too.
   * @throws Error when the task was given to another process meanwhile, and the signal's reason
   */
  async admit(task: string, pool: string, signal: AbortSignal): Promise<Certainty> {
    const { session } = this.listener;
    if (session !== undefined) return { session };
    await this.listener.whenInSession(signal);
    return this.certify(task, pool, {});
  }

  /** Whether the lock has been held all the time since `before`, as far as is known now. */
  isCertain(before: Certainty): boolean {
    const { session } = this.listener;
    return session !== undefined && before.session === session;
  }

  /**
   * Makes sure that a task is still its pool's: others may have held the pool for dead for a while.
   * @param before what an earlier call returned: nobody is asked when the lock was held all the time since
   * @throws Error when the task was given to another process
   */
  async certify(task: string, pool: string, before: Certainty): Promise<Certainty> {
    const { session } = this.listener;
    if (this.isCertain(before)) return { session };
    const [locked] = await this.database.run(STILL_LOCKED, [task, pool]);
    if (!locked) throw new Error('the task was given to another process');
    return { session };
  }

  /** Gives tasks of pools back to the queue, all unless some are named, without counting their attempt. */
  async putBack(pools: string[], tasks?: string[]): Promise<void> {
    await this.database.run(PUT_BACK, [pools, tasks ?? null]);
  }

  private async look(pools: TaskPool[], wake: () => void): Promise<void> {
    if (this.looking) return;
    this.looking = true;
    try {
      if (await this.releaseDead()) wake();
      if (++this.looks % STRAYS_EVERY === 0 && (await this.releaseStrays(pools))) wake();
    } catch (error) {
      this.logger.debug({ err: error }, 'no look for tasks of dead workers');
    } finally {
      this.looking = false;
    }
  }

  private async releaseDead(): Promise<boolean> {
    const suspects = await this.dead();
    if (suspects.length === 0) return false;
    await delay(GRACE, undefined, { ref: false });
    const dead = new Set(await this.dead());
    const pools = suspects.filter((pool) => dead.has(pool));
    if (pools.length === 0) return false;
    await this.database.run(RELEASE, [pools]);
    this.logger.warn({ pools }, 'tasks of dead workers are free again');
    return true;
  }

  private async dead(): Promise<string[]> {
    return (await this.database.run<{ pool: string }>(DEAD)).map(({ pool }) => pool);
  }

  /** Tasks that were given to a pool of this process and never arrived, because the connection broke in between. */
  private async releaseStrays(pools: TaskPool[]): Promise<boolean> {
    const ids = pools.map(({ id }) => id);
    await this.database.run(KEEP, [ids]);
    const moment = performance.now();
    const rows = await this.database.run<{ id: string; pool: string; old: boolean }>(LOCKED, [ids]);
    const poolOf = new Map(pools.map((pool) => [pool.id, pool]));
    const strays = rows.filter(({ id, pool, old }) => old && !poolOf.get(pool)!.holds(id)).map(({ id }) => id);
    if (strays.length > 0) await this.putBack(ids, strays);
    const locked = new Set(rows.map(({ id }) => id));
    for (const pool of pools) pool.forget(moment, locked);
    return strays.length > 0;
  }
}
