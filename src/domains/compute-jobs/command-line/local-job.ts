import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { JobParams } from '../jobs/job-params';
import { PASSTHROUGH } from '../packages/program';
import { describeEnding, hasSucceeded } from '../runner/ending';
import type { Ending } from '../runner/ending';
import type { SecretValue, Step, StepFile, StepProgram, StepResult } from '../runner/step';
import type { StepRunner } from '../runner/step-runner';
import { JobFailure } from './job-failure';

export type LocalProgram = StepProgram & { secrets: SecretValue[] };

export interface LocalPrograms {
  app: LocalProgram;
  partitioner: LocalProgram | typeof PASSTHROUGH;
  assembler: LocalProgram | typeof PASSTHROUGH;
}

export interface LocalJobOptions {
  params: JobParams;
  /** Path of the input; without one the programs get what a server's source `bypass` holds. */
  input?: string;
  /** Absolute path of an empty folder. */
  folder: string;
  /** Absolute path; kept across jobs. */
  userCache: string;
  /** Tasks at once. */
  concurrency: number;
  maxChunks: number;
  /** Of what a step writes. */
  maxBytes: number;
  signal: AbortSignal;
  onLine(source: string, line: string): void;
}

type Role = keyof LocalPrograms;

/** A job on this machine alone: the steps of the server's jobs without its database, each tried once. */
export class LocalJob {
  private readonly id = randomUUID();
  private readonly stop = new AbortController();

  constructor(
    private readonly runner: StepRunner,
    private readonly programs: LocalPrograms,
    private readonly options: LocalJobOptions,
  ) {}

  /** @returns the files of the result, below the folder of the job @throws JobFailure, CannotRunError */
  async run(): Promise<StepFile[]> {
    const chunks = await this.partition();
    const results = await this.work(chunks);
    const input = { results: results.flat(), numChunks: chunks.length };
    return this.outcome(
      await this.runner.assemble(this.step('assembler', 'assembler'), input),
      (why) => `assembler failed: ${why}`,
    );
  }

  private async partition(): Promise<StepFile[]> {
    const { input, folder, maxChunks } = this.options;
    const sourceFolder = join(folder, 'source');
    await mkdir(sourceFolder);
    if (input === undefined) await writeFile(join(sourceFolder, 'bypass.txt'), 'bypass\n');
    else await copyFile(input, join(sourceFolder, basename(input)), constants.COPYFILE_FICLONE);
    const step = this.step('partitioner', 'partitioner');
    const chunks = this.outcome(
      await this.runner.partition(step, { sourceFolder }),
      (why) => `partitioner failed: ${why}`,
    );
    if (chunks.length === 0) throw new JobFailure('partitioner produced no chunks');
    if (chunks.length <= maxChunks) return chunks;
    throw new JobFailure(`partitioner produced ${chunks.length} chunks; the limit is ${maxChunks}`);
  }

  /** The files of every chunk. The first task that fails ends the others. */
  private async work(chunks: StepFile[]): Promise<Result[][]> {
    const results: Result[][] = [];
    const queue = chunks.entries();
    const workers = Array.from({ length: this.options.concurrency }, async () => {
      for (const [chunkNumber, { path }] of queue) {
        const files = await this.task(chunkNumber, path, chunks.length);
        results[chunkNumber] = files.map((file) => ({ ...file, chunkNumber }));
      }
    });
    try {
      await Promise.all(workers);
    } catch (error) {
      this.stop.abort();
      await Promise.allSettled(workers);
      throw error;
    }
    return results;
  }

  private async task(chunkNumber: number, chunkFile: string, numChunks: number): Promise<StepFile[]> {
    const step = this.step('app', `task ${chunkNumber}`);
    return this.outcome(
      await this.runner.work(step, { chunkFile, chunkNumber, numChunks }),
      (why) => `task ${chunkNumber} failed after 1 attempt: ${why}`,
    );
  }

  private step(role: Role, source: string): Step {
    const { folder, params, userCache, maxBytes, signal, onLine } = this.options;
    const program = this.programs[role];
    const taskId = randomUUID();
    return {
      program,
      params: params[role],
      jobId: this.id,
      taskId,
      attempt: 1,
      secrets: program === PASSTHROUGH ? [] : program.secrets,
      sharedCache: join(folder, 'shared-cache'),
      userCache,
      folder: join(folder, taskId),
      maxBytes,
      signal: AbortSignal.any([signal, this.stop.signal]),
      onLine: (level, line) => onLine(source, level === 'UNKNOWN' ? line : `${level} ${line}`),
    };
  }

  private outcome({ ending, files }: StepResult, describe: (why: string) => string): StepFile[] {
    if (hasSucceeded(ending)) return files;
    throw new JobFailure(this.wasAborted(ending) ? 'aborted' : describe(describeEnding(ending)));
  }

  private wasAborted({ kind }: Ending): boolean {
    return this.options.signal.aborted && kind !== 'no-interpreter';
  }
}

type Result = StepFile & { chunkNumber: number };
