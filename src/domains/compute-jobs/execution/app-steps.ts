import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import { patiently } from '../../../kernel/database/patiently';
import { keys } from '../objects/keys';
import { ObjectStore } from '../objects/object-store';
import { StepRunner } from '../runner/step-runner';
import { ProgramRuns } from './program-runs';
import type { StepRun } from './running-steps';
import { StepEnds } from './step-ends';
import type { StepFailure } from './step-failure';
import { StoredFiles } from './stored-files';
import type { TakenStep } from './taken-step';
import { TaskCache } from './task-cache';

const CHUNK = {
  name: 'compute-chunk-find',
  text: "SELECT key, sha256 FROM compute.objects WHERE job_id = $1 AND kind = 'chunk' AND ordinal = $2",
};

interface Chunk {
  key: string;
  sha256: string;
}

/** Runs the app on a chunk, or takes what it made of an equal one. */
@Injectable()
export class AppSteps {
  constructor(
    private readonly database: Database,
    private readonly store: ObjectStore,
    private readonly programs: ProgramRuns,
    private readonly runner: StepRunner,
    private readonly files: StoredFiles,
    private readonly cache: TaskCache,
    private readonly ends: StepEnds,
  ) {}

  /** Returns why it failed, if it did. */
  async run(step: TakenStep, folder: string, run: StepRun): Promise<StepFailure | undefined> {
    const [chunk] = await this.database.run<Chunk & Record<string, unknown>>(CHUNK, [step.jobId, step.chunkNumber]);
    if (!chunk) throw new Error(`there is no chunk ${step.chunkNumber} of job ${step.jobId}`);
    const cacheKey = step.config.cacheTasks ? this.cache.keyOf(step, chunk.sha256) : undefined;
    const cached = cacheKey && (await this.cache.find(step, cacheKey, run.signal));
    if (cached) {
      await patiently(() => this.ends.completeTask(step, cached, true));
      return undefined;
    }
    const chunkFile = join(folder, 'chunk');
    await this.store.copy(chunk.key, chunkFile);
    const program = await this.programs.prepare(step, folder, run);
    const input = { chunkFile, chunkNumber: step.chunkNumber, numChunks: step.numChunks! };
    const result = await program.run((prepared) => this.runner.work(prepared, input), step.config.taskTimeout);
    if ('failure' in result) return result.failure;
    const keyOf = (ordinal: number) => keys.result(step.jobId, step.chunkNumber, step.execution, ordinal);
    const objects = await this.files.take('result', result.files, keyOf, run.signal);
    const completed = await patiently(() => this.ends.completeTask(step, objects, false));
    if (completed && cacheKey) await this.cache.keep(step, cacheKey, objects);
    return undefined;
  }
}
