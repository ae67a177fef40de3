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
/** Milliseconds that running tasks get to end by themselves before their signal is aborted. */
const DRAIN_TIMEOUT = 5_000;

/** Runs tasks: one graphile-worker pool per task pool, so that long work in one never delays another. */
@Injectable()
export class Workers implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('engine');
  private readonly slots = new Map<string, number>();
  private pools: { worker: WorkerPool; slots: number }[] = [];

  constructor(
    private readonly settings: Settings,
    private readonly database: Database,
    private readonly handlers: Handlers,
    private readonly timer: DueTimer,
    private readonly recovery: Recovery,
    health: Health,
  ) {
    health.register(() => settings.ROLE === 'api' || this.pools.every(({ worker }) => worker._active));
  }

  /** Sets how many tasks of a pool run at once in this process; to be called while modules are set up. */
  setSlots(pool: string, slots: number): void {
    this.slots.set(pool, slots);
  }

  async onApplicationBootstrap(): Promise<void> {
    const pools = this.handlers.byPool();
    if (this.settings.ROLE === 'api') return;
    for (const [pool, handlers] of pools) {
      const slots = this.slots.get(pool) ?? DEFAULT_SLOTS;
      this.pools.push({ slots, worker: this.startPool(handlers, slots) });
    }
    const wake = () => this.pools.forEach(({ worker, slots }) => worker.nudge(slots));
    await this.timer.start(wake);
    await this.recovery.start(
      this.pools.map(({ worker }) => worker.id),
      wake,
    );
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.pools.map(({ worker }) => worker.gracefulShutdown('the process stops')));
  }

  private startPool(handlers: Map<string, Handler>, slots: number): WorkerPool {
    const taskList: TaskList = {};
    for (const [name, handler] of handlers) {
      taskList[name] = (payload, { abortSignal }) => handler(payload as object, { signal: abortSignal });
    }
    const options = {
      concurrency: slots,
      pollInterval: POLL_INTERVAL,
      noHandleSignals: true,
      logger: new QueueLogger(() => (level, message) => this.log(level, message)),
      preset: { worker: { gracefulShutdownAbortTimeout: DRAIN_TIMEOUT } },
    };
    const worker = runTaskList(options, taskList, this.database.pool);
    worker.promise.catch((error: unknown) => this.logger.error({ err: error }, 'a pool of workers ended'));
    return worker;
  }

  private log(level: string, message: string): void {
    if (level === 'error') this.logger.error(message);
    else if (level === 'warning') this.logger.warn(message);
    else this.logger.debug(message);
  }
}
