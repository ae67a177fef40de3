/** Every state of a job and the states that may follow it; what is not here does not happen. */
const TRANSITIONS = {
  /** Taken up; moved to the next slot of its schedule; cancelled. */
  available: ['executing', 'available', 'cancelled'],
  /** Taken up again; cancelled. */
  retryable: ['executing', 'cancelled'],
  /** 2xx; a failure that is retried; a failure for good; interrupted and sent again; cancelled. */
  executing: ['completed', 'retryable', 'discarded', 'executing', 'cancelled'],
  completed: [],
  discarded: [],
  cancelled: [],
} as const;

export type JobState = keyof typeof TRANSITIONS;

/** Paused and active may follow each other; completed and cancelled are final. */
export type ScheduleState = 'active' | 'paused' | 'completed' | 'cancelled';

export const JOB_STATES = Object.keys(TRANSITIONS) as JobState[];

export function mayBecome(state: JobState, next: JobState): boolean {
  const allowed: readonly JobState[] = TRANSITIONS[state];
  return allowed.includes(next);
}

/** The states that `next` may follow, as an SQL list. */
export function statesBefore(next: JobState): string {
  return JOB_STATES.filter((state) => mayBecome(state, next))
    .map((state) => `'${state}'`)
    .join(', ');
}

/** Whether a job stays in this state. */
export function isFinal(state: JobState): boolean {
  return TRANSITIONS[state].length === 0;
}
