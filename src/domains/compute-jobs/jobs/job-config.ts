import type { Fields } from '../requests/fields';

export interface JobConfig {
  /** Seconds that one attempt of the app on one chunk may take. */
  taskTimeout: number;
  /** Seconds that the whole job may take. */
  jobTimeout: number;
  /** May use inactive apps, and costs nothing. */
  isTestJob: boolean;
  /** How often a failed attempt is repeated; three times when not set. */
  maxTaskRetries?: number;
}

export const DEFAULT_CONFIG: JobConfig = { taskTimeout: 3600, jobTimeout: 3600, isTestJob: false };

const MAX_TIMEOUT = 2_592_000;

/** Reads `config`; a timeout of 0 asks for the default. */
export function readConfig(fields: Fields): Partial<JobConfig> {
  const config = fields.nested('config');
  if (!config) return {};
  return {
    taskTimeout: config.integer('taskTimeout', 0, MAX_TIMEOUT) || undefined,
    jobTimeout: config.integer('jobTimeout', 0, MAX_TIMEOUT) || undefined,
    isTestJob: config.flag('isTestJob'),
    maxTaskRetries: config.integer('maxTaskRetries', 0, 100),
  };
}
