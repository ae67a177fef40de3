import fc from 'fast-check';
import { formatInstant, instantOf, MINUTE, type Instant } from '../values/instant';
import { matchesBetween, nextMatch } from './cron';

const at = (iso: string) => instantOf(Date.parse(iso));
const brief = (instant: number) => formatInstant(instant).replace(':00.000000Z', 'Z');

function walk(cron: string, timezone: string, after: Instant, through: Instant): Instant[] {
  const found: Instant[] = [];
  for (let match = nextMatch({ cron, timezone }, after); match !== undefined && match <= through;) {
    found.push(match);
    match = nextMatch({ cron, timezone }, match);
  }
  return found;
}

/** Computed by hand from the zones' published changes. */
describe.each([
  {
    zone: 'America/New_York',
    change: '2026-03-08 02:00 -> 03:00',
    after: '2026-03-07T12:00:00Z',
    through: '2026-03-09T12:00:00Z',
    table: {
      '30 2 * * *': ['2026-03-08T07:00Z', '2026-03-09T06:30Z'],
      '0,15 2 * * *': ['2026-03-08T07:00Z', '2026-03-09T06:00Z', '2026-03-09T06:15Z'],
      '0 2,3 * * *': ['2026-03-08T07:00Z', '2026-03-09T06:00Z', '2026-03-09T07:00Z'],
      '*/30 2 * * *': ['2026-03-09T06:00Z', '2026-03-09T06:30Z'],
      '30 2-2/1 * * *': ['2026-03-09T06:30Z'],
      '0 */12 * * *': ['2026-03-07T17:00Z', '2026-03-08T05:00Z', '2026-03-08T16:00Z', '2026-03-09T04:00Z'],
    },
  },
  {
    zone: 'America/New_York',
    change: '2026-11-01 02:00 -> 01:00',
    after: '2026-10-31T12:00:00Z',
    through: '2026-11-02T12:00:00Z',
    table: {
      '30 1 * * *': ['2026-11-01T05:30Z', '2026-11-02T06:30Z'],
      '0,30 1 * * *': ['2026-11-01T05:00Z', '2026-11-01T05:30Z', '2026-11-02T06:00Z', '2026-11-02T06:30Z'],
      '*/30 1 1 * *': ['2026-11-01T05:00Z', '2026-11-01T05:30Z', '2026-11-01T06:00Z', '2026-11-01T06:30Z'],
      '0 2 * * *': ['2026-11-01T07:00Z', '2026-11-02T07:00Z'],
    },
  },
  {
    zone: 'Australia/Lord_Howe',
    change: '2026-10-04 02:00 -> 02:30',
    after: '2026-10-02T15:00:00Z',
    through: '2026-10-04T15:30:00Z',
    table: {
      '15 2 * * *': ['2026-10-02T15:45Z', '2026-10-03T15:30Z', '2026-10-04T15:15Z'],
      '*/15 2 4 * *': ['2026-10-03T15:30Z', '2026-10-03T15:45Z'],
      '45 2 4 * *': ['2026-10-03T15:45Z'],
    },
  },
  {
    zone: 'Australia/Lord_Howe',
    change: '2027-04-04 02:00 -> 01:30',
    after: '2027-04-03T12:00:00Z',
    through: '2027-04-04T16:00:00Z',
    table: {
      '45 1 * * *': ['2027-04-03T14:45Z', '2027-04-04T15:15Z'],
      '*/15 1 4 * *': [
        ...['2027-04-03T14:00Z', '2027-04-03T14:15Z', '2027-04-03T14:30Z', '2027-04-03T14:45Z'],
        ...['2027-04-03T15:00Z', '2027-04-03T15:15Z'],
      ],
    },
  },
  {
    zone: 'Pacific/Apia',
    change: '2011-12-30 00:00 -> 2011-12-31 00:00',
    after: '2011-12-29T12:00:00Z',
    through: '2011-12-31T12:00:00Z',
    table: {
      '0 10 * * *': ['2011-12-29T20:00Z', '2011-12-30T10:00Z', '2011-12-30T20:00Z'],
      '0 0 * * *': ['2011-12-30T10:00Z', '2011-12-31T10:00Z'],
      '0 10 31 * *': ['2011-12-30T20:00Z'],
      '0 */8 * * *': [
        ...['2011-12-29T18:00Z', '2011-12-30T02:00Z', '2011-12-30T10:00Z', '2011-12-30T18:00Z'],
        ...['2011-12-31T02:00Z', '2011-12-31T10:00Z'],
      ],
    },
  },
  {
    zone: 'America/Nuuk',
    change: '2024-03-30 23:00 -> 2024-03-31 00:00',
    after: '2024-03-29T12:00:00Z',
    through: '2024-04-01T12:00:00Z',
    table: {
      '30 23 * * *': ['2024-03-30T01:30Z', '2024-03-31T01:00Z', '2024-04-01T00:30Z'],
      '0,30 23 30 3 *': ['2024-03-31T01:00Z'],
      '30 23 31 3 *': ['2024-04-01T00:30Z'],
      '0 0 31 3 *': ['2024-03-31T01:00Z'],
      '*/30 23 30 3 *': [],
    },
  },
  {
    zone: 'Pacific/Apia',
    change: '2012-04-01 04:00 -> 03:00',
    after: '2012-03-31T00:00:00Z',
    through: '2012-04-01T15:00:00Z',
    table: {
      '30 3 * * *': ['2012-03-31T13:30Z', '2012-04-01T14:30Z'],
      '*/30 3 1 * *': ['2012-03-31T13:00Z', '2012-03-31T13:30Z', '2012-03-31T14:00Z', '2012-03-31T14:30Z'],
    },
  },
  {
    zone: 'America/Sao_Paulo',
    change: '2018-11-04 00:00 -> 01:00',
    after: '2018-11-03T04:00:00Z',
    through: '2018-11-05T04:00:00Z',
    table: {
      '0 0 * * *': ['2018-11-04T03:00Z', '2018-11-05T02:00Z'],
      '*/30 0 * * *': ['2018-11-05T02:00Z', '2018-11-05T02:30Z'],
    },
  },
  {
    zone: 'America/Sao_Paulo',
    change: '2019-02-17 00:00 -> 2019-02-16 23:00',
    after: '2019-02-16T12:00:00Z',
    through: '2019-02-18T04:00:00Z',
    table: {
      '30 23 * * *': ['2019-02-17T01:30Z', '2019-02-18T02:30Z'],
      '*/30 23 16 * *': ['2019-02-17T01:00Z', '2019-02-17T01:30Z', '2019-02-17T02:00Z', '2019-02-17T02:30Z'],
    },
  },
  {
    zone: 'Europe/London',
    change: '2026-03-29 01:00 -> 02:00 and 2026-10-25 02:00 -> 01:00',
    after: '2026-03-01T00:00:00Z',
    through: '2026-12-01T00:00:00Z',
    table: {
      '30 1 29 3 *': ['2026-03-29T01:00Z'],
      '*/30 1 29 3 *': [],
      '30 1 25 10 *': ['2026-10-25T00:30Z'],
      '*/30 1 25 10 *': ['2026-10-25T00:00Z', '2026-10-25T00:30Z', '2026-10-25T01:00Z', '2026-10-25T01:30Z'],
    },
  },
])('$zone, $change', ({ zone, after, through, table }) => {
  it.each(Object.entries(table))('%s', (cron, expected) =>
    expect(walk(cron, zone, at(after), at(through)).map(brief)).toEqual(expected),
  );
});

