import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Database } from '../../../kernel/database/database';
import { patiently } from '../../../kernel/database/patiently';
import { ComputeSettings } from '../compute.settings';
import { DataSourceError } from '../data-sources/data-source-error';
import { SourceFetcher } from '../data-sources/source-fetcher';
import { JobStates } from '../jobs/job-states';
import { keys } from '../objects/keys';
import { StepRunner } from '../runner/step-runner';
import { ComputeMetrics } from './compute-metrics';
import { ADD_CHUNKS, BEGIN, PARTITIONED } from './partition.statements';
import { ProgramRuns } from './program-runs';
import type { StepRun } from './running-steps';
import { told } from './step-failure';
import type { StepFailure } from './step-failure';
import { COMPLETE_STEP } from './step.statements';
import { StoredFiles } from './stored-files';
import type { NewObject } from './stored-files';
import { runOf } from './taken-step';
import type { TakenStep } from './taken-step';

/** Chunks that are stored by one statement. */
const BATCH = 2500;

/** Fetches the input of a job and splits it. */
@Injectable()
export class PartitionerSteps {
  constructor(
    private readonly database: Database,
    private readonly states: JobStates,
    private readonly source: SourceFetcher,
    private readonly programs: ProgramRuns,
    private readonly runner: StepRunner,
    private readonly files: StoredFiles,
    private readonly metrics: ComputeMetrics,
    private readonly settings: ComputeSettings,
  ) {}

  /** Returns why it failed, if it did. */
  async run(step: TakenStep, folder: string, run: StepRun): Promise<StepFailure | undefined> {
    if (!(await this.begin(step))) return undefined;
    const sourceFolder = join(folder, 'source');
    const failure = await this.fetch(step, sourceFolder, run.signal);
    if (failure) return failure;
    const program = await this.programs.prepare(step, folder, run);
    if (!(await this.states.reach(runOf(step), 'JOB_STATE_PARTITIONING'))) return undefined;
    const result = await program.run((prepared) => this.runner.partition(prepared, { sourceFolder }));
    if ('failure' in result) return result.failure;
    const { length } = result.files;
    const { COMPUTE_MAX_CHUNKS: limit } = this.settings;
    if (length === 0) return told('partitioner produced no chunks');
    if (length > limit) return told(`partitioner produced ${length} chunks; the limit is ${limit}`);
    const keyOf = (number: number) => keys.chunk(step.jobId, step.execution, number);
    const chunks = await this.files.take('chunk', result.files, keyOf, run.signal);
    if (await patiently(() => this.complete(step, chunks))) this.metrics.jobReached('JOB_STATE_PARTITIONED');
    return undefined;
  }

  private async begin(step: TakenStep): Promise<boolean> {
    const [begun] = await this.database.run(BEGIN, [step.jobId, step.runNo]);
    if (begun) this.metrics.jobReached('JOB_STATE_UPLOADING');
    return begun !== undefined || this.states.reach(runOf(step), 'JOB_STATE_UPLOADING');
  }

  private async fetch(step: TakenStep, folder: string, signal: AbortSignal): Promise<StepFailure | undefined> {
    await mkdir(folder);
    try {
      await this.source.fetch(step.dataSource, { tenantId: step.tenantId, id: step.jobId }, folder, signal);
    } catch (error) {
      if (error instanceof DataSourceError) return told(`data source failed: ${error.message}`);
      throw error;
    }
  }

  private complete(step: TakenStep, chunks: NewObject[]): Promise<boolean> {
    const { length } = chunks;
    const admitted = Math.min(length, step.config.maxParallelTasks ?? length);
    return this.states.hold(runOf(step), async () => {
      const [completed] = await this.database.run(COMPLETE_STEP, [step.id, step.execution, step.runNo, 0, null, null]);
      if (!completed) return false;
      for (let first = 0; first < length; first += BATCH) {
        const batch = chunks.slice(first, first + BATCH);
        await this.database.run(ADD_CHUNKS, [
          step.tenantId,
          step.jobId,
          admitted,
          batch.map(({ id }) => id),
          batch.map(() => uuidv7()),
          batch.map((_, index) => first + index),
          batch.map(({ size }) => size),
          batch.map(({ sha256 }) => sha256),
          batch.map(({ key }) => key),
        ]);
      }
      await this.database.run(PARTITIONED, [step.jobId, step.runNo, length, admitted]);
      return true;
    });
  }
}
