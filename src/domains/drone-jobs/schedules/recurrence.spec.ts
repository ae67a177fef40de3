import { isCron, isTimeZone, latestRun, nextRun, runsAfter } from './recurrence';

const rule = (cron: string, timeZone = 'UTC', startAt: string | null = null, endAt: string | null = null) => ({
  cron,
  timeZone,
  startAt: startAt === null ? null : new Date(startAt),
  endAt: endAt === null ? null : new Date(endAt),
});

const runs = (recurrence: ReturnType<typeof rule>, after: string, count = 3) => {
  const found: string[] = [];
  for (const run of runsAfter(recurrence, new Date(after))) {
    found.push(run.toISOString().replace(':00.000Z', 'Z'));
    if (found.length === count) break;
  }
  return found;
};

describe('runsAfter', () => {
  it.each([
    [
      'days',
      rule('30 6 * * 1-5'),
      '2026-01-02T06:30Z',
      ['2026-01-05T06:30Z', '2026-01-06T06:30Z', '2026-01-07T06:30Z'],
    ],
    [
      'the time before a gap, right after it and as ever',
      rule('30 2 * * *', 'Europe/Berlin'),
      '2026-03-27T12:00Z',
      ['2026-03-28T01:30Z', '2026-03-29T01:00Z', '2026-03-30T00:30Z'],
    ],
    [
      'one run for all the times in a gap',
      rule('*/15 2 * * *', 'America/New_York'),
      '2026-03-08T05:59Z',
      ['2026-03-08T07:00Z', '2026-03-09T06:00Z', '2026-03-09T06:15Z'],
    ],
    [
      'a time that comes twice, the first time only',
      rule('30 2 * * *', 'Europe/Berlin'),
      '2026-10-24T12:00Z',
      ['2026-10-25T00:30Z', '2026-10-26T01:30Z', '2026-10-27T01:30Z'],
    ],
    [
      'no time of the second hour',
      rule('30 * * * *', 'Europe/Berlin'),
      '2026-10-25T00:45Z',
      ['2026-10-25T02:30Z', '2026-10-25T03:30Z', '2026-10-25T04:30Z'],
    ],
    [
      'a gap over midnight',
      rule('30 23 * * *', 'America/Nuuk'),
      '2024-03-29T12:00Z',
      ['2024-03-30T01:30Z', '2024-03-31T01:00Z', '2024-04-01T00:30Z'],
    ],
    [
      'a day that was left out',
      rule('0 12 * * *', 'Pacific/Apia'),
      '2011-12-29T00:00Z',
      ['2011-12-29T22:00Z', '2011-12-30T10:00Z', '2011-12-30T22:00Z'],
    ],
    [
      'a change of half an hour',
      rule('15 2 * * *', 'Australia/Lord_Howe'),
      '2026-10-02T20:00Z',
      ['2026-10-03T15:30Z', '2026-10-04T15:15Z', '2026-10-05T15:15Z'],
    ],
    [
      'leap days',
      rule('0 0 29 2 *'),
      '2026-01-01T00:00Z',
      ['2028-02-29T00:00Z', '2032-02-29T00:00Z', '2036-02-29T00:00Z'],
    ],
    ['nothing on 30 February', rule('0 0 30 2 *'), '2026-01-01T00:00Z', []],
    [
      'start and end, both included',
      rule('0 * * * *', 'UTC', '2026-01-01T10:00:00Z', '2026-01-01T11:00:00Z'),
      '2026-01-01T00:00Z',
      ['2026-01-01T10:00Z', '2026-01-01T11:00Z'],
    ],
  ])('gives %s', (_name, recurrence, after, expected) => {
    expect(runs(recurrence, after)).toEqual(expected);
  });

  it('rises, whatever the clocks do', () => {
    const all = runs(rule('*/20 0-4 * * *', 'Europe/Berlin'), '2026-10-23T00:00Z', 60).map((run) => Date.parse(run));
    expect(all).toEqual([...new Set(all)].sort((a, b) => a - b));
  });
});

describe('latestRun', () => {
  it.each([
    ['the one that waits', rule('0 6 * * *'), '2026-01-01T06:00Z', '2026-01-01T06:00Z', '2026-01-01T06:00Z'],
    ['the last minute of a year', rule('* * * * *'), '2025-01-01T06:00Z', '2026-01-01T06:00:59Z', '2026-01-01T06:00Z'],
    ['one of long ago', rule('0 0 1 1 *'), '2020-01-01T00:00Z', '2026-06-01T00:00Z', '2026-01-01T00:00Z'],
    ['the one at the very moment', rule('0 6 * * *'), '2026-01-01T06:00Z', '2026-01-03T06:00Z', '2026-01-03T06:00Z'],
  ])('is %s', (_name, recurrence, pending, now, expected) => {
    expect(latestRun(recurrence, new Date(pending), new Date(now))).toEqual(new Date(expected));
  });

  it('is followed by the next', () => {
    expect(nextRun(rule('0 6 * * *'), new Date('2026-01-01T06:00Z'))).toEqual(new Date('2026-01-02T06:00Z'));
  });
});

describe('isCron', () => {
  it.each(['* * * * *', '*/5 0-6,22 1 JAN MON', '0 0 L * *'])('accepts %s', (cron) => {
    expect(isCron(cron)).toBe(true);
  });
  it.each([
    '',
    '@daily',
    '* * * *',
    '* * * * * *',
    '60 * * * *',
    '2026-01-01T00:00',
    'x * * * *',
    `${'0,'.repeat(200)}0 * * * *`,
  ])('refuses %s', (cron) => {
    expect(isCron(cron)).toBe(false);
  });
});

describe('isTimeZone', () => {
  it.each([
    ['Europe/Berlin', true],
    ['UTC', true],
    ['+02:00', false],
    ['Mars/Olympus', false],
    ['', false],
  ])('%s: %s', (zone, known) => {
    expect(isTimeZone(zone)).toBe(known);
  });
});
