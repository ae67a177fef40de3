import type { Fields } from '../requests/fields';
import { merge } from '../requests/merge';

export interface JobConfig {
  /** Seconds that one attempt of the app on one chunk may take. */
  taskTimeout: number;
  /** Seconds that the whole job may take. */
  jobTimeout: number;
  /** May use inactive apps, and costs nothing. */
  isTestJob: boolean;
  /** How often a failed attempt is repeated; three times when not set. */
  maxTaskRetries?: number;
  /** Tasks that may fail for good without the job failing; none when not set. */
  maxFailedTasks?: number;
  /** Tasks that run at once, over all workers; no limit when not set. */
  maxParallelTasks?: number;
  /** Whether a task takes what an equal one made before. */
  cacheTasks?: boolean;
  /** Exit codes that alone are tried again. */
  retryExitCodes?: number[];
  /** Exit codes that are not tried again. */
  noRetryExitCodes?: number[];
}

export const DEFAULT_CONFIG: JobConfig = { taskTimeout: 3600, jobTimeout: 3600, isTestJob: false };
export const DEFAULT_RETRIES = 3;

const MAX_TIMEOUT = 2_592_000;

/** Reads `config`; a timeout of 0 asks for the default. */
export function readConfig(fields: Fields): Partial<JobConfig> {
  const config = fields.nested('config');
  return config ? readMembers(config) : {};
}

/**
 * Reads members of `config`, with or without the object around them, that are merged over those of a job.
 * @param template its defaults, which a timeout of 0 asks for
 */
export function readChangedConfig(fields: Fields, template: Partial<JobConfig>): Partial<JobConfig> {
  const config = fields.nestedOrFlat('config');
  return config ? readMembers(config, merge(DEFAULT_CONFIG, template)) : {};
}

function readMembers(config: Fields, defaults: Partial<JobConfig> = {}): Partial<JobConfig> {
  return {
    taskTimeout: readTimeout(config, 'taskTimeout', defaults),
    jobTimeout: readTimeout(config, 'jobTimeout', defaults),
    isTestJob: config.flag('isTestJob'),
    maxTaskRetries: config.integer('maxTaskRetries', 0, 100),
    maxFailedTasks: config.integer('maxFailedTasks', 0, 10_000),
    maxParallelTasks: config.integer('maxParallelTasks', 1, 10_000),
    cacheTasks: config.flag('cacheTasks'),
    retryExitCodes: readExitCodes(config, 'retryExitCodes'),
    noRetryExitCodes: readExitCodes(config, 'noRetryExitCodes'),
  };
}

function readTimeout(
  config: Fields,
  name: 'taskTimeout' | 'jobTimeout',
  defaults: Partial<JobConfig>,
): number | undefined {
  const seconds = config.integer(name, 0, MAX_TIMEOUT);
  return seconds === 0 ? defaults[name] : seconds;
}

function readExitCodes(config: Fields, name: string): number[] | undefined {
  const codes = config.value(name);
  if (codes === undefined) return undefined;
  if (Array.isArray(codes) && codes.every(isExitCode)) return [...new Set(codes)];
  return config.refuse(name, 'must be a list of integers from 0 to 255');
}

function isExitCode(code: unknown): code is number {
  return Number.isInteger(code) && (code as number) >= 0 && (code as number) <= 255;
}
