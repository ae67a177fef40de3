import type { ItemError, ItemErrorType } from '../items/item-error';
import { nextJobStatus } from '../jobs/transitions';
import type { JobStatus } from '../jobs/transitions';

/** Items in a row that could not reach the pipeline, after which a run that got no answer is given up. */
const MAX_UNREACHABLE = 5;
/** Successes in a row that give back one of what 429s took. */
const SUCCESSES = 10;
/** Errors that say that nothing but another start may help. */
export const UNREACHABLE: readonly ItemErrorType[] = ['connection', 'blocked', 'pipeline_unavailable'];

/** How far the present run of a job is. The numbers are explained at `Job`. */
export interface RunState {
  status: JobStatus;
  executed: number;
  failed: number;
  left: number;
  answered: boolean;
  unreachableInRow: number;
  succeededInRow: number;
  effectiveConcurrency: number;
  error: string | null;
}

/** How an attempt ended: no error is success; `again`: there will be another one. */
export interface AttemptEnd {
  error?: ItemError;
  again: boolean;
}

/**
 * The run after an attempt has ended.
 * @param concurrency of the job
 * @param onlyUnreachable whether all items that were finished in this run before could not reach the pipeline
 */
export function afterAttempt(
  run: RunState,
  { error, again }: AttemptEnd,
  concurrency: number,
  onlyUnreachable: boolean,
): RunState {
  const next = { ...run, ...rateAfter(run, error, concurrency), answered: run.answered || isAnswer(error) };
  if (again) return next;
  const unreachable = error !== undefined && UNREACHABLE.includes(error.type);
  next.executed++;
  next.failed += Number(error !== undefined);
  next.left--;
  next.unreachableInRow = unreachable ? run.unreachableInRow + 1 : 0;
  const nothingRuns =
    unreachable && !next.answered && (next.unreachableInRow >= MAX_UNREACHABLE || (next.left === 0 && onlyUnreachable));
  if (nothingRuns) {
    return { ...next, status: nextJobStatus(run.status, 'fail')!, error: `Pipeline could not be reached: ${error.message}` };
  }
  return next.left === 0 ? { ...next, status: nextJobStatus(run.status, 'finish')! } : next;
}

function isAnswer(error: ItemError | undefined): boolean {
  return error === undefined || error.statusCode !== null;
}

function rateAfter(
  { effectiveConcurrency, succeededInRow }: RunState,
  error: ItemError | undefined,
  concurrency: number,
): Pick<RunState, 'effectiveConcurrency' | 'succeededInRow'> {
  if (error?.type === 'rate_limited') {
    return { effectiveConcurrency: Math.max(1, Math.floor(effectiveConcurrency / 2)), succeededInRow: 0 };
  }
  if (error) return { effectiveConcurrency, succeededInRow: 0 };
  const enough = succeededInRow + 1 >= SUCCESSES && effectiveConcurrency < concurrency;
  return enough
    ? { effectiveConcurrency: effectiveConcurrency + 1, succeededInRow: 0 }
    : { effectiveConcurrency, succeededInRow: succeededInRow + 1 };
}
