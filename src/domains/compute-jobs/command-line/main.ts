import { parseArgs } from 'node:util';
import { parseJson } from '../../../kernel/http/json';
import type { JobParams } from '../jobs/job-params';
import { ArchiveRefusal } from '../packages/archive/archive-refusal';
import { CannotRunError } from '../runner/executor';
import { JobFailure } from './job-failure';
import { push } from './push-command';
import { runHere } from './run-command';

/** A command line that cannot be understood; the message says why. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const TEXT = { type: 'string' } as const;
const RUN_OPTIONS = { input: TEXT, params: TEXT, partitioner: TEXT, assembler: TEXT, output: TEXT };
const PUSH_OPTIONS = { url: TEXT, key: TEXT, activate: { type: 'boolean' } } as const;
const DEFAULT_URL = 'http://127.0.0.1:3000';

/**
 * Does what follows `quintet compute` on a command line.
 * @returns the exit code; what a job or an archive fails of is on stderr then
 * @throws UsageError, or another whose message is for the user
 */
export async function compute(args: string[]): Promise<number> {
  try {
    await obey(args);
    return 0;
  } catch (error) {
    const isJudgement = [JobFailure, CannotRunError, ArchiveRefusal].some((kind) => error instanceof kind);
    if (!isJudgement) throw error;
    process.stderr.write(`${(error as Error).message}\n`);
    return 1;
  }
}

async function obey([command, ...args]: string[]): Promise<void> {
  const print = (line: string) => void process.stdout.write(`${line}\n`);
  if (command === 'run') {
    const { folder, values } = parsed(args, RUN_OPTIONS);
    const { params, output = 'output', ...rest } = values;
    await runHere({ ...rest, app: folder, params: paramsOf(params), output, signal: untilInterrupted(), print });
  } else if (command === 'push') {
    const { folder, values } = parsed(args, PUSH_OPTIONS);
    const { url = DEFAULT_URL, key = process.env.QUINTET_API_KEY, activate = false } = values;
    if (!key) throw new UsageError('--key or QUINTET_API_KEY must be given');
    await push({ folder, url, key, activate, print });
  } else {
    throw new UsageError(`unknown command: ${['compute', command, ...args].join(' ').trim()}`);
  }
}

type Options = NonNullable<Parameters<typeof parseArgs>[0]>['options'];

function parsed<T extends NonNullable<Options>>(args: string[], options: T) {
  let result;
  try {
    result = parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
  const [folder, ...others] = result.positionals;
  if (folder === undefined || others.length > 0) throw new UsageError('expected the folder of one app or engine');
  return { folder, values: result.values };
}

function paramsOf(text = '{}'): JobParams {
  let params: unknown;
  try {
    params = parseJson(Buffer.from(text), {});
  } catch {
    throw new UsageError('--params is not JSON');
  }
  const objects = [params, ...Object.values(params ?? {})];
  if (objects.every((value) => typeof value === 'object' && value !== null && !Array.isArray(value))) {
    return params as JobParams;
  }
  throw new UsageError('--params must be an object of objects: app, partitioner, assembler');
}

/** Aborted by Ctrl-C, so that no program is left behind. */
function untilInterrupted(): AbortSignal {
  const interruption = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interruption.abort());
  return interruption.signal;
}
