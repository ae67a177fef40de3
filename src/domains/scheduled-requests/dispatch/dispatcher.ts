import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { defineTask, Handles } from '../../../engine/task';
import { Tasks } from '../../../engine/tasks';
import { Database } from '../../../kernel/database/database';
import { ENQUEUE_JOB, NEEDS_TASK } from './queueing';

const dispatchJobs = defineTask<object>('scheduled.dispatch', 'upkeep');

/** Milliseconds between looks for jobs that come due soon: well within the time ahead that they are looked for. */
const INTERVAL = 15_000;
const BATCH = 1000;

export const DISPATCH = {
  name: 'scheduled-dispatch',
  text: `WITH due AS (
      SELECT id FROM scheduled.jobs
      WHERE state IN ('available', 'retryable') AND NOT held AND ${NEEDS_TASK}
      ORDER BY run_at, id LIMIT ${BATCH} FOR UPDATE SKIP LOCKED
    ),
    job AS (
      UPDATE scheduled.jobs SET queued_for = run_at FROM due WHERE jobs.id = due.id RETURNING jobs.*
    )
    SELECT ${ENQUEUE_JOB} FROM job`,
};

/** Gives jobs their engine task when they come due soon. */
@Injectable()
export class Dispatcher implements OnApplicationBootstrap {
  constructor(
    private readonly database: Database,
    private readonly tasks: Tasks,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.enqueue(new Date());
  }

  @Handles(dispatchJobs)
  async dispatch(): Promise<void> {
    await this.enqueue(new Date(Date.now() + INTERVAL));
    for (let found = BATCH; found === BATCH;) found = (await this.database.run(DISPATCH)).length;
  }

  /** Of several processes that enqueue the next look, the last one sets its time. */
  private async enqueue(runAt: Date): Promise<void> {
    await this.tasks.enqueue(dispatchJobs, {}, { runAt, key: dispatchJobs.name });
  }
}
