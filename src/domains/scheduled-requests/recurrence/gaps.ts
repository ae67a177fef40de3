import { DAY, instantOf, millisecondsOf, SECOND, type Instant } from '../values/instant';
import { wallClock } from './time-zone';

/** Clocks that were put forward: from `from` to `to`, both as they showed it, at the moment `at`. */
export interface Gap {
  at: Instant;
  /** As an instant whose UTC clock shows the same. */
  from: Instant;
  to: Instant;
}

/** No zone changes its clocks there and back within this time. */
const STRIDE = 7 * DAY;

const known = new Map<string, Gap[]>();

/**
 * The gaps later than `after` and before `before` that end on another date than they begin on, as in Nuuk, where
 * 23:00 is followed by midnight, or in Apia, which left out a day. Oldest first.
 */
export function gapsOverMidnight(canonicalZone: string, after: Instant, before: Instant): Gap[] {
  const gaps: Gap[] = [];
  const lastYear = yearOf(before);
  for (let year = yearOf(after); year <= lastYear; year++) gaps.push(...gapsOfYear(canonicalZone, year));
  return gaps.filter(({ at }) => at > after && at < before);
}

/** Kept, for a year takes a hundred readings of a clock. */
function gapsOfYear(zone: string, year: number): Gap[] {
  const key = `${zone} ${year}`;
  let gaps = known.get(key);
  if (!gaps) {
    gaps = findGaps(zone, instantOf(Date.UTC(year)), instantOf(Date.UTC(year + 1)));
    known.set(key, gaps);
  }
  return gaps;
}

function findGaps(zone: string, start: Instant, end: Instant): Gap[] {
  const gaps: Gap[] = [];
  for (let left = start; left < end; left += STRIDE) {
    const gap = gapBetween(zone, left, Math.min(left + STRIDE, end));
    if (gap && dateOf(gap.from) !== dateOf(gap.to)) gaps.push(gap);
  }
  return gaps;
}

function gapBetween(zone: string, left: Instant, right: Instant): Gap | undefined {
  const offset = (instant: Instant) => wallClock(instant, zone) - instant;
  const before = offset(left);
  const after = offset(right);
  if (after <= before) return undefined;
  let [low, high] = [left, right];
  while (high - low > SECOND) {
    const middle = Math.floor((low + high) / 2 / SECOND) * SECOND;
    if (offset(middle) === before) low = middle;
    else high = middle;
  }
  return { at: high, from: high + before, to: high + after };
}

const yearOf = (instant: Instant) => new Date(millisecondsOf(instant)).getUTCFullYear();

const dateOf = (wall: Instant) => Math.floor(wall / DAY);
