import type { DeviceEventType } from '../device-protocol/messages';
import type { LeasePhase } from '../jobs/transitions';

/** One thing that becomes of a flight. */
export type Step = 'accept' | 'reject' | 'start' | 'progress' | 'complete' | 'fail';
export type FlightReport = Exclude<DeviceEventType, 'offline'>;

const BEFORE_TAKE_OFF: Record<FlightReport, Step[]> = {
  accepted: ['accept'],
  rejected: ['reject'],
  started: ['start'],
  progress: ['start', 'progress'],
  completed: ['start', 'complete'],
  failed: ['reject'],
};

const STEPS: Record<LeasePhase, Record<FlightReport, Step[]>> = {
  ASSIGNED: BEFORE_TAKE_OFF,
  ACCEPTED: { ...BEFORE_TAKE_OFF, accepted: [] },
  FLYING: {
    accepted: [],
    rejected: [],
    started: [],
    progress: ['progress'],
    completed: ['complete'],
    failed: ['fail'],
  },
};

/** What a report of the device that holds the lease, with its current number, makes of the flight, in this order. */
export const judge = (phase: LeasePhase, report: FlightReport): Step[] => STEPS[phase][report];

/** What a device that reports under a lease which is not current is told; nothing where it is done anyway. */
export const ANSWER_TO_STALE: Partial<Record<FlightReport, 'cancel' | 'abort'>> = {
  accepted: 'cancel',
  started: 'abort',
  progress: 'abort',
};
