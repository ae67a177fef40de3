import { Injectable, Logger } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import { Database } from '../kernel/database/database';
import { Listener } from '../kernel/database/listener';

/** Milliseconds between looks for tasks of dead workers. */
const INTERVAL = 1_000;

/** A pool that just started may hold tasks before its lock: nothing younger than a second is judged. */
const RELEASE = {
  name: 'engine-release',
  text: `WITH dead AS (
      SELECT array_agg(DISTINCT locked_by) AS pools FROM graphile_worker._private_jobs AS job
      WHERE locked_by IS NOT NULL AND locked_at < now() - interval '1 second' AND NOT EXISTS (
        SELECT FROM pg_locks AS held
        WHERE held.locktype = 'advisory' AND held.granted AND held.objsubid = 1
          AND held.database = (SELECT oid FROM pg_database WHERE datname = current_database())
          AND (held.classid::bigint << 32 | held.objid::bigint) = hashtextextended(job.locked_by, 0)
      )
    )
    SELECT pools, graphile_worker.force_unlock_workers(pools) FROM dead WHERE pools IS NOT NULL`,
};

/**
 * Gives tasks of dead workers to living ones. graphile-worker alone waits four hours; here every pool holds a lock that
 * ends with its process, and tasks whose pool holds none are free again.
 */
@Injectable()
export class Recovery implements OnApplicationShutdown {
  private readonly logger = new Logger('engine');
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly database: Database,
    private readonly listener: Listener,
  ) {}

  /** Proves from now on that a pool, by its id, lives in this process. */
  own(pool: string): void {
    this.listener.holdLock(pool);
  }

  /** Leaves the tasks of a pool to others. */
  disown(pool: string): void {
    this.listener.dropLock(pool);
  }

  start(wake: () => void): void {
    this.timer = setInterval(() => void this.release(wake), INTERVAL);
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private async release(wake: () => void): Promise<void> {
    const [released] = await this.database.run<{ pools: string[] }>(RELEASE).catch(() => []);
    if (!released) return;
    this.logger.warn({ pools: released.pools }, 'tasks of dead workers are free again');
    wake();
  }
}
