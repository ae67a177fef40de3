import { SECOND, type Instant } from '../values/instant';
import { nextSlot, slotsBetween, type Recurrence } from './slots';

export const MISFIRE_POLICIES = ['latest', 'all', 'skip'] as const;
export type MisfirePolicy = (typeof MISFIRE_POLICIES)[number];

/** Slots in a row that do not run, as the skipped log tells them. */
export interface SkippedSlots {
  from: Instant;
  to: Instant;
  slots: number;
}

export interface TakeUp {
  /** The slots to run, oldest first. */
  run: Instant[];
  /** The slots that count as missed; all of them are older than those that run. */
  missed: SkippedSlots | null;
  /** Where the pending run moves to; undefined when the recurrence has ended. */
  next: Instant | undefined;
}

const TOLERANCE = 30 * SECOND;
const MAX_RUNS = 100;

/** Which of the slots that have come due by `now` run when the `pending` one is taken up. */
export function takeUp(recurrence: Recurrence, pending: Instant, now: Instant, policy: MisfirePolicy): TakeUp {
  const later = slotsBetween(recurrence, pending, now, MAX_RUNS + 1);
  const due = [pending, ...later.last];
  const count = 1 + later.count;
  const onTime = count === 1 && now - pending <= TOLERANCE;
  const runs = onTime ? 1 : { latest: 1, all: Math.min(count, MAX_RUNS), skip: 0 }[policy];
  const slots = count - runs;
  return {
    run: due.slice(due.length - runs),
    missed: slots === 0 ? null : { from: pending, to: due[due.length - runs - 1], slots },
    next: nextSlot(recurrence, Math.max(pending, now)),
  };
}

/** The same without slots that have a run already: they neither run again nor are they missed. */
export function withoutTaken(due: TakeUp, taken: Instant[]): TakeUp {
  if (taken.length === 0) return due;
  const { run, missed, next } = due;
  const slots = missed && missed.slots - taken.filter((slot) => slot <= missed.to).length;
  return { run: run.filter((slot) => !taken.includes(slot)), missed: slots ? { ...missed, slots } : null, next };
}
