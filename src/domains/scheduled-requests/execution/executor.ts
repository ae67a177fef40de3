import { setTimeout } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { isDatabaseAway } from '../../../kernel/database/database-errors';
import type { ExecuteJob } from '../dispatch/queueing';
import { Admissions } from '../limits/admissions';
import { OpenRequests } from './open-requests';
import { Outcomes } from './outcomes';
import { Sender, type Result } from './sender';
import { TakeUp, type Run } from './take-up';

/** How often an outcome is tried to be recorded, and milliseconds between the tries. */
const RECORD_TRIES = 60;
const RECORD_PAUSE = 500;

/** Runs a job's task: takes the job up, sends its request, records the outcome; or puts the job in line first. */
@Injectable()
export class Executor {
  constructor(
    private readonly takeUp: TakeUp,
    private readonly sender: Sender,
    private readonly openRequests: OpenRequests,
    private readonly outcomes: Outcomes,
    private readonly admissions: Admissions,
  ) {}

  async execute(task: ExecuteJob, signal: AbortSignal): Promise<void> {
    const run = await this.takeUp.take(task);
    if (!run) return (await this.admissions.arrive(task)) ? undefined : this.resend(task);
    const result = await this.openRequests.during(run.id, signal, (ends) => this.sender.send(run, ends));
    await this.record(run, result, signal);
    await this.admissions.after(run);
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

  /**
   * A task that is run again found its job in execution: the process that executed it is gone, or as good as gone. If it
   * recorded the outcome, it may not have come to what follows.
   */
  async resend(task: ExecuteJob): Promise<void> {
    const attempt = await this.takeUp.cutOff(task);
    if (!attempt) return this.admissions.afterTask(task);
    const message = 'The process that sent the request ended before its answer was recorded';
    await this.outcomes.record(attempt, { disruption: 'interrupted', message, durationMs: null });
    await this.admissions.after(attempt);
  }
}
