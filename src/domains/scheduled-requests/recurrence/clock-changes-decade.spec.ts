import { formatInstant, instantOf, type Instant } from '../values/instant';
import { matchesBetween, nextMatch } from './cron';

/*
 * Ten years of each zone against the rule of the specification, worked out minute by minute from what Intl says the
 * zone's clocks show. Moments are in minutes since 1970: no clock here changes within a minute.
 */
const MINUTES = 60 * 24;
const FROM = Date.UTC(2008, 0, 2) / 60_000;
const THROUGH = Date.UTC(2018, 0, 2) / 60_000;

interface Zone {
  name: string;
  /** From each moment on, what the clocks are ahead of UTC by, in minutes; the first of them before `FROM`. */
  offsets: { from: number; offset: number }[];
}

/** A rule for the time of day, and whether it holds for fixed times or for elapsed time. */
interface Rule {
  cron: string;
  hours: number[];
  minutes: number[];
  fixed: boolean;
  /** Which days count; all when left out. */
  day?: (date: Date) => boolean;
}

function zone(name: string): Zone {
  const clock = new Intl.DateTimeFormat('en-u-hc-h23', {
    timeZone: name,
    ...({ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' } as const),
  });
  const offsetAt = (minute: number) => {
    const parts = Object.fromEntries(
      clock.formatToParts(minute * 60_000).map(({ type, value }) => [type, Number(value)]),
    );
    return Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute) / 60_000 - minute;
  };
  const start = FROM - 2 * MINUTES;
  const offsets = [{ from: start, offset: offsetAt(start) }];
  for (let day = start; day < THROUGH + 2 * MINUTES; day += MINUTES) {
    if (offsetAt(day + MINUTES) === offsetAt(day)) continue;
    let [before, after] = [day, day + MINUTES];
    while (after - before > 1) {
      const middle = Math.floor((before + after) / 2);
      if (offsetAt(middle) === offsetAt(day)) before = middle;
      else after = middle;
    }
    offsets.push({ from: after, offset: offsetAt(after) });
  }
  return { name, offsets };
}

/** What the clocks show, as minutes since 1970 of their own calendar. */
function shown({ offsets }: Zone, minute: number): number {
  return minute + offsets.findLast(({ from }) => from <= minute)!.offset;
}

/** When the clocks show a date and time: twice in a repeated hour, never in a gap. */
function momentsOf({ offsets }: Zone, local: number): number[] {
  return offsets.flatMap(({ from, offset }, i) => {
    const minute = local - offset;
    return minute >= from && minute < (offsets[i + 1]?.from ?? Infinity) ? [minute] : [];
  });
}

const dateOf = (local: number) => new Date(Math.floor(local / MINUTES) * MINUTES * 60_000);
const timesOf = ({ hours, minutes }: Rule) => hours.flatMap((hour) => minutes.map((minute) => hour * 60 + minute));

/** Once on every date, at its first pass; in the gap, right after it, and so on a date that is left out. */
function fixedRuns(place: Zone, rule: Rule): number[] {
  const runs = new Set<number>();
  const last = shown(place, THROUGH);
  for (let midnight = dateOf(shown(place, FROM)).getTime() / 60_000; midnight <= last; midnight += MINUTES) {
    if (!(rule.day?.(dateOf(midnight)) ?? true)) continue;
    for (const time of timesOf(rule)) {
      const [first] = momentsOf(place, midnight + time);
      runs.add(first ?? place.offsets.find(({ from, offset }) => from + offset > midnight + time)!.from);
    }
  }
  return [...runs].filter((run) => run > FROM && run <= THROUGH).sort((a, b) => a - b);
}

/** Whenever the clocks show it. */
function elapsedRuns(place: Zone, rule: Rule, from: number, through: number): number[] {
  const times = new Set(timesOf(rule));
  const runs = [];
  for (let minute = from + 1; minute <= through; minute++) {
    const local = shown(place, minute);
    const time = ((local % MINUTES) + MINUTES) % MINUTES;
    if (times.has(time) && (rule.day?.(dateOf(local)) ?? true)) runs.push(minute);
  }
  return runs;
}

const instant = (minute: number): Instant => instantOf(minute * 60_000);
const minuteOf = (match: Instant) => match / instant(1);
const brief = (minutes: number[]) => minutes.map((minute) => formatInstant(instant(minute)).slice(0, 16));

function found({ cron }: Rule, { name }: Zone, from: number, through: number): number[] {
  const runs = [];
  for (
    let match = nextMatch({ cron, timezone: name }, instant(from));
    match !== undefined && match <= instant(through);
  ) {
    runs.push(minuteOf(match));
    match = nextMatch({ cron, timezone: name }, match);
  }
  return runs;
}

const range = (length: number, step = 1) => Array.from({ length: Math.ceil(length / step) }, (_, i) => i * step);
const FIXED: Rule[] = [
  { cron: '30 2 * * *', hours: [2], minutes: [30] },
  { cron: '0,59 1,23 * * *', hours: [1, 23], minutes: [0, 59] },
  { cron: '0 0 * * *', hours: [0], minutes: [0] },
  { cron: '15 0-4 * * SUN', hours: [0, 1, 2, 3, 4], minutes: [15], day: (date: Date) => date.getUTCDay() === 0 },
  {
    cron: '45 3 1 4 *',
    hours: [3],
    minutes: [45],
    day: (date: Date) => date.getUTCMonth() === 3 && date.getUTCDate() === 1,
  },
].map((rule) => ({ ...rule, fixed: true }));
const ELAPSED: Rule[] = [
  { cron: '*/30 * * * *', hours: range(24), minutes: [0, 30] },
  { cron: '*/20 0-3 * * *', hours: [0, 1, 2, 3], minutes: [0, 20, 40] },
  { cron: '10 */2 * * *', hours: range(24, 2), minutes: [10] },
  { cron: '45 * * * 0', hours: range(24), minutes: [45], day: (date: Date) => date.getUTCDay() === 0 },
].map((rule) => ({ ...rule, fixed: false }));

describe.each([
  ['America/New_York', 20],
  ['Europe/London', 20],
  ['Australia/Lord_Howe', 20],
  // Daylight saving from 2010 on, and the day that was left out in 2011.
  ['Pacific/Apia', 16],
  ['America/Sao_Paulo', 20],
  ['UTC', 0],
])('ten years of %s', (name, changes) => {
  const place = zone(name);
  const around = place.offsets.slice(1);

  it(`have ${changes} changes of the clocks`, () => expect(around).toHaveLength(changes));

  const stretches = (around.length > 0 ? around.map(({ from }) => from) : [FROM + 2 * MINUTES]).map(
    (middle): [number, number] => [middle - MINUTES, middle + MINUTES],
  );

  it.each(FIXED)('$cron runs once a day, in a gap right after it', (rule) => {
    const expected = fixedRuns(place, rule);
    const all = matchesBetween({ cron: rule.cron, timezone: name }, instant(FROM), instant(THROUGH), Infinity);
    expect(brief(all.last.map(minuteOf))).toEqual(brief(expected));
    expect(all.count).toBe(expected.length);
    for (const [from, through] of stretches) {
      const close = expected.filter((run) => run > from && run <= through);
      expect(brief(found(rule, place, from, through))).toEqual(brief(close));
    }
  });

  it.each(ELAPSED)('$cron goes by elapsed time around each change', (rule) => {
    for (const [from, through] of stretches) {
      const expected = elapsedRuns(place, rule, from, through);
      expect(brief(found(rule, place, from, through))).toEqual(brief(expected));
      expect(matchesBetween({ cron: rule.cron, timezone: name }, instant(from), instant(through), 0).count).toBe(
        expected.length,
      );
    }
  });
});
