import { Injectable } from '@nestjs/common';
import { Handles } from '../../../engine/task';
import type { TaskContext } from '../../../engine/task';
import { executeJob } from '../dispatch/queueing';
import type { ExecuteJob } from '../dispatch/queueing';
import { OpenRequests } from './open-requests';
import { Outcomes } from './outcomes';
import { Sender } from './sender';
import { TakeUp } from './take-up';

/** Runs a job's task: takes the job up, sends its request, records the outcome. */
@Injectable()
export class Executor {
  constructor(
    private readonly takeUp: TakeUp,
    private readonly sender: Sender,
    private readonly openRequests: OpenRequests,
    private readonly outcomes: Outcomes,
  ) {}

  @Handles(executeJob)
  async execute(task: ExecuteJob, { signal }: TaskContext): Promise<void> {
    const run = await this.takeUp.take(task);
    if (!run) return this.resend(task);
    const result = await this.openRequests.during(run.id, signal, (ends) => this.sender.send(run, ends));
    await this.outcomes.record(run, result);
  }

  /** A task that is run again found its job in execution: the process that executed it is gone, or as good as gone. */
  private async resend(task: ExecuteJob): Promise<void> {
    const attempt = await this.takeUp.cutOff(task);
    if (!attempt) return;
    const message = 'The process that sent the request ended before its answer was recorded';
    await this.outcomes.record(attempt, { disruption: 'interrupted', message, durationMs: null });
  }
}
