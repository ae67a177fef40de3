import { DEFAULT_RETRIES } from '../jobs/job-config';
import type { JobConfig } from '../jobs/job-config';
import type { StepFailure } from './step-failure';

const FIRST = 500;
const LONGEST = 30_000;
const JITTER = 0.2;

type RetryConfig = Pick<JobConfig, 'maxTaskRetries' | 'retryExitCodes' | 'noRetryExitCodes'>;

/** Whether an attempt that failed is followed by another. @param attempt its number, from 1 */
export function isRetried(failure: StepFailure, attempt: number, config: RetryConfig): boolean {
  if (failure.final || attempt > (config.maxTaskRetries ?? DEFAULT_RETRIES)) return false;
  const { exitCode } = failure;
  if (exitCode === undefined) return config.retryExitCodes === undefined;
  return (config.retryExitCodes?.includes(exitCode) ?? true) && !config.noRetryExitCodes?.includes(exitCode);
}

/**
 * Milliseconds from the end of a failed attempt to the next one.
 * @param attempt number of the failed one, from 1 @param random from 0 to 1
 */
export function retryDelay(attempt: number, random: number): number {
  return Math.min(LONGEST, FIRST * 2 ** (attempt - 1)) * (1 + JITTER * random);
}
