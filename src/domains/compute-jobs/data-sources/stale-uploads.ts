import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { defineTask, Handles } from '../../../engine/task';
import type { TaskContext } from '../../../engine/task';
import { Tasks } from '../../../engine/tasks';
import { Database } from '../../../kernel/database/database';
import { ComputeSettings } from '../compute.settings';
import { ObjectStore } from '../objects/object-store';
import { BATCH, FORGET_STALE_UPLOADS } from './upload.statements';

const forgetUploads = defineTask<object>('compute.uploads', 'upkeep');

/** Milliseconds between two runs. */
const INTERVAL = 10 * 60_000;

/** Lets go files that were put for jobs that are never run; such a job needs its file again. */
@Injectable()
export class StaleUploads implements OnApplicationBootstrap {
  constructor(
    private readonly database: Database,
    private readonly tasks: Tasks,
    private readonly store: ObjectStore,
    private readonly settings: ComputeSettings,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.enqueue(new Date());
  }

  @Handles(forgetUploads)
  async run(_payload: object, { signal }: TaskContext): Promise<void> {
    await this.enqueue(new Date(Date.now() + INTERVAL));
    for (let found = BATCH; found === BATCH && !signal.aborted;) {
      const gone = await this.database.run<{ key: string }>(FORGET_STALE_UPLOADS, [this.settings.COMPUTE_KEEP_HOURS]);
      for (const { key } of gone) await this.store.delete(key);
      found = gone.length;
    }
  }

  /** Of several processes that enqueue the next run, the last one sets its time. */
  private async enqueue(runAt: Date): Promise<void> {
    await this.tasks.enqueue(forgetUploads, {}, { runAt, key: forgetUploads.name });
  }
}
