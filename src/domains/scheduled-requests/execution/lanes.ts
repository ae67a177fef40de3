import { Injectable } from '@nestjs/common';
import { Handles } from '../../../engine/task';
import type { TaskContext } from '../../../engine/task';
import { Workers } from '../../../engine/workers';
import { executeDeferredJob, executeJob, type ExecuteJob } from '../dispatch/queueing';
import { Admissions } from '../limits/admissions';
import { Deferrals } from './deferrals';
import { Destinations } from './destinations';
import { Executor } from './executor';

/**
 * Runs the tasks of jobs, unless their destination has all the requests of this process that it may have. Such a job goes
 * over to the deferred lane: its task stays in the queue until some process has room, in the order of the moments due.
 */
@Injectable()
export class Lanes {
  constructor(
    private readonly executor: Executor,
    private readonly admissions: Admissions,
    private readonly destinations: Destinations,
    private readonly deferrals: Deferrals,
    private readonly workers: Workers,
  ) {}

  @Handles(executeJob)
  execute(task: ExecuteJob, context: TaskContext): Promise<void> {
    return this.run(task, context, false);
  }

  @Handles(executeDeferredJob)
  executeDeferred(task: ExecuteJob, context: TaskContext): Promise<void> {
    return this.run(task, context, true);
  }

  private async run(task: ExecuteJob, { signal }: TaskContext, deferred: boolean): Promise<void> {
    const destination = task.destination ?? '';
    if (!this.destinations.enter(destination, deferred)) {
      if ((await this.admissions.arrive(task)) || (await this.deferrals.defer(task))) return;
      return this.executor.resend(task);
    }
    try {
      await this.executor.execute(task, signal);
    } finally {
      if (this.destinations.leave(destination)) this.workers.wake(executeDeferredJob.pool);
    }
  }
}
