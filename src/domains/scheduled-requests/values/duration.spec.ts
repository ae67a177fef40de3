import fc from 'fast-check';
import { addDuration, parseDuration, parseDurationWithin } from './duration';
import { DAY, HOUR, instantOf, MINUTE, SECOND, formatInstant } from './instant';

const at = (iso: string) => instantOf(Date.parse(iso));
const of = (microseconds: number, months = 0) => ({ value: { months, microseconds } });

describe('parseDuration', () => {
  it.each<[unknown, object]>([
    [0, of(0)],
    [-0, of(0)],
    [90, of(90 * SECOND)],
    [0.25, of(250_000)],
    [1e-7, of(0)],
    [[30, 'seconds'], of(30 * SECOND)],
    [[1, 'second'], of(SECOND)],
    [[1.5, 'MINUTES'], of(90 * SECOND)],
    [[2, 'Hour'], of(2 * HOUR)],
    [[3, 'days'], of(3 * DAY)],
    [[2, 'week'], of(14 * DAY)],
    [[1, 'month'], of(0, 1)],
    [[120, 'months'], of(0, 120)],
    [[0, 'months'], of(0)],
    [[521, 'weeks'], of(521 * 7 * DAY)],
    ['5 minutes', of(5 * MINUTE)],
    ['in 5 minutes', of(5 * MINUTE)],
    ['In 1 Month', of(0, 1)],
    ['0.5 hours', of(30 * MINUTE)],
    ['2.0 months', of(0, 2)],
    [315_360_000, of(315_360_000 * SECOND)],
  ])('reads %j', (value, expected) => expect(parseDuration(value)).toEqual(expected));

  it.each<[unknown, string]>([
    ...['', '5', '-5', '5minutes', 'in 5', 'five minutes', '5 minutes ago', ' 5 minutes', '1e3 seconds', '+5 days'].map(
      (text): [unknown, string] => [text, 'is invalid'],
    ),
    ...[true, null, undefined, {}, [], [5], [5, 'minutes', 1], ['5', 'minutes'], [5, 5], [5, null], NaN].map(
      (value): [unknown, string] => [value, 'is invalid'],
    ),
    [[5, 'parsecs'], 'has an unknown unit'],
    [[-5, ''], 'has an unknown unit'],
    [[5, 'constructor'], 'has an unknown unit'],
    ['5 minutess', 'has an unknown unit'],
    ['in -5 years', 'has an unknown unit'],
    [-1, 'must be greater than or equal to 0'],
    [-Infinity, 'must be greater than or equal to 0'],
    ['-5 minutes', 'must be greater than or equal to 0'],
    [[-1.5, 'months'], 'must be greater than or equal to 0'],
    [[1.5, 'months'], 'months must be a whole number'],
    [[120.5, 'months'], 'months must be a whole number'],
    [[121, 'months'], 'must be at most 10 years'],
    [[Infinity, 'months'], 'must be at most 10 years'],
    [[522, 'weeks'], 'must be at most 10 years'],
    [Infinity, 'must be at most 10 years'],
    [1e9, 'must be at most 10 years'],
    [`${'9'.repeat(400)} seconds`, 'must be at most 10 years'],
  ])('refuses %j: %s', (value, error) => expect(parseDuration(value)).toEqual({ error }));

  it('never throws and gives whole, bounded lengths', () => {
    const value = fc.oneof(
      fc.jsonValue(),
      fc.tuple(fc.double(), fc.constantFrom('second', 'Months', 'x')),
      fc.double(),
    );
    fc.assert(
      fc.property(value, (sent) => {
        const parsed = parseDuration(sent);
        if ('error' in parsed) return;
        const { months, microseconds } = parsed.value;
        expect(Number.isSafeInteger(months) && months >= 0 && months <= 120).toBe(true);
        expect(Number.isSafeInteger(microseconds) && microseconds >= 0).toBe(true);
        expect(months * microseconds).toBe(0);
      }),
    );
  });
});

describe('parseDurationWithin', () => {
  const read = (value: unknown) => parseDurationWithin(value, SECOND, 7 * DAY, 'is out of bounds');
  it('gives microseconds', () => expect(read('2 minutes')).toEqual({ value: 2 * MINUTE }));
  it.each([0.9, [8, 'days'], [1, 'month'], [0, 'months']])('refuses %j', (value) =>
    expect(read(value)).toEqual({ error: 'is out of bounds' }),
  );
  it('lets the refusals of a Duration go first', () => expect(read('5')).toEqual({ error: 'is invalid' }));
});

describe('addDuration', () => {
  it.each([
    ['2024-01-31T10:00:00.000Z', 1, '2024-02-29T10:00:00.000000Z'],
    ['2023-01-31T23:59:59.999Z', 1, '2023-02-28T23:59:59.999000Z'],
    ['2024-02-29T00:00:00.000Z', 12, '2025-02-28T00:00:00.000000Z'],
    ['2024-12-31T00:00:00.000Z', 2, '2025-02-28T00:00:00.000000Z'],
    ['2024-03-31T00:00:00.000Z', 120, '2034-03-31T00:00:00.000000Z'],
    ['1969-12-31T00:00:00.000Z', 2, '1970-02-28T00:00:00.000000Z'],
  ])('%s and %i months is %s', (from, months, expected) =>
    expect(formatInstant(addDuration(at(from), { months, microseconds: 0 }))).toBe(expected),
  );

  it('keeps the microseconds', () => {
    const from = at('2024-01-31T00:00:00Z') + 123_457;
    expect(formatInstant(addDuration(from, { months: 1, microseconds: 0 }))).toBe('2024-02-29T00:00:00.123457Z');
    expect(addDuration(from, { months: 0, microseconds: 5 })).toBe(from + 5);
  });
});