/** Every minute of the days around a change with what the zone's clocks show, by Intl alone. */
function clockAround(zone: string, middle: Instant): { instant: Instant; date: string; minute: number }[] {
  const format = new Intl.DateTimeFormat('sv', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
  return Array.from({ length: 4 * 1440 }, (_, i) => {
    const instant = middle + (i - 2 * 1440) * MINUTE;
    const [date, time] = format.format(instant / 1000).split(' ');
    const [hour, minute] = time.split(':').map(Number);
    return { instant, date, minute: hour * 60 + minute };
  });
}

const CHANGES = [
  ['America/New_York', '2026-03-08T07:00:00Z'],
  ['America/New_York', '2026-11-01T06:00:00Z'],
  ['Australia/Lord_Howe', '2026-10-03T15:30:00Z'],
  ['Australia/Lord_Howe', '2027-04-03T15:00:00Z'],
  ['Pacific/Apia', '2012-03-31T14:00:00Z'],
  ['Pacific/Apia', '2012-09-29T14:00:00Z'],
  ['America/Sao_Paulo', '2018-11-04T03:00:00Z'],
  ['America/Sao_Paulo', '2019-02-17T02:00:00Z'],
  ['Europe/London', '2026-03-29T01:00:00Z'],
  ['Europe/London', '2026-10-25T01:00:00Z'],
  ['America/Nuuk', '2024-03-31T01:00:00Z'],
  ['America/Nuuk', '2025-10-26T01:00:00Z'],
  ['Antarctica/Troll', '2026-03-29T01:00:00Z'],
  ['Asia/Kolkata', '2026-03-29T01:00:00Z'],
].map(([zone, change]) => ({ zone, clock: clockAround(zone, at(change)) }));

/** The rule of the specification, day by day and minute by minute. */
function expectedMatches(clock: ReturnType<typeof clockAround>, minutes: number[], fixed: boolean): Instant[] {
  if (!fixed) return clock.filter(({ minute }) => minutes.includes(minute)).map(({ instant }) => instant);
  const dates = [...new Set(clock.map(({ date }) => date))].slice(1);
  const runs = dates.flatMap((date) => {
    const day = clock.filter((entry) => entry.date === date);
    return minutes.map(
      (minute) =>
        (day.find((e) => e.minute === minute) ?? day.find((e) => e.minute > minute) ?? clock.find((e) => e.date > date))
          ?.instant,
    );
  });
  return [...new Set(runs)].filter((instant) => instant !== undefined).sort((a, b) => a - b);
}

const numbers = (max: number): fc.Arbitrary<number[]> => fc.uniqueArray(fc.nat(max), { minLength: 1, maxLength: 4 });
const steps = (max: number) => fc.integer({ min: 1, max });
const multiples = (step: number, length: number) => Array.from({ length }, (_, i) => i).filter((i) => i % step === 0);

const fixedPattern = fc
  .record({ hours: fc.oneof(numbers(23), fc.constant<number[]>([0, 1, 2, 3])), minutes: numbers(59) })
  .map(({ hours, minutes }) => ({ cron: `${minutes.join()} ${hours.join()} * * *`, hours, minutes, fixed: true }));
const intervalPattern = fc.oneof(
  fc.record({ minutes: numbers(59), step: steps(23) }).map(({ minutes, step }) => {
    return { cron: `${minutes.join()} */${step} * * *`, hours: multiples(step, 24), minutes, fixed: false };
  }),
  fc.record({ hours: numbers(23), step: steps(59) }).map(({ hours, step }) => {
    return { cron: `*/${step} ${hours.join()} * * *`, hours, minutes: multiples(step, 60), fixed: false };
  }),
);

describe('around a change of the clocks', () => {
  const cases = fc.record({ place: fc.constantFrom(...CHANGES), pattern: fc.oneof(fixedPattern, intervalPattern) });

  it('the matches are those of a search by brute force, and are counted so', () => {
    fc.assert(
      fc.property(cases, ({ place: { zone, clock }, pattern: { cron, hours, minutes, fixed } }) => {
        const from = clock[1440].instant;
        const through = clock[3 * 1440].instant;
        const times = hours.flatMap((hour) => minutes.map((minute) => hour * 60 + minute));
        const expected = expectedMatches(clock, times, fixed).filter((run) => run > from && run <= through);
        expect(walk(cron, zone, from, through).map(brief)).toEqual(expected.map(brief));
        const counted = matchesBetween({ cron, timezone: zone }, from, through, 7);
        expect(counted).toEqual({ count: expected.length, last: expected.slice(-7) });
      }),
      { numRuns: 150 },
    );
  });
});
