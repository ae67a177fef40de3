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

/** The same for a schedule. */
const SCHEDULE_TRANSITIONS = {
  /** Paused by hand or for its failures; `max_runs` or `ends_at` reached; cancelled. */
  active: ['paused', 'completed', 'cancelled'],
  /** Resumed; cancelled. */
  paused: ['active', 'cancelled'],
  completed: [],
  cancelled: [],
} as const;

export type ScheduleState = keyof typeof SCHEDULE_TRANSITIONS;

export const JOB_STATES = Object.keys(TRANSITIONS) as JobState[];
export const SCHEDULE_STATES = Object.keys(SCHEDULE_TRANSITIONS) as ScheduleState[];

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

export function scheduleMayBecome(state: ScheduleState, next: ScheduleState): boolean {
  const allowed: readonly ScheduleState[] = SCHEDULE_TRANSITIONS[state];
  return allowed.includes(next);
}

/** The states that a schedule may be in before `next`, as an SQL list. */
export function scheduleStatesBefore(next: ScheduleState): string {
  return SCHEDULE_STATES.filter((state) => scheduleMayBecome(state, next))
    .map((state) => `'${state}'`)
    .join(', ');
}

/** Whether a schedule has no further run, ever. */
export function isOver(state: ScheduleState): boolean {
  return SCHEDULE_TRANSITIONS[state].length === 0;
}
