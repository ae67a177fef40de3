import type { TimerState } from './time-entry.entity';

export type TimerAction = 'start' | 'pause' | 'stop';

/** From the state of the open entry, or from `none`. What is not here is refused. */
const TRANSITIONS: Record<TimerAction, Partial<Record<TimerState | 'none', TimerState>>> = {
  start: { none: 'running', paused: 'running' },
  pause: { running: 'paused' },
  stop: { running: 'stopped', paused: 'stopped' },
};

export const TIMER_REFUSALS: Record<TimerAction, string> = {
  start: 'Timer is already running',
  pause: 'Timer is not running',
  stop: 'No open timer',
};

/** The state after an action; undefined where it is refused. */
export function timerAfter(state: TimerState | undefined, action: TimerAction): TimerState | undefined {
  return TRANSITIONS[action][state ?? 'none'];
}
