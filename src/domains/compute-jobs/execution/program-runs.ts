import { join, resolve } from 'node:path';
import { Injectable } from '@nestjs/common';
import { Settings } from '../../../kernel/config/settings';
import { ComputeSettings } from '../compute.settings';
import { CodeFolders } from '../packages/code-folders';
import { PASSTHROUGH } from '../packages/program';
import { CannotRunError } from '../runner/executor';
import { describeEnding, hasSucceeded } from '../runner/ending';
import type { Ending } from '../runner/ending';
import type { Step, StepFile, StepResult } from '../runner/step';
import { SecretsService } from '../secrets/secrets.service';
import { afterSeconds } from './after-seconds';
import { ComputeMetrics } from './compute-metrics';
import type { KillReason } from './compute-metrics';
import { LogBuffer } from './log-buffer';
import type { StepRun } from './running-steps';
import { told } from './step-failure';
import type { StepFailure } from './step-failure';
import type { TakenStep } from './taken-step';

/** Has the program of a step in its place on this machine, ready to be run. */
export interface ReadyProgram {
  /**
   * Runs it. When it is stopped, whatever is thrown: the signal tells why.
   * @param limit seconds that it may take
   */
  run(start: Start, limit?: number): Promise<Outcome>;
}

type Start = (step: Step) => Promise<StepResult>;
type Outcome = { files: StepFile[] } | { failure: StepFailure };

/** Gives programs what they need besides their files: code, params, secrets, caches; and hears what they say. */
@Injectable()
export class ProgramRuns {
  private readonly caches: string;

  constructor(
    private readonly codeFolders: CodeFolders,
    private readonly secrets: SecretsService,
    private readonly logs: LogBuffer,
    private readonly metrics: ComputeMetrics,
    private readonly settings: ComputeSettings,
    { DATA_DIR }: Settings,
  ) {
    this.caches = resolve(DATA_DIR, 'compute', 'cache');
  }

  /** @param folder scratch of the step, of which the program gets a part */
  async prepare(step: TakenStep, folder: string, run: StepRun): Promise<ReadyProgram> {
    const program = step.programs[step.role];
    const prepared: Step = {
      program: PASSTHROUGH,
      params: step.params[step.role],
      jobId: step.jobId,
      taskId: step.id,
      attempt: step.attempt,
      secrets: [],
      sharedCache: join(this.caches, 'shared'),
      userCache: join(this.caches, 'users', step.tenantId),
      folder: join(folder, 'work'),
      maxBytes: this.settings.COMPUTE_MAX_UPLOAD_BYTES,
      onLine: this.logs.writer(step),
      signal: run.signal,
    };
    if (program !== PASSTHROUGH) {
      const { entrypoint, image } = program;
      prepared.program = { codeFolder: await this.codeFolders.folderOf(program), entrypoint, image };
      prepared.secrets = await this.secrets.reveal(step.tenantId, program.secrets);
    }
    const observed = (start: Start) => () =>
      program === PASSTHROUGH ? start(prepared) : this.metrics.observe(step.role, () => start(prepared));
    return { run: (start, limit) => this.run(run, observed(start), limit) };
  }

  private async run({ signal, stop }: StepRun, start: () => Promise<StepResult>, limit?: number): Promise<Outcome> {
    signal.throwIfAborted();
    const cancel = limit === undefined ? () => undefined : afterSeconds(limit, () => stop('timeout'));
    const killed = () => this.metrics.killed(signal.reason as KillReason);
    signal.addEventListener('abort', killed);
    try {
      const { ending, files } = await start();
      signal.throwIfAborted();
      return hasSucceeded(ending) ? { files } : { failure: failureOf(ending) };
    } catch (error) {
      if (error instanceof CannotRunError) return { failure: told(error.message) };
      throw error;
    } finally {
      cancel();
      signal.removeEventListener('abort', killed);
      await this.logs.flush();
    }
  }
}

function failureOf(ending: Ending): StepFailure {
  const why = describeEnding(ending);
  switch (ending.kind) {
    case 'exited':
      return { why, exitCode: ending.exitCode };
    case 'killed':
      return { why, signal: ending.signal };
    case 'no-interpreter':
      return { why, final: true };
  }
}
