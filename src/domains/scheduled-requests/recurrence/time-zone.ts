import { DAY, instantOf, millisecondsOf, type Instant } from '../values/instant';
import type { Parsed } from '../values/parsed';

/**
 * Names that ICU knows and the IANA database does not: its three-letter zones (to it BST is Bangladesh) but for those
 * that IANA has too, and System V's.
 */
const FOREIGN_NAME = /^(?!(?:utc|gmt|uct|est|mst|hst|wet|cet|met|eet|prc|roc|rok)$)[a-z]{3}$|^systemv\//i;

const clocks = new Map<string, Intl.DateTimeFormat>();

/** Reads an IANA time zone name in any case; the text stays as sent. */
export function parseTimeZone(value: unknown): Parsed<string> {
  const known = typeof value === 'string' && canonicalTimeZone(value) !== undefined;
  return known ? { value } : { error: 'is not a known time zone' };
}

/** The one name under which ICU keeps the zone; undefined when it has none. An offset is no name. */
export function canonicalTimeZone(name: string): string | undefined {
  if (!/^[a-z]/i.test(name) || FOREIGN_NAME.test(name)) return undefined;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

/** What the zone's clocks show, date and time to the second, as the instant at which those in UTC show the same. */
export function wallClock(instant: Instant, canonicalZone: string): Instant {
  const parts = clockOf(canonicalZone).formatToParts(millisecondsOf(instant));
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((found) => found.type === type)?.value);
  const date = [part('year'), part('month') - 1, part('day')] as const;
  return instantOf(Date.UTC(...date, part('hour'), part('minute'), part('second')));
}

/** What the zone's clocks show, in microseconds since their midnight. */
export function timeOfDay(instant: Instant, canonicalZone: string): number {
  const wall = wallClock(instant, canonicalZone);
  return wall - Math.floor(wall / DAY) * DAY;
}

/** Kept, for each costs as much as a hundred readings; canonical names bound their number. */
function clockOf(canonicalZone: string): Intl.DateTimeFormat {
  let clock = clocks.get(canonicalZone);
  if (!clock) {
    const options = { timeZone: canonicalZone, hourCycle: 'h23', dateStyle: 'short', timeStyle: 'medium' } as const;
    clock = new Intl.DateTimeFormat('sv', options);
    clocks.set(canonicalZone, clock);
  }
  return clock;
}
