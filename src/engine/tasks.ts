import { Injectable } from '@nestjs/common';
import { Database } from '../kernel/database/database';
import type { TaskType } from './task';

const ENQUEUE = { name: 'engine-enqueue', text: 'SELECT engine.enqueue($1, $2, $3, $4, $5)' };

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
 * `engine.enqueue(task, payload, run_at, key, priority)` in the same statement instead.
 */
@Injectable()
export class Tasks {
  constructor(private readonly database: Database) {}

  async enqueue<Payload extends object>(
    type: TaskType<Payload>,
    payload: Payload,
    options: EnqueueOptions = {},
  ): Promise<void> {
    const { runAt, key, priority } = options;
    await this.database.run(ENQUEUE, [
      type.name,
      JSON.stringify(payload),
      runAt ?? null,
      key ?? null,
      priority ?? null,
    ]);
  }
}
