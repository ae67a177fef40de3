import { Injectable } from '@nestjs/common';
import { Database } from '../kernel/database/database';
import { definedTasks } from './task';

/** Tasks of a state and priority that are counted at most: a look must stay cheap however many there are. */
const LIMIT = 10_000;
/** Priorities that are looked at, the most urgent first. */
const PRIORITIES = 50;

const counted = (condition: string, state: string) => `
    SELECT '${state}' AS state, task_id, count(*)::int AS count,
      greatest(0, extract(epoch FROM clock_timestamp() - min(run_at)))::float8 AS lag
    FROM priorities, LATERAL (
      SELECT task_id, run_at FROM graphile_worker._private_jobs
      WHERE is_available = true AND priority = priorities.one AND run_at ${condition} now() ORDER BY run_at LIMIT ${LIMIT}
    ) AS found WHERE priorities.one IS NOT NULL GROUP BY task_id`;

/** Walks graphile-worker's own index (priority, run_at) INCLUDE (task_id) from priority to priority, never the table. */
export const DEPTH = {
  name: 'engine-queue-depth',
  text: `WITH RECURSIVE priorities (one, number) AS (
      SELECT min(priority), 1 FROM graphile_worker._private_jobs WHERE is_available = true
      UNION ALL
      SELECT (SELECT min(priority) FROM graphile_worker._private_jobs WHERE is_available = true AND priority > one),
        number + 1
      FROM priorities WHERE one IS NOT NULL AND number < ${PRIORITIES}
    ), counted AS (${counted('<=', 'ready')} UNION ALL ${counted('>', 'future')})
    SELECT identifier AS task, state, count, lag FROM counted
    JOIN graphile_worker._private_tasks AS task ON task.id = task_id`,
};
const ESTIMATE = {
  name: 'engine-queue-estimate',
  text: `SELECT n_live_tup::float8 AS total FROM pg_stat_user_tables
    WHERE schemaname = 'graphile_worker' AND relname = '_private_jobs'`,
};

/** Unstarted tasks of one kind. */
export interface Depth {
  pool: string;
  task: string;
  state: 'ready' | 'future';
  count: number;
  /** Seconds since the oldest was due; 0 for those of the future. */
  lag: number;
}

/** Looks at the queue; those who look at the same time share one look. A database that is away shows nothing. */
@Injectable()
export class QueueDepth {
  readonly limit = LIMIT;
  private looking?: Promise<Depth[]>;

  constructor(private readonly database: Database) {}

  /** Every task there is, in both states. */
  read(): Promise<Depth[]> {
    this.looking ??= this.look().finally(() => (this.looking = undefined));
    return this.looking;
  }

  async estimate(): Promise<number | undefined> {
    const [row] = await this.database.run<{ total: number }>(ESTIMATE).catch(() => []);
    return row?.total;
  }

  private async look(): Promise<Depth[]> {
    const rows = await this.database.run<Depth>(DEPTH).catch(() => undefined);
    if (!rows) return [];
    return [...definedTasks().values()].flatMap(({ name: task, pool }) =>
      (['ready', 'future'] as const).map((state) => {
        const row = rows.find((one) => one.task === task && one.state === state);
        return { pool, task, state, count: row?.count ?? 0, lag: state === 'ready' ? (row?.lag ?? 0) : 0 };
      }),
    );
  }
}
