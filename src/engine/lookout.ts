import { Injectable } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import { Database } from '../kernel/database/database';
import { definedTasks } from './task';

/** Tasks that are known ahead. Beyond the last of them the queue is looked at again. */
const AHEAD = 100;
/** Least milliseconds between two looks. */
const PAUSE = 20;
/** Milliseconds that a look takes to reach PostgreSQL at most, while all is well. */
const ON_THE_WAY = 10;
/**
 * A look at the queue for every priority that is in use, by steps through its index. What became due in the last $1
 * milliseconds is among it.
 */
const UPCOMING = {
  name: 'engine-upcoming',
  text: `WITH RECURSIVE priorities AS (
      (SELECT priority FROM graphile_worker._private_jobs WHERE is_available ORDER BY priority LIMIT 1)
      UNION ALL
      SELECT (SELECT job.priority FROM graphile_worker._private_jobs AS job
        WHERE job.is_available AND job.priority > priorities.priority ORDER BY job.priority LIMIT 1)
      FROM priorities WHERE priorities.priority IS NOT NULL
    )
    SELECT tasks.identifier AS task, (extract(epoch FROM job.run_at - clock_timestamp()) * 1000)::float8 AS delay
    FROM priorities, LATERAL (
      SELECT run_at, task_id FROM graphile_worker._private_jobs AS job
      WHERE job.is_available AND job.priority = priorities.priority
        AND job.run_at > now() - $1::float8 * interval '1 millisecond'
      ORDER BY job.run_at LIMIT ${AHEAD}
    ) AS job JOIN graphile_worker._private_tasks AS tasks ON tasks.id = job.task_id
    ORDER BY job.run_at LIMIT ${AHEAD}`,
};
/** Longest time that a timer is set for, milliseconds: clocks drift. */
const LONGEST = 60_000;

interface Upcoming {
  pool: string;
  /** By this process's monotonic clock. */
  at: number;
}

/** Wakes the pools at the moments at which their next tasks become due, so that these start on time without polling. */
@Injectable()
export class Lookout implements OnApplicationShutdown {
  private upcoming: Upcoming[] = [];
  private timer?: NodeJS.Timeout;
  private looking = false;
  private wanted = false;
  /** When the next look was first asked for. What was due by then is looked for by others. */
  private askedAt?: number;
  private wake?: (pool: string) => void;

  constructor(private readonly database: Database) {}

  start(wake: (pool: string) => void): void {
    this.wake = wake;
    this.look();
  }

  onApplicationShutdown(): void {
    this.wake = undefined;
    clearTimeout(this.timer);
  }

  /** Has the queue looked at: something may be due earlier than what is known. */
  look(): void {
    this.askedAt ??= performance.now();
    this.wanted = this.looking;
    if (this.looking || !this.wake) return;
    this.looking = true;
    void this.read().then(() => setTimeout(() => this.rested(), PAUSE));
  }

  private rested(): void {
    this.looking = false;
    if (this.wanted) this.look();
  }

  private async read(): Promise<void> {
    const ago = performance.now() - this.askedAt! + ON_THE_WAY;
    this.askedAt = undefined;
    const rows = await this.database.run<{ task: string; delay: number }>(UPCOMING, [ago]).catch(() => undefined);
    if (!rows || !this.wake) return;
    const now = performance.now();
    const tasks = definedTasks();
    this.upcoming = rows.map(({ task, delay }) => ({ pool: tasks.get(task)?.pool ?? '', at: now + delay }));
    this.arm();
  }

  private arm(): void {
    clearTimeout(this.timer);
    if (this.upcoming.length === 0) return;
    // A timer may fire almost a millisecond early.
    const delay = Math.min(LONGEST, Math.max(0, this.upcoming[0].at - performance.now()) + 1);
    this.timer = setTimeout(() => this.fire(), delay);
  }

  private fire(): void {
    const now = performance.now();
    const due = new Set<string>();
    while (this.upcoming.length > 0 && this.upcoming[0].at <= now) due.add(this.upcoming.shift()!.pool);
    for (const pool of due) this.wake?.(pool);
    if (this.upcoming.length === 0) this.look();
    else this.arm();
  }
}
