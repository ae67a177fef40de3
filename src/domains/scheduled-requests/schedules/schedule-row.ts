import type { MisfirePolicy } from '../recurrence/misfire';
import type { OverlapPolicy } from '../recurrence/overlap';
import { nextSlot, type Recurrence } from '../recurrence/slots';
import type { ScheduleState } from '../transitions';
import type { Duration } from '../values/duration';
import type { Instant } from '../values/instant';

/** What a schedule's plan is made of: either `cron` or `every`. */
export interface ScheduleRow {
  id: string;
  state: ScheduleState;
  cron: string | null;
  every: Duration | null;
  timezone: string;
  anchor: Instant;
  misfire: MisfirePolicy;
  overlap: OverlapPolicy;
  max_runs: number | null;
  ends_at: Instant | null;
  planned: number;
  /** The slot of the pending run; of an active or paused schedule. */
  next_run_at: Instant | null;
}

export const SCHEDULE_COLUMNS = `id, state, cron, every, timezone, scheduled.micros(anchor) AS anchor, misfire, overlap,
  max_runs, scheduled.micros(ends_at) AS ends_at, planned, scheduled.micros(next_run_at) AS next_run_at`;

export function recurrenceOf({ cron, every, timezone, anchor, ends_at: endsAt }: ScheduleRow): Recurrence {
  const until = endsAt ?? undefined;
  return cron === null ? { every: every!, first: anchor, until } : { cron, timezone, until };
}

/** How many slots of the plan may still become runs. */
export function slotsLeft({ max_runs: maxRuns, planned }: ScheduleRow): number {
  return maxRuns === null ? Infinity : Math.max(maxRuns - planned, 0);
}

/**
 * The slot that the pending run stands for when nothing has been run since: slots that a paused schedule has let pass
 * are dropped, those of an active one are not. Undefined when the plan is at its end.
 */
export function pendingSlot(schedule: ScheduleRow, now: Instant): Instant | undefined {
  const { state, next_run_at: pending, ends_at: endsAt } = schedule;
  if (pending === null || slotsLeft(schedule) === 0) return undefined;
  if (state === 'paused' && pending <= now) return nextSlot(recurrenceOf(schedule), now);
  return endsAt !== null && pending > endsAt ? undefined : pending;
}
