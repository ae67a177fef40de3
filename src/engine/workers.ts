import { Injectable, Logger } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { Logger as QueueLogger, runTaskList } from 'graphile-worker';
import type { TaskList, WorkerPool } from 'graphile-worker';
import { Settings } from '../kernel/config/settings';
import { Database } from '../kernel/database/database';
import { Health } from '../kernel/health/health';
import { DueTimer } from './due-timer';
import { Handlers } from './handlers';
import type { Handler } from './handlers';
import { Recovery } from './recovery';

const DEFAULT_SLOTS = 10;
/** Milliseconds between looks at the queue when no notification came: the safety net under the timer. */
const POLL_INTERVAL = 1_000;
/** graphile-worker's own poll, by every idle slot for itself, would be hundreds of queries a second: a day is never. */
const NO_POLL = 86_400_000;
/** Slots that look for work when a task starts: one look after the other would start a crowd of due tasks too slowly. */
const FOLLOWERS = 2;
/** Milliseconds that running tasks get to end by themselves before their signal is aborted. */
const DRAIN_TIMEOUT = 8_000;

/** Runs tasks: one graphile-worker pool per task pool, so that long work in one never delays another. */
@Injectable()
export class Workers implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('engine');
  private readonly slots = new Map<string, number>();
  private pools: WorkerPool[] = [];
  private poll?: NodeJS.Timeout;

  constructor(
    private readonly settings: Settings,
    private readonly database: Database,
    private readonly handlers: Handlers,
    private readonly timer: DueTimer,
    private readonly recovery: Recovery,
    health: Health,
  ) {
    health.register(() => settings.ROLE === 'api' || this.pools.every((pool) => pool._active));
  }

  /** Sets how many tasks of a pool run at once in this process; to be called while modules are set up. */
  setSlots(pool: string, slots: number): void {
    this.slots.set(pool, slots);
  }

  async onApplicationBootstrap(): Promise<void> {
    const pools = this.handlers.byPool();
    if (this.settings.ROLE === 'api') return;
    for (const [pool, handlers] of pools) {
      this.pools.push(this.startPool(handlers, this.slots.get(pool) ?? DEFAULT_SLOTS));
    }
    const wake = () => this.pools.forEach((pool) => nudge(pool, 1));
    this.poll = setInterval(wake, POLL_INTERVAL);
    await this.timer.start(wake);
    await this.recovery.start(
      this.pools.map(({ id }) => id),
      wake,
    );
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.poll);
    await Promise.all(this.pools.map((pool) => pool.gracefulShutdown('the process stops')));
  }

  private startPool(handlers: Map<string, Handler>, slots: number): WorkerPool {
    const taskList: TaskList = {};
    for (const [name, handler] of handlers) {
      taskList[name] = (payload, { abortSignal }) => {
        nudge(pool, FOLLOWERS);
        return handler(payload as object, { signal: abortSignal });
      };
    }
    const options = {
      concurrency: slots,
      pollInterval: NO_POLL,
      noHandleSignals: true,
      logger: new QueueLogger(() => (level, message) => this.log(level, message)),
      preset: { worker: { gracefulShutdownAbortTimeout: DRAIN_TIMEOUT } },
    };
    const pool = runTaskList(options, taskList, this.database.pool);
    pool.promise.catch((error: unknown) => this.logger.error({ err: error }, 'a pool of workers ended'));
    return pool;
  }

  private log(level: string, message: string): void {
    if (level === 'error') this.logger.error(message);
    else if (level === 'warning') this.logger.warn(message);
    else this.logger.debug(message);
  }
}

/** Lets idle slots look for work. A pool that drains has slots that must not be asked. */
function nudge(pool: WorkerPool, slots: number): void {
  if (!pool._shuttingDown) pool.nudge(slots);
}
