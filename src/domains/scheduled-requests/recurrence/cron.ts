import { Cron, CronPattern } from 'croner';
import { DAY, HOUR, instantOf, MINUTE, millisecondsOf, type Instant } from '../values/instant';
import type { Parsed } from '../values/parsed';
import { canonicalTimeZone, timeOfDay } from './time-zone';

export interface CronRule {
  cron: string;
  /** A name that `parseTimeZone` accepts. */
  timezone: string;
}

/** The slots in a stretch of time: how many there are, and the last few of them, oldest first. */
export interface Slots {
  count: number;
  last: Instant[];
}

const MAX_CHARACTERS = 1000;
/** croner would read a text with a colon as a date, and a plus as "both day and weekday". */
const FOREIGN_SYNTAX = /[:+]/;

function compile({ cron, timezone }: CronRule): Cron {
  return new Cron(cron, { mode: '5-part', timezone: zoneOf(timezone), fixedTimeRule: 'no-wildcard' });
}

/** One spelling of each zone, for a formatter is kept for every one; croner throws at a name that ICU does not know. */
function zoneOf(timezone: string): string {
  return canonicalTimeZone(timezone) ?? timezone;
}

/** Reads five fields or a nickname. */
export function parseCron(value: unknown): Parsed<string> {
  const refusal = { error: 'is not a valid cron expression' };
  if (typeof value !== 'string' || value.length > MAX_CHARACTERS || FOREIGN_SYNTAX.test(value)) return refusal;
  try {
    compile({ cron: value, timezone: 'UTC' });
    return { value };
  } catch {
    return refusal;
  }
}

/** The first match later than `after`; undefined when there is none, as on 30 February. */
export function nextMatch(rule: CronRule, after: Instant): Instant | undefined {
  return nextRun(compile(rule), after);
}

/**
 * The matches after `after` up to and with `through`; at most the last `keep` of them one by one. Asks croner once a
 * day, for it takes 50 µs a match and a long downtime has many.
 */
export function matchesBetween(rule: CronRule, after: Instant, through: Instant, keep: number): Slots {
  const cron = compile(rule);
  const zone = zoneOf(rule.timezone);
  const times = timesOfDay(rule.cron);
  let slots: Slots = { count: 0, last: [] };
  for (let match = nextRun(cron, after); match !== undefined && match <= through;) {
    const first = match;
    const midnight = first - timeOfDay(first, zone);
    const rest = hasWholeDayFrom(midnight, zone) ? times.map((time) => midnight + time) : [];
    const found = [first, ...rest.filter((slot) => slot > first && slot <= through)];
    slots = { count: slots.count + found.length, last: [...slots.last, ...found].slice(-keep) };
    match = nextRun(cron, found[found.length - 1]);
  }
  return slots;
}

function nextRun(cron: Cron, after: Instant): Instant | undefined {
  const next = cron.nextRun(new Date(millisecondsOf(after)));
  return next ? instantOf(next.getTime()) : undefined;
}

/** The times of day that minute and hour name, in microseconds, in order. */
function timesOfDay(cron: string): number[] {
  const { hour, minute } = new CronPattern(cron, undefined, { mode: '5-part' });
  const set = (flags: number[]) => flags.flatMap((flag, index) => (flag ? [index] : []));
  return set(hour).flatMap((hours) => set(minute).map((minutes) => hours * HOUR + minutes * MINUTE));
}

/** Whether the 24 hours from `midnight` are one day of the zone: its clocks do not change, each time comes once. */
function hasWholeDayFrom(midnight: Instant, zone: string): boolean {
  return timeOfDay(midnight, zone) === 0 && timeOfDay(midnight + DAY, zone) === 0;
}
