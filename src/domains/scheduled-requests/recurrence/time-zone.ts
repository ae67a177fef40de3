import { HOUR, millisecondsOf, MINUTE, SECOND, type Instant } from '../values/instant';

const clocks = new Map<string, Intl.DateTimeFormat>();

/** The name as the time zone database spells it; undefined when it has no such zone. Offsets are no names. */
export function canonicalTimeZone(name: unknown): string | undefined {
  if (typeof name !== 'string' || !/^[a-z]/i.test(name)) return undefined;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

/** What the zone's clocks show, in microseconds since their midnight. `timezone` is canonical. */
export function timeOfDay(instant: Instant, timezone: string): number {
  const parts = clockOf(timezone).formatToParts(millisecondsOf(instant));
  const part = (type: 'hour' | 'minute' | 'second') =>
    Number(parts.find((candidate) => candidate.type === type)?.value);
  return part('hour') * HOUR + part('minute') * MINUTE + part('second') * SECOND;
}

function clockOf(timezone: string): Intl.DateTimeFormat {
  let clock = clocks.get(timezone);
  if (!clock) {
    clock = new Intl.DateTimeFormat('en', { timeZone: timezone, hourCycle: 'h23', timeStyle: 'medium' });
    clocks.set(timezone, clock);
  }
  return clock;
}
