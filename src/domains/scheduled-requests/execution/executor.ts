import { setTimeout } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Handles } from '../../../engine/task';
import type { TaskContext } from '../../../engine/task';
import { isDatabaseAway } from '../../../kernel/database/database-errors';
import { executeJob } from '../dispatch/queueing';
import type { ExecuteJob } from '../dispatch/queueing';
import { OpenRequests } from './open-requests';
import { Outcomes } from './outcomes';
import { Sender, type Result } from './sender';
import { TakeUp, type Run } from './take-up';

/** How often an outcome is tried to be recorded, and milliseconds between the tries. */
const RECORD_TRIES = 60;
const RECORD_PAUSE = 500;

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
    await this.record(run, result, signal);
  }

  /** A database that is away for a moment is waited for: a lost outcome would have the request sent again. */
  private async record(run: Run, result: Result, signal: AbortSignal): Promise<void> {
    for (let left = RECORD_TRIES; ; left--) {
      try {
        return await this.outcomes.record(run, result);
      } catch (error) {
        if (!isDatabaseAway(error) || signal.aborted || left === 1) throw error;
        await setTimeout(RECORD_PAUSE);
      }
    }
  }

  /** A task that is run again found its job in execution: the process that executed it is gone, or as good as gone. */
  private async resend(task: ExecuteJob): Promise<void> {
    const attempt = await this.takeUp.cutOff(task);
    if (!attempt) return;
    const message = 'The process that sent the request ended before its answer was recorded';
    await this.outcomes.record(attempt, { disruption: 'interrupted', message, durationMs: null });
  }
}
