import { Cron, CronPattern } from 'croner';
import { DAY, HOUR, instantOf, MINUTE, millisecondsOf, type Instant } from '../values/instant';
import type { Parsed } from '../values/parsed';
import { gapsOverMidnight } from './gaps';
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

const OPTIONS = { mode: '5-part', fixedTimeRule: 'no-wildcard' } as const;
const MAX_CHARACTERS = 1000;
/** croner would read a text with a colon as a date, and a plus as "both day and weekday". */
const FOREIGN_SYNTAX = /[:+]/;

function compile({ cron, timezone }: CronRule): Cron {
  return new Cron(cron, { ...OPTIONS, timezone: zoneOf(timezone) });
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
  return searchFor(rule)(after);
}

/** The matches after `after` up to and with `through`; at most the last `keep` of them one by one. */
export function matchesBetween(rule: CronRule, after: Instant, through: Instant, keep: number): Slots {
  let slots: Slots = { count: 0, last: [] };
  for (const found of matches(rule, after, through)) {
    slots = { count: slots.count + found.length, last: [...slots.last, ...found].slice(-keep) };
  }
  return slots;
}

/** The first `count` matches after `after` up to and with `through`, or as many as there are. */
export function matchesAfter(rule: CronRule, after: Instant, count: number, through = Infinity): Instant[] {
  const all: Instant[] = [];
  for (const found of matches(rule, after, through)) {
    all.push(...found);
    if (all.length >= count) break;
  }
  return all.slice(0, count);
}

/** Asks croner once a day, for it takes 50 µs a match and a long time has many. */
function* matches(rule: CronRule, after: Instant, through: Instant): Generator<Instant[]> {
  const search = searchFor(rule);
  const zone = zoneOf(rule.timezone);
  const times = timesOfDay(rule.cron);
  for (let match = search(after); match !== undefined && match <= through;) {
    const first = match;
    const midnight = first - timeOfDay(first, zone);
    const rest = hasWholeDayFrom(midnight, zone) ? times.map((time) => midnight + time) : [];
    const found = [first, ...rest.filter((slot) => slot > first && slot <= through)];
    yield found;
    match = search(found[found.length - 1]);
  }
}

/**
 * Finds the first match later than a moment. croner leaves fixed times out when the gap that they are in ends on another
 * date: they run right after it too.
 */
function searchFor(rule: CronRule): (after: Instant) => Instant | undefined {
  const cron = compile(rule);
  if (!patternOf(rule.cron).isFixedTime) return (after) => nextRun(cron, after);
  const onEveryClock = compile({ ...rule, timezone: 'UTC' });
  const zone = zoneOf(rule.timezone);
  return (after) => {
    const next = nextRun(cron, after);
    if (next === undefined) return undefined;
    const skipping = gapsOverMidnight(zone, after, next).find(({ from, to }) => {
      const skipped = nextRun(onEveryClock, from - 1);
      return skipped !== undefined && skipped < to;
    });
    return skipping?.at ?? next;
  };
}

function nextRun(cron: Cron, after: Instant): Instant | undefined {
  const next = cron.nextRun(new Date(millisecondsOf(after)));
  return next ? instantOf(next.getTime()) : undefined;
}

function patternOf(cron: string): CronPattern {
  return new CronPattern(cron, undefined, OPTIONS);
}

/** The times of day that minute and hour name, in microseconds, in order. */
function timesOfDay(cron: string): number[] {
  const { hour, minute } = patternOf(cron);
  const set = (flags: number[]) => flags.flatMap((flag, index) => (flag ? [index] : []));
  return set(hour).flatMap((hours) => set(minute).map((minutes) => hours * HOUR + minutes * MINUTE));
}

/** Whether the 24 hours from `midnight` are one day of the zone: its clocks do not change, each time comes once. */
function hasWholeDayFrom(midnight: Instant, zone: string): boolean {
  return timeOfDay(midnight, zone) === 0 && timeOfDay(midnight + DAY, zone) === 0;
}
