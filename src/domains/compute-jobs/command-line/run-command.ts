import { constants } from 'node:fs';
import { copyFile, mkdir, mkdtemp } from 'node:fs/promises';
import { availableParallelism, homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { AppSchemas } from '../packages/app-schemas';
import { PASSTHROUGH } from '../packages/program';
import { merge } from '../requests/merge';
import { ProcessExecutor } from '../runner/process-executor';
import { removeFolder } from '../runner/remove-folder';
import { StepRunner } from '../runner/step-runner';
import type { JobParams } from '../jobs/job-params';
import { JobFailure } from './job-failure';
import { LocalJob } from './local-job';
import type { LocalProgram, LocalPrograms } from './local-job';
import { loadPackage } from './package-folder';
import type { LoadedPackage } from './package-folder';
import { secretsOf } from './secrets-of-environment';

export interface RunOptions {
  /** Paths of folders as they are pushed; engines that are left out are the passthrough ones. */
  app: string;
  partitioner?: string;
  assembler?: string;
  /** Path of a file. */
  input?: string;
  params: JobParams;
  /** Path of the folder of the results. */
  output: string;
  signal: AbortSignal;
  print(line: string): void;
}

const MAX_CHUNKS = 10_000;
const MAX_BYTES = 10 * 1024 ** 3;
const isOff = (text: string | undefined): boolean => ['off', 'false', '0', 'no'].includes(text?.toLowerCase() ?? '');

/** Runs a job here, without server or database. @throws JobFailure, CannotRunError, ArchiveRefusal */
export async function runHere(options: RunOptions): Promise<void> {
  const { output, input, signal, print } = options;
  const folder = await mkdtemp(join(tmpdir(), 'quintet-compute-'));
  try {
    const app = await loadPackage(options.app, 'app', join(folder, 'app'));
    const params = merge(app.defaults, options.params);
    await checkParams(app, params);
    const job = new LocalJob(new StepRunner(executorFor(print)), await programsOf(app, options, folder), {
      ...{ params, input, folder, signal, maxChunks: MAX_CHUNKS, maxBytes: MAX_BYTES },
      userCache: join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'quintet', 'compute'),
      concurrency: availableParallelism(),
      onLine: (source, line) => print(`${source} | ${line}`),
    });
    await mkdir(output, { recursive: true });
    for (const { name, path, size } of await job.run()) {
      await copyFile(path, join(output, name), constants.COPYFILE_FICLONE);
      print(`${resolve(output, name)} ${size} bytes`);
    }
  } finally {
    await removeFolder(folder);
  }
}

function executorFor(print: RunOptions['print']): ProcessExecutor {
  const { COMPUTE_SANDBOX, COMPUTE_SANDBOX_NET } = process.env;
  const protection = { sandbox: !isOff(COMPUTE_SANDBOX), network: !isOff(COMPUTE_SANDBOX_NET), required: false };
  return new ProcessExecutor(protection, (_level, message) => print(`quintet | ${message}`));
}

async function programsOf(app: LoadedPackage, options: RunOptions, folder: string): Promise<LocalPrograms> {
  const engine = async (role: 'partitioner' | 'assembler') => {
    const path = options[role];
    return path === undefined ? PASSTHROUGH : programOf(await loadPackage(path, 'engine', join(folder, role)));
  };
  return { app: programOf(app), partitioner: await engine('partitioner'), assembler: await engine('assembler') };
}

function programOf({ codeFolder, entrypoint, image, secrets }: LoadedPackage): LocalProgram {
  return { codeFolder, entrypoint, image, secrets: secretsOf(secrets, process.env) };
}

async function checkParams({ schema }: LoadedPackage, { app = {} }: JobParams): Promise<void> {
  const [first] = schema ? new AppSchemas().violations(JSON.stringify(schema), app, 'params.app') : [];
  if (first) throw new JobFailure(`${first.field} ${first.description}`);
}
