import { isDatabaseBusy } from '../../../kernel/database/database-errors';
import { ItemError } from '../items/item-error';
import type { PipelineConfig } from './connector';

/** Seconds. */
const DEFAULT_TIMEOUT = 180;

/** Seconds that one whole call of a pipeline may take. */
export function timeoutOf({ timeout_seconds: seconds = DEFAULT_TIMEOUT }: PipelineConfig): number {
  return seconds;
}

/**
 * Does what this server itself has to do for an answer in the time that a pipeline has for it.
 * @param work ends when its signal is aborted, and throws the signal's reason
 * @throws ItemError `timeout`, or the signal's reason once it is aborted
 */
export async function withinTime<T>(
  config: PipelineConfig,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const seconds = timeoutOf(config);
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(new ItemError('timeout', `No answer within ${seconds} s`)), seconds * 1000);
  try {
    return await work(AbortSignal.any([signal, late.signal]));
  } catch (error) {
    // A statement has a limit of its own, which may be the shorter one.
    if (isDatabaseBusy(error)) throw new ItemError('timeout', 'The search took too long');
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
