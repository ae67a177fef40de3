import { EventEmitter } from 'node:events';
import { Logger as QueueLogger, runTaskList } from 'graphile-worker';
import type { TaskList, WorkerEvents, WorkerPool } from 'graphile-worker';
import type { Pool as ConnectionPool } from 'pg';
import type { Handler } from './handlers';

/** Which tasks of the queue a pool takes. */
export interface TaskChoice {
  /** Asked before each look at the queue: tasks with one of these flags are left there for others, or for later. */
  avoid?: () => string[];
  /** Called when a look at the queue found nothing to run. */
  idle?: () => void;
}

/** The session in which a pool's lock has been held; none where that was not certain. */
export interface Certainty {
  session?: number;
}

export interface TaskPoolHooks {
  connections: ConnectionPool;
  /** Asked before a task begins; throws when it must not. */
  admit(task: string, pool: string, signal: AbortSignal): Promise<Certainty>;
  /** Whether the pool's lock has been held since it admitted a task. */
  isCertain(before: Certainty): boolean;
  /** Throws when a task is no longer the pool's, which keeps it from counting as done. `before`: what admitted it. */
  certify(task: string, pool: string, before: Certainty): Promise<Certainty>;
  /** Called when a task's handler ended because it was told to stop. */
  putBack(task: string, pool: string): Promise<void>;
  log(level: string, message: string): void;
}

/** graphile-worker's own poll, by every idle slot for itself, would be hundreds of queries a second: a day is never. */
const NO_POLL = 86_400_000;
/** Slots that look for work when a task starts: one look after the other would start a crowd of due tasks too slowly. */
const FOLLOWERS = 2;
/** Milliseconds that running tasks get to end by themselves before their signal is aborted. */
export const DRAIN_TIMEOUT = 8_000;

/** The slots of one pool in this process: a graphile-worker pool. */
export class TaskPool {
  /** Tasks that arrived here, and when they ended. */
  private readonly held = new Map<string, { endedAt?: number }>();
  private readonly workers: WorkerPool;
  private running = 0;
  private idle?: () => void;

  constructor(
    readonly name: string,
    private readonly handlers: Map<string, Handler>,
    private readonly slots: number,
    private readonly choice: TaskChoice,
    private readonly hooks: TaskPoolHooks,
  ) {
    this.workers = this.run();
  }

  /** A pool like this one, to go on where it ended. */
  successor(): TaskPool {
    return new TaskPool(this.name, this.handlers, this.slots, this.choice, this.hooks);
  }

  /** What its tasks are locked by. */
  get id(): string {
    return this.workers.id;
  }

  /** Whether it takes tasks. */
  get active(): boolean {
    return this.workers._active;
  }

  /** It ends by itself when it cannot record what tasks did, and then takes nothing more. */
  get ended(): boolean {
    return this.workers._shuttingDown;
  }

  /** Has it look for tasks. */
  wake(slots = 1): void {
    if (!this.ended) this.workers.nudge(slots);
  }

  /** Whether this process knows of a task that is locked by this pool. */
  holds(task: string): boolean {
    return this.held.has(task);
  }

  /** Forgets what ended before a moment and is recorded: it was not among the locked tasks of that moment. */
  forget(moment: number, locked: ReadonlySet<string>): void {
    for (const [task, { endedAt = Infinity }] of this.held)
      if (endedAt < moment && !locked.has(task)) this.held.delete(task);
  }

  /**
   * Resolves once nothing of it runs any more. graphile-worker's own promise waits for what it could not record too, and
   * so for ever.
   */
  async finished(): Promise<void> {
    if (this.running > 0) await new Promise<void>((idle) => (this.idle = idle));
  }

  /** Takes nothing more, and ends once nothing runs. */
  async drain(): Promise<void> {
    await this.workers.gracefulShutdown('the process stops');
  }

  private run(): WorkerPool {
    const taskList: TaskList = {};
    for (const [name, handler] of this.handlers) {
      taskList[name] = async (payload, { job, abortSignal }) => {
        this.running++;
        try {
          const certainty = await this.hooks.admit(job.id, this.id, abortSignal);
          const mayGoOn = () => this.running < this.slots && !this.ended && this.hooks.isCertain(certainty);
          const run = handler(payload as object, { signal: abortSignal, mayGoOn });
          // Not before the task has begun: it may leave no room for tasks like it.
          this.wake(FOLLOWERS);
          await run;
          await this.hooks.certify(job.id, this.id, certainty);
        } catch (error) {
          if (abortSignal.aborted) await this.hooks.putBack(job.id, this.id);
          throw error;
        } finally {
          if (--this.running === 0) this.idle?.();
        }
      };
    }
    const workers = runTaskList(
      {
        concurrency: this.slots,
        pollInterval: NO_POLL,
        noHandleSignals: true,
        forbiddenFlags: this.choice.avoid,
        events: this.keepingTrack(),
        logger: new QueueLogger(() => (level, message) => this.hooks.log(level, message)),
        preset: {
          worker: {
            gracefulShutdownAbortTimeout: DRAIN_TIMEOUT,
            // Without a batch, even of one, nobody waits for what is recorded: not at the end, and not when it fails.
            completeJobBatchDelay: 0,
            failJobBatchDelay: 0,
          },
        },
      },
      taskList,
      withoutListening(this.hooks.connections),
    );
    workers.promise.catch((error: unknown) => this.hooks.log('error', `a pool of workers ended: ${String(error)}`));
    return workers;
  }

  private keepingTrack(): WorkerEvents {
    const events: WorkerEvents = new EventEmitter();
    events.on('worker:getJob:empty', () => this.choice.idle?.());
    events.on('job:start', ({ job }) => this.held.set(job.id, {}));
    events.on('job:complete', ({ job }) => this.held.set(job.id, { endedAt: performance.now() }));
    return events;
  }
}

/** graphile-worker would keep a connection for every pool, to hear what the announcer tells all of them at once. */
function withoutListening(connections: ConnectionPool): ConnectionPool {
  const connect = (listen?: unknown) => (listen ? undefined : connections.connect());
  return { connect } as unknown as ConnectionPool;
}
