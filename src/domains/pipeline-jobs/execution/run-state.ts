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
  /** Whether the rate has just been halved: what ends at the same time was begun before. */
  halved: boolean;
}

/** How an attempt ended: no error is success. */
export interface AttemptEnd {
  error?: ItemError;
  /** Whether there will be another one. */
  again: boolean;
  /** Whether it was begun before the rate was last halved. */
  early?: boolean;
}

/**
 * The run after attempts that ended together, up to the one that ends it. One that does leaves those behind it as if they
 * had not been made.
 * @param onlyUnreachable as for `afterAttempt`
 */
export function afterAttempts(
  run: RunState,
  ends: AttemptEnd[],
  concurrency: number,
  onlyUnreachable: boolean,
): { run: RunState; counted: number } {
  let [next, only, counted] = [run, onlyUnreachable, 0];
  for (const end of ends) {
    if (next.status !== 'STARTED') break;
    next = afterAttempt(next, end, concurrency, only);
    only &&= end.again || isUnreachable(end.error);
    counted++;
  }
  return { run: next, counted };
}

/** The run after so many items at once were found to have no pipeline any more, in a run that had an answer. */
export function afterSweep(run: RunState, count: number): RunState {
  const { executed, failed, left, unreachableInRow } = run;
  const swept = { executed: executed + count, failed: failed + count, left: left - count, succeededInRow: 0 };
  const status = swept.left === 0 ? nextJobStatus(run.status, 'finish')! : run.status;
  return { ...run, ...swept, status, unreachableInRow: unreachableInRow + count };
}

/**
 * The run after an attempt has ended.
 * @param concurrency of the job
 * @param onlyUnreachable whether all items that were finished in this run before could not reach the pipeline
 */
export function afterAttempt(run: RunState, end: AttemptEnd, concurrency: number, onlyUnreachable: boolean): RunState {
  const { error, again } = end;
  const next = { ...run, ...rateAfter(run, end, concurrency), answered: run.answered || isAnswer(error) };
  if (again) return next;
  const unreachable = isUnreachable(error);
  next.executed++;
  next.failed += Number(error !== undefined);
  next.left--;
  next.unreachableInRow = unreachable ? run.unreachableInRow + 1 : 0;
  const nothingRuns =
    unreachable && !next.answered && (next.unreachableInRow >= MAX_UNREACHABLE || (next.left === 0 && onlyUnreachable));
  if (nothingRuns) {
    return {
      ...next,
      status: nextJobStatus(run.status, 'fail')!,
      error: `Pipeline could not be reached: ${error!.message}`,
    };
  }
  return next.left === 0 ? { ...next, status: nextJobStatus(run.status, 'finish')! } : next;
}

function isAnswer(error: ItemError | undefined): boolean {
  return error === undefined || error.statusCode !== null;
}

function isUnreachable(error: ItemError | undefined): boolean {
  return error !== undefined && UNREACHABLE.includes(error.type);
}

/** A burst of 429s is one sign: those among them that were begun before the rate was halved say nothing new. */
function rateAfter(run: RunState, { error, early }: AttemptEnd, concurrency: number): Partial<RunState> {
  const { effectiveConcurrency, succeededInRow, halved } = run;
  if (error) {
    const isNews = error.type === 'rate_limited' && !halved && !early;
    const halving = { effectiveConcurrency: Math.max(1, Math.floor(effectiveConcurrency / 2)), halved: true };
    return { succeededInRow: 0, ...(isNews && halving) };
  }
  const enough = succeededInRow + 1 >= SUCCESSES && effectiveConcurrency < concurrency;
  return enough
    ? { effectiveConcurrency: effectiveConcurrency + 1, succeededInRow: 0 }
    : { succeededInRow: succeededInRow + 1 };
}
