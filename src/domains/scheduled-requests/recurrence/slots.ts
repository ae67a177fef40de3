import { addDuration, type Duration } from '../values/duration';
import { monthNumber, type Instant } from '../values/instant';
import { matchesBetween, nextMatch, type CronRule, type Slots } from './cron';

/** Slot k of an interval is `first` + k times `every`, k = 0, 1, ... */
export interface Interval {
  every: Duration;
  first: Instant;
}

export type Recurrence = Interval | CronRule;

/** The first slot later than `after`; undefined when there is none. */
export function nextSlot(recurrence: Recurrence, after: Instant): Instant | undefined {
  if ('cron' in recurrence) return nextMatch(recurrence, after);
  return slotOf(recurrence, Math.max(lastIndex(recurrence, after) + 1, 0));
}

/** The slots after `after` up to and with `through`; at most the last `keep` of them one by one. */
export function slotsBetween(recurrence: Recurrence, after: Instant, through: Instant, keep: number): Slots {
  if ('cron' in recurrence) return matchesBetween(recurrence, after, through, keep);
  const end = lastIndex(recurrence, through);
  const count = Math.max(end - Math.max(lastIndex(recurrence, after), -1), 0);
  const kept = Math.min(count, keep);
  return { count, last: Array.from({ length: kept }, (_, i) => slotOf(recurrence, end - kept + 1 + i)) };
}

function slotOf({ first, every }: Interval, k: number): Instant {
  return addDuration(first, { months: every.months * k, microseconds: every.microseconds * k });
}

/** The k of the last slot that is not later than `instant`; negative before the first. */
function lastIndex(interval: Interval, instant: Instant): number {
  const { first, every } = interval;
  if (every.months === 0) return Math.floor((instant - first) / every.microseconds);
  const k = Math.floor((monthNumber(instant) - monthNumber(first)) / every.months);
  return slotOf(interval, k) > instant ? k - 1 : k;
}
