import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import type { Pool } from 'pg';
import { Settings } from '../kernel/config/settings';
import { Database } from '../kernel/database/database';
import { Listener } from '../kernel/database/listener';
import { Health } from '../kernel/health/health';
import { Handlers } from './handlers';
import { Lookout } from './lookout';
import { openQueueConnections } from './queue-connections';
import { Recovery } from './recovery';
import { DRAIN_TIMEOUT, TaskPool } from './task-pool';
import type { TaskChoice, TaskPoolHooks } from './task-pool';
import { TASKS_CHANNEL } from './tasks';

const DEFAULT_SLOTS = 10;
/** Milliseconds between looks at the queue when no notification came: the safety net under the announcements. */
const POLL_INTERVAL = 3_000;
/** Milliseconds that tasks get between being told to stop and the end of the process. */
const ABORT_TIMEOUT = 500;

const PING = { name: 'engine-ping', text: 'SELECT 1' };

/** Runs tasks: one graphile-worker pool per task pool, so that long work in one never delays another. */
@Injectable()
export class Workers implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly logger = new Logger('engine');
  private readonly slots = new Map<string, number>();
  private readonly choices = new Map<string, TaskChoice>();
  private readonly hooks: Omit<TaskPoolHooks, 'connections'>;
  private connections?: Pool;
  private pools: TaskPool[] = [];
  private poll?: NodeJS.Timeout;

  constructor(
    private readonly settings: Settings,
    private readonly database: Database,
    private readonly listener: Listener,
    private readonly handlers: Handlers,
    private readonly lookout: Lookout,
    private readonly recovery: Recovery,
    health: Health,
  ) {
    this.hooks = {
      admit: (task, pool, signal) => recovery.admit(task, pool, signal),
      isCertain: (before) => recovery.isCertain(before),
      certify: (task, pool, before) => recovery.certify(task, pool, before),
      putBack: (task, pool) => recovery.putBack([pool], [task]),
      log: (level, message) => this.log(level, message),
    };
    listener.subscribe(
      TASKS_CHANNEL,
      (pool) => this.hear(pool),
      () => this.wakeAll(),
    );
    health.register(() => settings.ROLE === 'api' || this.pools.every(({ active }) => active));
  }

  /** Sets how many tasks of a pool run at once in this process; to be called while modules are set up. */
  setSlots(pool: string, slots: number, choice: TaskChoice = {}): void {
    this.slots.set(pool, slots);
    this.choices.set(pool, choice);
  }

  async onApplicationBootstrap(): Promise<void> {
    const byPool = this.handlers.byPool();
    if (this.settings.ROLE === 'api') return;
    const connections = (this.connections = openQueueConnections(this.database.pool));
    for (const [name, handlers] of byPool) {
      const slots = this.slots.get(name) ?? DEFAULT_SLOTS;
      const pool = new TaskPool(name, handlers, slots, this.choices.get(name) ?? {}, { ...this.hooks, connections });
      this.recovery.own(pool);
      this.pools.push(pool);
    }
    this.poll = setInterval(() => {
      void this.replaceEnded();
      this.wakeAll();
    }, POLL_INTERVAL);
    this.lookout.start((pool) => this.wake(pool));
    this.recovery.start(
      () => this.pools,
      () => this.wakeAll(),
    );
  }

  /** What still runs at the end goes back to the queue: to be run again, by another process. */
  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.poll);
    this.poll = undefined;
    const { pools } = this;
    if (pools.length === 0) return;
    const ends = pools.map((pool) => pool.drain());
    await Promise.race([Promise.allSettled(ends), delay(DRAIN_TIMEOUT + ABORT_TIMEOUT, undefined, { ref: false })]);
    await this.recovery.putBack(pools.map(({ id }) => id)).catch((error: unknown) => {
      this.logger.warn({ err: error }, 'running tasks are left to the others');
    });
    for (const { name } of pools) this.listener.notifySoon(TASKS_CHANNEL, name);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.connections?.end();
  }

  private hear(pool: string): void {
    this.wake(pool);
    this.lookout.look();
  }

  /** Has the idle slots of a pool in this process look at the queue: what they avoided may be welcome now. */
  wake(name: string): void {
    this.pools.find((pool) => pool.name === name)?.wake();
  }

  private wakeAll(): void {
    for (const pool of this.pools) pool.wake();
    this.lookout.look();
  }

  /**
   * Pools end when they cannot record what a task did: it is run again, by those who take their place. These start
   * once the database is back, since graphile-worker looks up the ids of its tasks only once.
   */
  private async replaceEnded(): Promise<void> {
    if (!this.pools.some(({ ended }) => ended)) return;
    const away = await this.database.run(PING).then(
      () => false,
      () => true,
    );
    if (away || !this.poll) return;
    this.pools = this.pools.map((pool) => (pool.ended ? this.replace(pool) : pool));
  }

  private replace(ended: TaskPool): TaskPool {
    // What still runs in it is its own until it ends.
    void ended.finished().then(() => this.recovery.disown(ended));
    const pool = ended.successor();
    this.recovery.own(pool);
    return pool;
  }

  private log(level: string, message: string): void {
    if (level === 'error') this.logger.error(message);
    else if (level === 'warning') this.logger.warn(message);
    else this.logger.debug(message);
  }
}
