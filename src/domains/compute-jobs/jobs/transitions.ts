/** The states of a job, in the order of its life. */
export const JOB_STATES = [
  'JOB_STATE_NEW',
  'JOB_STATE_STARTED',
  'JOB_STATE_UPLOADING',
  'JOB_STATE_PARTITIONING',
  'JOB_STATE_PARTITIONED',
  'JOB_STATE_TASKS_COMPLETED',
  'JOB_STATE_MERGING',
  'JOB_STATE_MERGED',
  'JOB_STATE_DOWNLOADING',
  'JOB_STATE_COMPLETE',
  'JOB_STATE_FAILED',
] as const;

export type JobState = (typeof JOB_STATES)[number];

/** In which a job is made, and may still be changed and given its input. */
export const INITIAL_STATE = 'JOB_STATE_NEW' satisfies JobState;

/** Which states a job may pass to while it runs. */
export const TRANSITIONS: Readonly<Record<JobState, readonly JobState[]>> = {
  JOB_STATE_NEW: ['JOB_STATE_STARTED'],
  JOB_STATE_STARTED: ['JOB_STATE_UPLOADING', 'JOB_STATE_FAILED'],
  JOB_STATE_UPLOADING: ['JOB_STATE_PARTITIONING', 'JOB_STATE_FAILED'],
  JOB_STATE_PARTITIONING: ['JOB_STATE_PARTITIONED', 'JOB_STATE_FAILED'],
  JOB_STATE_PARTITIONED: ['JOB_STATE_TASKS_COMPLETED', 'JOB_STATE_FAILED'],
  JOB_STATE_TASKS_COMPLETED: ['JOB_STATE_MERGING', 'JOB_STATE_FAILED'],
  JOB_STATE_MERGING: ['JOB_STATE_MERGED', 'JOB_STATE_FAILED'],
  JOB_STATE_MERGED: ['JOB_STATE_DOWNLOADING', 'JOB_STATE_FAILED'],
  JOB_STATE_DOWNLOADING: ['JOB_STATE_COMPLETE', 'JOB_STATE_FAILED'],
  JOB_STATE_COMPLETE: [],
  JOB_STATE_FAILED: [],
};

/** Where a failed job that is run again goes back to: the last step that it had finished. */
export const RERUNS = ['JOB_STATE_STARTED', 'JOB_STATE_PARTITIONED', 'JOB_STATE_TASKS_COMPLETED'] as const;

/** The states from which a job may pass to this one while it runs. */
export function statesBefore(state: JobState): JobState[] {
  return JOB_STATES.filter((before) => TRANSITIONS[before].includes(state));
}

/** In which a job has been started and has not ended. */
export const RUNNING_STATES = statesBefore('JOB_STATE_FAILED');
