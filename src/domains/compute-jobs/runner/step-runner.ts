import type { Executor } from './executor';
import type { AssemblerInput, PartitionerInput, Step, StepResult, TaskInput } from './step';

/**
 * Runs the steps of a job on this machine: gives a program its folders and variables, and collects what it made. It
 * knows neither the database nor the object store.
 */
export class StepRunner {
  constructor(private readonly executor: Executor) {}

  /** Splits the input. @throws CannotRunError */
  partition(step: Step, input: PartitionerInput): Promise<StepResult> {
    throw new Error(`${step.jobId} ${input.sourceFolder} ${this.executor.constructor.name}`);
  }

  /** Works on one chunk. @throws CannotRunError */
  work(step: Step, input: TaskInput): Promise<StepResult> {
    throw new Error(`${step.jobId} ${input.chunkFile}`);
  }

  /** Merges the results of all tasks. @throws CannotRunError */
  assemble(step: Step, input: AssemblerInput): Promise<StepResult> {
    throw new Error(`${step.jobId} ${input.results.length}`);
  }
}
