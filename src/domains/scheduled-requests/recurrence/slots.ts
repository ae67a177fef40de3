import { addDuration, type Duration } from '../values/duration';
import { instantOf, monthNumber, type Instant } from '../values/instant';
import { matchesAfter, matchesBetween, nextMatch, type CronRule, type Slots } from './cron';

/** Instants before are not exact to the microsecond. */
const EARLIEST = instantOf(Date.UTC(1700));

/** Slot k of an interval is `first` + k times `every`, k = 0, 1, ... */
export interface Interval {
  every: Duration;
  first: Instant;
}

/** No slot is later than `until`. */
export type Recurrence = (Interval | CronRule) & { until?: Instant };

/** The first slot later than `after`; undefined when there is none. */
export function nextSlot(recurrence: Recurrence, after: Instant): Instant | undefined {
  const { until = Infinity } = recurrence;
  const next =
    'cron' in recurrence
      ? nextMatch(recurrence, after)
      : slotOf(recurrence, Math.max(lastIndex(recurrence, after) + 1, 0));
  return next !== undefined && next <= until ? next : undefined;
}

/** The slots after `after` up to and with `through`; at most the last `keep` of them one by one. */
export function slotsBetween(recurrence: Recurrence, after: Instant, through: Instant, keep: number): Slots {
  const last = Math.min(through, recurrence.until ?? Infinity);
  if ('cron' in recurrence) return matchesBetween(recurrence, after, last, keep);
  const end = lastIndex(recurrence, last);
  const count = Math.max(end - Math.max(lastIndex(recurrence, after), -1), 0);
  const kept = Math.min(count, keep);
  return { count, last: Array.from({ length: kept }, (_, i) => slotOf(recurrence, end - kept + 1 + i)) };
}

/** The first `count` slots later than `after`, or as many as there are. */
export function slotsAfter(recurrence: Recurrence, after: Instant, count: number): Instant[] {
  const { until = Infinity } = recurrence;
  const start = Math.max(after, EARLIEST - 1);
  const slots =
    'cron' in recurrence ? matchesAfter(recurrence, start, count) : intervalAfter(recurrence, start, count, 0);
  return slots.filter((slot) => slot <= until);
}

/**
 * The slots from `from` up to but without `to`, those before the first run too, as if the plan had always been;
 * undefined when they are more than `max`.
 */
export function slotsWithin(recurrence: Recurrence, from: Instant, to: Instant, max: number): Instant[] | undefined {
  const { until = Infinity } = recurrence;
  const after = Math.max(from, EARLIEST) - 1;
  const slots =
    'cron' in recurrence
      ? matchesAfter(recurrence, after, max + 1, to)
      : intervalAfter(recurrence, after, max + 1, -Infinity);
  const within = slots.filter((slot) => slot < to && slot <= until);
  return within.length > max ? undefined : within;
}

function intervalAfter(interval: Interval, after: Instant, count: number, lowest: number): Instant[] {
  const start = Math.max(lastIndex(interval, after) + 1, lowest);
  return Array.from({ length: count }, (_, i) => slotOf(interval, start + i));
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
