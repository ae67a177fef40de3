import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { PASSTHROUGH } from '../packages/program';
import { collectChunks, collectResults, sourceFiles } from './collected-files';
import { SUCCESS, hasSucceeded } from './ending';
import type { Ending } from './ending';
import { environmentOf } from './environment';
import type { Executor } from './executor';
import { flatName } from './file-names';
import { TooManyFilesError } from './found-files';
import { inBatches } from './in-batches';
import { LineLog } from './line-log';
import { SecretMask } from './secret-mask';
import type { AssemblerInput, PartitionerInput, Step, StepFile, StepProgram, StepResult, TaskInput } from './step';

/** What a step has besides what all have. */
interface Assignment {
  variables: Record<string, string>;
  /** Absolute paths of the input and of where the program writes its results. */
  input: string;
  output: string;
  numChunks: number;
  collect: typeof collectChunks;
}

/** How the kernel ends a program that writes too large a file. */
const WROTE_TOO_MUCH: Ending = { kind: 'killed', signal: 'SIGXFSZ' };

/**
 * Runs the steps of a job on this machine: gives a program its folders and variables, and collects what it made. It
 * knows neither the database nor the object store.
 */
export class StepRunner {
  constructor(private readonly executor: Executor) {}

  /** Splits the input. @throws CannotRunError */
  async partition(step: Step, { sourceFolder }: PartitionerInput): Promise<StepResult> {
    if (step.program === PASSTHROUGH) return handOn(await sourceFiles(sourceFolder));
    const output = await folderOf(step, 'output');
    const variables = { SOURCE_DIR: sourceFolder, CHUNKS_DIR: output, PARTITIONER_PARAMS: paramsOf(step) };
    return this.run(step, step.program, {
      ...{ variables, input: sourceFolder, output, numChunks: 0, collect: collectChunks },
    });
  }

  /** Works on one chunk. @throws CannotRunError */
  async work(step: Step, { chunkFile, chunkNumber, numChunks }: TaskInput): Promise<StepResult> {
    if (step.program === PASSTHROUGH) throw new Error('only engines can be passthrough');
    const input = await folderOf(step, 'input');
    const output = await folderOf(step, 'output');
    await rename(chunkFile, join(input, 'data.bin'));
    const variables = {
      TASK_DIR: input,
      TASK_RESULTS_DIR: output,
      APP_PARAMS: paramsOf(step),
      CHUNK_NUMBER: String(chunkNumber),
    };
    return this.run(step, step.program, { variables, input, output, numChunks, collect: collectResults });
  }

  /** Merges the results of all tasks. @throws CannotRunError */
  async assemble(step: Step, { results, numChunks, failedChunks = [] }: AssemblerInput): Promise<StepResult> {
    const nameOf = ({ chunkNumber, name }: { chunkNumber: number; name: string }) => flatName(chunkNumber, name);
    if (step.program === PASSTHROUGH) {
      const named = results.map((file) => ({ ...file, name: numChunks === 1 ? file.name : nameOf(file) }));
      return handOn(named.map(({ name, path, size }) => ({ name, path, size })));
    }
    const input = await folderOf(step, 'input');
    const output = await folderOf(step, 'output');
    await inBatches(results, (file) => rename(file.path, join(input, nameOf(file))));
    const variables = {
      TASK_RESULTS_DIR: input,
      RESULTS_DIR: input,
      OUTPUT_DIR: output,
      ASSEMBLER_PARAMS: paramsOf(step),
      FAILED_CHUNKS: JSON.stringify(failedChunks),
    };
    return this.run(step, step.program, { variables, input, output, numChunks, collect: collectResults });
  }

  private async run(step: Step, program: StepProgram, assignment: Assignment): Promise<StepResult> {
    const log = new LineLog(new SecretMask(step.secrets), step.onLine);
    if (program.image) log.warn(`the image ${program.image} is not used: the program runs without a container`);
    const { variables, input, output, numChunks } = assignment;
    await mkdir(step.sharedCache, { recursive: true });
    await mkdir(step.userCache, { recursive: true });
    const execution = {
      codeFolder: program.codeFolder,
      entrypoint: program.entrypoint,
      environment: { ...environmentOf(step, numChunks), ...variables },
      folders: [
        { path: step.sharedCache, writable: false },
        ...[step.userCache, input, output].map((path) => ({ path, writable: true })),
      ],
      scratch: await folderOf(step, 'scratch'),
      temporary: await folderOf(step, 'temporary'),
      maxBytes: step.maxBytes,
      onOutput: (bytes: Buffer) => log.write(bytes),
    };
    const ending = await this.executor.run(execution, step.signal);
    log.end();
    return hasSucceeded(ending) ? this.collect(step, assignment, log) : { ending, files: [] };
  }

  private async collect(step: Step, { output, collect }: Assignment, log: LineLog): Promise<StepResult> {
    try {
      const onSkipped = (path: string, why: string) => log.warn(`skipped ${path}: ${why}`);
      const files = await collect(output, await folderOf(step, 'files'), onSkipped);
      if (files.reduce((sum, { size }) => sum + size, 0) <= step.maxBytes) return handOn(files);
      log.warn(`wrote more than ${step.maxBytes} bytes`);
    } catch (error) {
      if (!(error instanceof TooManyFilesError)) throw error;
      log.warn(`wrote ${error.message}`);
    }
    return { ending: WROTE_TOO_MUCH, files: [] };
  }
}

const handOn = (files: StepFile[]): StepResult => ({ ending: SUCCESS, files });

const paramsOf = ({ params }: Step): string => JSON.stringify(params ?? {});

async function folderOf(step: Step, name: string): Promise<string> {
  const path = join(step.folder, name);
  await mkdir(path, { recursive: true });
  return path;
}
