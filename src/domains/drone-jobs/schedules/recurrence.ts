import { Cron } from 'croner';
import { canonicalZone, momentOf, wallClock } from './wall-clock';

export interface Recurrence {
  /** Five fields. */
  cron: string;
  /** IANA name of the zone whose clocks the fields are about. */
  timeZone: string;
  startAt: Date | null;
  endAt: Date | null;
}

const HOUR = 3_600_000;
const MAX_CHARACTERS = 200;
/** croner would read a text with a colon as a date, and a plus as "both day and weekday". */
const FIVE_FIELDS = /^[^\s:+@]+(\s+[^\s:+@]+){4}$/;

/** Matches on a clock that never changes: what other clocks do is not left to croner. */
const compile = (cron: string) => new Cron(cron, { mode: '5-part', timezone: 'UTC' });

export function isCron(value: string): boolean {
  if (value.length > MAX_CHARACTERS || !FIVE_FIELDS.test(value)) return false;
  try {
    compile(value);
    return true;
  } catch {
    return false;
  }
}

export const isTimeZone = (value: string) => value.length <= 100 && canonicalZone(value) !== undefined;

/** The runs later than `after`, oldest first, without an end where the recurrence has none. */
export function* runsAfter({ cron, timeZone, startAt, endAt }: Recurrence, after: Date): Generator<Date> {
  const clock = compile(cron);
  let last = Math.max(after.getTime(), startAt ? startAt.getTime() - 1 : -Infinity);
  let wall = clock.nextRun(new Date(wallClock(last, timeZone)));
  while (wall) {
    const run = momentOf(wall.getTime(), timeZone);
    if (endAt && run > endAt.getTime()) return;
    if (run > last) {
      last = run;
      yield new Date(run);
    }
    wall = clock.nextRun(wall);
  }
}

/** The first run later than `after`; null when there is none. */
export function nextRun(recurrence: Recurrence, after: Date): Date | null {
  return runsAfter(recurrence, after).next().value ?? null;
}

/** The last of the runs that are due: `pending` or a later one up to and with `now`. */
export function latestRun(recurrence: Recurrence, pending: Date, now: Date): Date {
  let latest = pending;
  // From the near past on: a long time may have had very many.
  for (let back = HOUR; latest === pending; back *= 24) {
    const since = Math.max(pending.getTime(), now.getTime() - back);
    for (const run of runsAfter(recurrence, new Date(since))) {
      if (run > now) break;
      latest = run;
    }
    if (since === pending.getTime()) break;
  }
  return latest;
}
