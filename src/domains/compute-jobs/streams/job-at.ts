import type { Job } from '../jobs/job.entity';
import { JOB_STATES } from '../jobs/transitions';
import type { JobState } from '../jobs/transitions';
import type { JobChange } from './change';

/** A job as it was when something happened to it, as far as that is known: meanwhile it may have gone on. */
export function jobAt(job: Job, { state, numChunks, errorMessage }: JobChange): Job {
  if (job.state === state) return job;
  const had = (other: JobState) => JOB_STATES.indexOf(other) <= JOB_STATES.indexOf(state);
  return {
    ...job,
    state,
    startedAt: had('JOB_STATE_UPLOADING') ? job.startedAt : null,
    endedAt: null,
    numChunks: numChunks ?? null,
    failedChunks: [],
    errorMessage: errorMessage ?? null,
    stateTimestamps: Object.fromEntries(
      Object.entries(job.stateTimestamps).filter(([reached]) => had(reached as JobState)),
    ),
  };
}
