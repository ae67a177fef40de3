import { Injectable } from '@nestjs/common';
import { Announcer } from '../kernel/database/announcer';
import { Database } from '../kernel/database/database';
import type { Statement } from '../kernel/database/database';
import { definedTasks } from './task';
import type { TaskType } from './task';

/** The channel that workers hear of new tasks on; the payload is their pool. */
export const TASKS_CHANNEL = 'quintet_tasks';

/** SQL names its tasks, so that it can be told whom to announce them to. */
const enqueueOf = (task: string): Statement => ({
  name: `engine-enqueue-${task}`,
  text: `SELECT engine.enqueue('${task}', $1, $2, $3, $4)`,
});
const ENQUEUED = /engine\.enqueue(?:_once)?\('([^']+)'/g;

const AWAIT_REQUESTS = {
  name: 'engine-await-requests',
  text: `SELECT pg_advisory_xact_lock(hashtextextended('enqueue_once:' || $1::text, 0))`,
};

const poolsOf = (sql: string) =>
  [...sql.matchAll(ENQUEUED)].flatMap(([, task]) => definedTasks().get(task)?.pool ?? []);

export interface EnqueueOptions {
  /** When to run; at once when left out. */
  runAt?: Date | string;
  /** At most one waiting run per key: a second one replaces it. */
  key?: string;
  /** Lower runs first, 0 when left out. */
  priority?: number;
}

/**
 * Enqueues durable work in the caller's transaction. SQL that writes a row by itself calls the function
 * `engine.enqueue(task, payload, run_at, key, priority)` in the same statement instead, with the name of the task as a
 * literal. `engine.enqueue_once(task, payload, key)` is for what many transactions ask for and one run does for them all.
 */
@Injectable()
export class Tasks {
  constructor(
    private readonly database: Database,
    announcer: Announcer,
  ) {
    announcer.announceEach(poolsOf, TASKS_CHANNEL);
  }

  async enqueue<Payload extends object>(
    type: TaskType<Payload>,
    payload: Payload,
    options: EnqueueOptions = {},
  ): Promise<void> {
    const { runAt, key, priority } = options;
    await this.database.run(enqueueOf(type.name), [
      JSON.stringify(payload),
      runAt ?? null,
      key ?? null,
      priority ?? null,
    ]);
  }

  /**
   * To be called first, outside of any transaction, by the run of a task that is enqueued once: those who found it waiting
   * and left it to do their part have committed then.
   */
  async awaitRequests(key: string): Promise<void> {
    await this.database.run(AWAIT_REQUESTS, [key]);
  }
}
