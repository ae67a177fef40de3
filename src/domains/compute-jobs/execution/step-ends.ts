import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Database } from '../../../kernel/database/database';
import { JobStates } from '../jobs/job-states';
import type { JobState } from '../jobs/transitions';
import { ComputeMetrics } from './compute-metrics';
import type { TaskResult } from './compute-metrics';
import { isRetried, retryDelay } from './retries';
import { errorMessageOf } from './step-failure';
import type { StepFailure } from './step-failure';
import { FAIL_STEP, PUT_BACK, RETRY } from './step.statements';
import { columnsOf } from './stored-files';
import type { NewObject } from './stored-files';
import { runOf } from './taken-step';
import type { TakenStep } from './taken-step';
import { END_TASK } from './task-end.statement';

/** Records how steps end. What a step did counts only while it is still this execution's. */
@Injectable()
export class StepEnds {
  constructor(
    private readonly database: Database,
    private readonly states: JobStates,
    private readonly metrics: ComputeMetrics,
  ) {}

  /** @param cached whether no program was run @returns whether the step was still this execution's */
  completeTask(step: TakenStep, results: NewObject[], cached: boolean): Promise<boolean> {
    return this.endTask(step, 'COMPLETED', { exitCode: cached ? undefined : 0 }, results, cached);
  }

  /** Has the step tried again, or fails it, and its job unless that bears it. */
  async fail(step: TakenStep, failure: StepFailure): Promise<void> {
    if (!isRetried(failure, step.attempt, step.config)) return this.failForGood(step, failure);
    const delay = retryDelay(step.attempt, Math.random());
    const [retried] = await this.database.run(RETRY, [...endOf(step, failure), delay]);
    if (retried) this.count(step, 'retried');
  }

  /** As if it had never been taken. */
  async putBack({ id, execution, runNo, ...step }: TakenStep): Promise<void> {
    const [back] = await this.database.run(PUT_BACK, [id, execution, runNo]);
    if (back && step.role === 'app') this.metrics.taskEnded('put_back');
  }

  private async failForGood(step: TakenStep, failure: StepFailure): Promise<void> {
    const failed = await this.states.hold(runOf(step), async (failedTasks) => {
      const borne = step.role === 'app' && failedTasks < (step.config.maxFailedTasks ?? 0);
      if (borne) return this.endTask(step, 'FAILED', failure, [], false);
      const [ended] = await this.database.run(FAIL_STEP, endOf(step, failure));
      if (!ended) return false;
      return this.states.fail(runOf(step), errorMessageOf(step, failure));
    });
    if (failed) this.count(step, 'failed');
  }

  private async endTask(
    step: TakenStep,
    state: 'COMPLETED' | 'FAILED',
    { exitCode, signal, why }: Partial<StepFailure>,
    results: NewObject[],
    cached: boolean,
  ): Promise<boolean> {
    const [ended] = await this.database.run<{ state: JobState }>(END_TASK, [
      step.jobId,
      step.runNo,
      step.id,
      step.execution,
      state,
      exitCode ?? null,
      signal ?? null,
      why ?? null,
      cached,
      uuidv7(),
      ...columnsOf(results),
    ]);
    if (!ended) return false;
    if (state === 'COMPLETED') this.count(step, 'completed');
    if (ended.state === 'JOB_STATE_TASKS_COMPLETED') this.metrics.jobReached(ended.state);
    return true;
  }

  private count({ role }: TakenStep, result: TaskResult): void {
    if (role === 'app') this.metrics.taskEnded(result);
  }
}

const endOf = (step: TakenStep, { exitCode, signal, why }: StepFailure) => [
  step.id,
  step.execution,
  step.runNo,
  exitCode ?? null,
  signal ?? null,
  why,
];
