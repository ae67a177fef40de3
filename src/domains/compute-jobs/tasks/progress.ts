import type { JobState } from '../jobs/transitions';
import type { ComputeProgressDto } from './progress.dto';

/** What there is to say of a job's tasks at a moment. */
export interface Tally {
  state: JobState;
  deleted: boolean;
  total: number;
  scheduled: number;
  running: number;
  completed: number;
  failed: number;
  cancelled: number;
  /** Tasks that this run has ended by work: kept results of an earlier run and cached ones tell nothing of its speed. */
  worked: number;
  /** Seconds since the first task of this run began; null before. */
  workedSeconds: number | null;
}

/** A task that failed for good is done while its job goes on without it, and is not once its job has failed. */
export function showProgress(tally: Tally): ComputeProgressDto {
  const { state, total, scheduled, running, completed, failed, cancelled } = tally;
  const done = completed + (state === 'JOB_STATE_FAILED' ? 0 : failed);
  return {
    state,
    total,
    scheduled,
    running,
    completed,
    failed,
    cancelled,
    percent: total === 0 ? 0 : Math.floor((100 * done) / total),
    etaSeconds: secondsLeft(tally),
  };
}

/** Of the tasks that are left, at the rate at which tasks have ended so far. */
function secondsLeft({ state, scheduled, running, worked, workedSeconds }: Tally): number | undefined {
  if (state !== 'JOB_STATE_PARTITIONED' || worked === 0 || workedSeconds === null) return undefined;
  return Math.ceil(((scheduled + running) * workedSeconds) / worked);
}
