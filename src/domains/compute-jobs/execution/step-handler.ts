import { Injectable } from '@nestjs/common';
import { Handles } from '../../../engine/task';
import { Workers } from '../../../engine/workers';
import { Database } from '../../../kernel/database/database';
import { patiently } from '../../../kernel/database/patiently';
import { ComputeSettings } from '../compute.settings';
import { AppSteps } from './app-steps';
import { AssemblerSteps } from './assembler-steps';
import { ComputeMetrics } from './compute-metrics';
import type { KillReason } from './compute-metrics';
import { COMPUTE_POOL, runStep } from './compute-tasks';
import { PartitionerSteps } from './partitioner-steps';
import { RunningSteps } from './running-steps';
import type { StepRun } from './running-steps';
import { Scratch } from './scratch';
import { StepEnds } from './step-ends';
import { lostTooOften, MAX_LOSSES, timedOut } from './step-failure';
import { LEAVE, TAKE } from './step.statements';
import type { TakenStep } from './taken-step';

/** Runs a step's entry of the queue: takes the step, does it, records what came of it. */
@Injectable()
export class StepHandler {
  constructor(
    private readonly database: Database,
    private readonly partitioner: PartitionerSteps,
    private readonly app: AppSteps,
    private readonly assembler: AssemblerSteps,
    private readonly running: RunningSteps,
    private readonly scratch: Scratch,
    private readonly ends: StepEnds,
    private readonly metrics: ComputeMetrics,
    workers: Workers,
    { COMPUTE_CONCURRENCY }: ComputeSettings,
  ) {
    workers.setSlots(COMPUTE_POOL, COMPUTE_CONCURRENCY);
  }

  @Handles(runStep)
  async handle({ step: id, turn }: { step: string; turn: number }): Promise<void> {
    if (this.running.stopping) {
      await this.database.run(LEAVE, [id, turn]);
      return;
    }
    const [step] = await this.database.run<TakenStep & Record<string, unknown>>(TAKE, [id, turn, this.scratch.worker]);
    if (!step) return;
    this.metrics.taken(step.waited);
    if (step.lost && step.role === 'app') this.metrics.taskEnded('lost');
    if (step.losses >= MAX_LOSSES) await this.ends.fail(step, lostTooOften);
    else await this.running.during(step, (run) => this.perform(step, run));
  }

  private async perform(step: TakenStep, run: StepRun): Promise<void> {
    try {
      const failure = await this.scratch.during(step, (folder) => this[step.role].run(step, folder, run));
      if (failure) await patiently(() => this.ends.fail(step, failure));
    } catch (error) {
      if (!run.signal.aborted) throw error;
      await patiently(() => this.stopped(step, run.signal.reason as KillReason));
    }
  }

  private async stopped(step: TakenStep, reason: KillReason): Promise<void> {
    if (reason === 'timeout') return this.ends.fail(step, timedOut(step.chunkNumber, step.config.taskTimeout));
    if (reason === 'shutdown') return this.ends.putBack(step);
  }
}
