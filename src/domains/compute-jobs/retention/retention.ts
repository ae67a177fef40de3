import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { defineTask, Handles } from '../../../engine/task';
import type { TaskContext } from '../../../engine/task';
import { Tasks } from '../../../engine/tasks';
import { Database } from '../../../kernel/database/database';
import { keys } from '../objects/keys';
import { ObjectStore } from '../objects/object-store';
import {
  BATCH,
  EXPIRED_JOBS,
  EXPIRED_RESULTS,
  FORGET_FILES,
  FORGET_LINES,
  FORGET_RESULTS,
  LINES,
} from './retention.statements';

const upkeep = defineTask<object>('compute.upkeep', 'upkeep');

/** Milliseconds between two runs. */
const INTERVAL = 10 * 60_000;

interface Cached {
  tenantId: string;
  key: string;
  objects: { key: string }[];
}

/**
 * Lets go files and logs of jobs, and kept results of tasks, once their time is over. Files go before what is known of
 * them, so that none is forgotten; a job whose time is over is not run again.
 */
@Injectable()
export class Retention implements OnApplicationBootstrap {
  constructor(
    private readonly database: Database,
    private readonly tasks: Tasks,
    private readonly store: ObjectStore,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.enqueue(new Date());
  }

  @Handles(upkeep)
  async run(_payload: object, { signal }: TaskContext): Promise<void> {
    await this.enqueue(new Date(Date.now() + INTERVAL));
    for (let found = BATCH; found === BATCH && !signal.aborted;) found = await this.forgetJobs();
    for (let found = BATCH; found === BATCH && !signal.aborted;) found = await this.forgetResults();
  }

  private async forgetJobs(): Promise<number> {
    const jobs = await this.database.run<{ id: string }>(EXPIRED_JOBS);
    for (const { id } of jobs) {
      await this.store.delete(keys.job(id));
      for (let count = LINES; count === LINES;) {
        [{ count }] = await this.database.run<{ count: number }>(FORGET_LINES, [id]);
      }
      await this.database.run(FORGET_FILES, [id]);
    }
    return jobs.length;
  }

  private async forgetResults(): Promise<number> {
    const results = await this.database.run<Cached & Record<string, unknown>>(EXPIRED_RESULTS);
    for (const { tenantId, key, objects } of results) {
      for (const object of objects) await this.store.delete(object.key);
      await this.database.run(FORGET_RESULTS, [tenantId, key]);
    }
    return results.length;
  }

  /** Of several processes that enqueue the next run, the last one sets its time. */
  private async enqueue(runAt: Date): Promise<void> {
    await this.tasks.enqueue(upkeep, {}, { runAt, key: upkeep.name });
  }
}
