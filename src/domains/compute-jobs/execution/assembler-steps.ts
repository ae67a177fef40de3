import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable, Logger } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import { patiently } from '../../../kernel/database/patiently';
import { JobStates } from '../jobs/job-states';
import { keys } from '../objects/keys';
import { ObjectStore } from '../objects/object-store';
import { inBatches } from '../runner/in-batches';
import { StepRunner } from '../runner/step-runner';
import type { AssemblerInput, StepFile } from '../runner/step';
import { ProgramRuns } from './program-runs';
import type { StepRun } from './running-steps';
import type { StepFailure } from './step-failure';
import { COMPLETE_STEP } from './step.statements';
import { columnsOf, StoredFiles } from './stored-files';
import type { NewObject } from './stored-files';
import { runOf } from './taken-step';
import type { TakenStep } from './taken-step';

const NOT_STORED = 'files could not be stored';

const RESULTS = {
  name: 'compute-results-of-job',
  text: `SELECT ordinal, name, key, size::float8 AS size FROM compute.objects
    WHERE job_id = $1 AND kind = 'result' ORDER BY ordinal, name`,
};
const ADD_OUTPUTS = {
  name: 'compute-outputs-add',
  text: `INSERT INTO compute.objects (id, tenant_id, job_id, kind, ordinal, name, key, size, sha256)
    SELECT id, $1::uuid, $2::uuid, 'output', place - 1, name, key, size, sha256
    FROM unnest($3::uuid[], $4::text[], $5::text[], $6::bigint[], $7::text[])
      WITH ORDINALITY AS output (id, name, key, size, sha256, place)`,
};

interface Result {
  ordinal: number;
  name: string;
  key: string;
  size: number;
}

/** Merges the results of a job and delivers what comes of it. */
@Injectable()
export class AssemblerSteps {
  private readonly logger = new Logger('compute');

  constructor(
    private readonly database: Database,
    private readonly states: JobStates,
    private readonly store: ObjectStore,
    private readonly programs: ProgramRuns,
    private readonly runner: StepRunner,
    private readonly files: StoredFiles,
  ) {}

  /** Returns why it failed, if it did. */
  async run(step: TakenStep, folder: string, run: StepRun): Promise<StepFailure | undefined> {
    const job = runOf(step);
    if (!(await this.states.reach(job, 'JOB_STATE_MERGING'))) return undefined;
    const program = await this.programs.prepare(step, folder, run);
    const input: AssemblerInput = {
      results: await this.collect(step, join(folder, 'results'), run.signal),
      numChunks: step.numChunks!,
      failedChunks: step.failedChunks,
    };
    const result = await program.run((prepared) => this.runner.assemble(prepared, input));
    if ('failure' in result) return result.failure;
    if (!(await this.states.reach(job, 'JOB_STATE_MERGED'))) return undefined;
    if (!(await this.states.reach(job, 'JOB_STATE_DOWNLOADING'))) return undefined;
    return this.deliver(step, result.files, run.signal);
  }

  private async collect(step: TakenStep, folder: string, signal: AbortSignal): Promise<AssemblerInput['results']> {
    await mkdir(folder);
    const results = await this.database.run<Result & Record<string, unknown>>(RESULTS, [step.jobId]);
    return inBatches(results, async ({ ordinal, name, key, size }, index) => {
      signal.throwIfAborted();
      const path = join(folder, String(index));
      await this.store.copy(key, path);
      return { chunkNumber: ordinal, name, path, size };
    });
  }

  /** A destination that is bypassed gets nothing. */
  private async deliver(step: TakenStep, files: StepFile[], signal: AbortSignal): Promise<StepFailure | undefined> {
    const delivered = step.dataDestination.descriptor === 'bypass' ? [] : files;
    const keyOf = (ordinal: number) => keys.output(step.jobId, step.execution, ordinal);
    let outputs: NewObject[];
    try {
      outputs = await this.files.take('output', delivered, keyOf, signal);
    } catch (error) {
      signal.throwIfAborted();
      this.logger.error({ err: error }, 'outputs of a job could not be stored');
      return { why: NOT_STORED, message: `data destination failed: ${NOT_STORED}` };
    }
    await patiently(() => this.complete(step, outputs));
    return undefined;
  }

  private complete(step: TakenStep, outputs: NewObject[]): Promise<boolean> {
    return this.states.hold(runOf(step), async () => {
      const [completed] = await this.database.run(COMPLETE_STEP, [step.id, step.execution, step.runNo, 0, null, null]);
      if (!completed) return false;
      await this.database.run(ADD_OUTPUTS, [step.tenantId, step.jobId, ...columnsOf(outputs)]);
      return this.states.complete(runOf(step));
    });
  }
}
