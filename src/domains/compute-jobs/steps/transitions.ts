/** Who of a job's programs a step runs. A task of the API is a step of the app. */
export const ROLES = ['partitioner', 'app', 'assembler'] as const;
export type Role = (typeof ROLES)[number];

export const STEP_STATES = ['SCHEDULED', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED'] as const;
export type StepState = (typeof STEP_STATES)[number];

/**
 * What can happen to a step: a worker takes it, from one that was lost too; it is tried again, or put back because its
 * worker stops; it ends; its job ends before; its job is run again.
 */
export const STEP_ACTIONS = ['take', 'retry', 'put_back', 'complete', 'fail', 'cancel', 'rerun'] as const;
export type StepAction = (typeof STEP_ACTIONS)[number];

/** What becomes of a step. */
export const STEP_TRANSITIONS: Record<StepState, Partial<Record<StepAction, StepState>>> = {
  SCHEDULED: { take: 'RUNNING', cancel: 'CANCELLED' },
  RUNNING: {
    take: 'RUNNING',
    retry: 'SCHEDULED',
    put_back: 'SCHEDULED',
    complete: 'COMPLETED',
    fail: 'FAILED',
    cancel: 'CANCELLED',
  },
  COMPLETED: {},
  FAILED: { rerun: 'SCHEDULED' },
  CANCELLED: { rerun: 'SCHEDULED' },
};

/** The states from which an action leads on. */
export function statesThat(action: StepAction): StepState[] {
  return STEP_STATES.filter((state) => STEP_TRANSITIONS[state][action] !== undefined);
}
