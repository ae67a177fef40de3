import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { Logger as QueueLogger, runTaskList } from 'graphile-worker';
import type { TaskList, WorkerPool } from 'graphile-worker';
import type { PoolClient } from 'pg';
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
/** Milliseconds that they get after that, before the process ends without them. */
const ABORT_TIMEOUT = 500;

const PING = { name: 'engine-ping', text: 'SELECT 1' };

/** A set of slots, and what runs in it. */
interface Pool {
  handlers: Map<string, Handler>;
  slots: number;
  workers: WorkerPool;
}

/** Runs tasks: one graphile-worker pool per task pool, so that long work in one never delays another. */
@Injectable()
export class Workers implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('engine');
  private readonly slots = new Map<string, number>();
  private readonly pools: Pool[] = [];
  private poll?: NodeJS.Timeout;

  constructor(
    private readonly settings: Settings,
    private readonly database: Database,
    private readonly handlers: Handlers,
    private readonly timer: DueTimer,
    private readonly recovery: Recovery,
    health: Health,
  ) {
    health.register(() => settings.ROLE === 'api' || this.pools.every(({ workers }) => workers._active));
  }

  /** Sets how many tasks of a pool run at once in this process; to be called while modules are set up. */
  setSlots(pool: string, slots: number): void {
    this.slots.set(pool, slots);
  }

  async onApplicationBootstrap(): Promise<void> {
    const pools = this.handlers.byPool();
    if (this.settings.ROLE === 'api') return;
    this.database.pool.on('acquire', bearLoss);
    for (const [name, handlers] of pools) {
      const slots = this.slots.get(name) ?? DEFAULT_SLOTS;
      this.pools.push({ handlers, slots, workers: this.startWorkers(handlers, slots) });
    }
    const wake = () => this.pools.forEach(({ workers }) => nudge(workers, 1));
    this.poll = setInterval(() => {
      void this.replaceEnded();
      wake();
    }, POLL_INTERVAL);
    await this.timer.start(wake);
    this.recovery.start(wake);
  }

  /** What still runs at the end is run again by another process, once this one has ended. */
  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.poll);
    this.poll = undefined;
    const ends = this.pools.map(({ workers }) => workers.gracefulShutdown('the process stops'));
    await Promise.race([Promise.allSettled(ends), delay(DRAIN_TIMEOUT + ABORT_TIMEOUT, undefined, { ref: false })]);
  }

  /**
   * Workers end when they cannot record what a task did: it is run again, by those who take their place. These start
   * once the database is back, since graphile-worker looks up the ids of its tasks only once.
   */
  private async replaceEnded(): Promise<void> {
    if (!this.pools.some(({ workers }) => workers._shuttingDown)) return;
    const away = await this.database.run(PING).then(
      () => false,
      () => true,
    );
    if (away || !this.poll) return;
    for (const pool of this.pools) {
      if (!pool.workers._shuttingDown) continue;
      this.recovery.disown(pool.workers.id);
      pool.workers = this.startWorkers(pool.handlers, pool.slots);
    }
  }

  private startWorkers(handlers: Map<string, Handler>, slots: number): WorkerPool {
    const taskList: TaskList = {};
    for (const [name, handler] of handlers) {
      taskList[name] = (payload, { abortSignal }) => {
        nudge(workers, FOLLOWERS);
        return handler(payload as object, { signal: abortSignal });
      };
    }
    // Without a batch, even of one, nobody waits for what is recorded: not at the end, and not when it fails.
    const recording = { completeJobBatchDelay: 0, failJobBatchDelay: 0 };
    const options = {
      concurrency: slots,
      pollInterval: NO_POLL,
      noHandleSignals: true,
      logger: new QueueLogger(() => (level, message) => this.log(level, message)),
      preset: { worker: { gracefulShutdownAbortTimeout: DRAIN_TIMEOUT, ...recording } },
    };
    const workers = runTaskList(options, taskList, this.database.pool);
    workers.promise.catch((error: unknown) => this.logger.error({ err: error }, 'a pool of workers ended'));
    this.recovery.own(workers.id);
    return workers;
  }

  private log(level: string, message: string): void {
    if (level === 'error') this.logger.error(message);
    else if (level === 'warning') this.logger.warn(message);
    else this.logger.debug(message);
  }
}

/** Lets idle slots look for work. A pool that drains has slots that must not be asked. */
function nudge(workers: WorkerPool, slots: number): void {
  if (!workers._shuttingDown) workers.nudge(slots);
}

/** A lost connection fails its statement. Without a listener, as graphile-worker uses it, it would end the process too. */
function bearLoss(client: PoolClient): void {
  if (!client.listeners('error').includes(ignore)) client.on('error', ignore);
}

const ignore = () => undefined;
