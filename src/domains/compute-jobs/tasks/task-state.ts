import { STEP_STATES } from '../steps/transitions';
import type { StepState } from '../steps/transitions';
import { Violations } from '../requests/violations';

/** A step's state as the API spells it. */
export type TaskState = `TASK_STATE_${StepState}`;

export const TASK_STATES: TaskState[] = STEP_STATES.map(showTaskState);

export function showTaskState(state: StepState): TaskState {
  return `TASK_STATE_${state}`;
}

/**
 * Reads the `state` of a query, with or without its prefix; of several the last counts.
 * @throws Failure `invalid`
 */
export function readTaskState({ state }: { state?: unknown }): StepState | undefined {
  const sent: unknown = Array.isArray(state) ? state.at(-1) : state;
  if (sent === undefined || sent === '') return undefined;
  const found = STEP_STATES.find((one) => sent === one || sent === showTaskState(one));
  if (found) return found;
  const violations = new Violations();
  violations.add('state', `must be one of ${TASK_STATES.join(', ')}`);
  violations.refuse(['state']);
}
