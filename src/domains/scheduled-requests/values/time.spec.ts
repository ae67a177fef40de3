import fc from 'fast-check';
import { formatInstant, formatNaiveSeconds, instantOf } from './instant';
import { parseTime } from './time';

const NOW = instantOf(Date.parse('2026-02-28T12:00:00Z'));
const NOT_A_TIME = 'is not a valid datetime';
const TOO_FAR = 'must be at most 10 years ahead';

function read(value: unknown): string {
  const parsed = parseTime(value, NOW);
  return 'error' in parsed ? parsed.error : formatInstant(parsed.value);
}

describe('parseTime', () => {
  it.each<[unknown, string]>([
    ['2030-01-02', '2030-01-02T00:00:00.000000Z'],
    ['2030-01-02T03:04', '2030-01-02T03:04:00.000000Z'],
    ['2030-01-02 03:04:05', '2030-01-02T03:04:05.000000Z'],
    ['2030-01-02t03:04:05z', '2030-01-02T03:04:05.000000Z'],
    ['2030-01-02T03:04:05.1Z', '2030-01-02T03:04:05.100000Z'],
    ['2030-01-02T03:04:05,25Z', '2030-01-02T03:04:05.250000Z'],
    ['2030-01-02T03:04:05.123456Z', '2030-01-02T03:04:05.123456Z'],
    ['2030-01-02T03:04:05.123456999Z', '2030-01-02T03:04:05.123456Z'],
    ['2030-01-02T03:04:05+02:00', '2030-01-02T01:04:05.000000Z'],
    ['2030-01-02T03:04:05-0530', '2030-01-02T08:34:05.000000Z'],
    ['2030-01-02T03:04:05+14', '2030-01-01T13:04:05.000000Z'],
    ['2030-01-02T00:00:00-23:59', '2030-01-02T23:59:00.000000Z'],
    ['2028-02-29', '2028-02-29T00:00:00.000000Z'],
    ['1969-12-31T23:59:59.999999Z', '1969-12-31T23:59:59.999999Z'],
    ['0001-01-01', '0001-01-01T00:00:00.000000Z'],
    [1_900_000_000, '2030-03-17T17:46:40.000000Z'],
    [1_900_000_000.25, '2030-03-17T17:46:40.250000Z'],
    [1_693_592_749.705161, '2023-09-01T18:25:49.705161Z'],
    [1_693_592_749_705.161, '2023-09-01T18:25:49.705161Z'],
    [1e11, '1973-03-03T09:46:40.000000Z'],
    [0, '1970-01-01T00:00:00.000000Z'],
    [-0, '1970-01-01T00:00:00.000000Z'],
    [-86_400.5, '1969-12-30T23:59:59.500000Z'],
    ['2036-02-28T12:00:00Z', '2036-02-28T12:00:00.000000Z'],
  ])('reads %j as %s', (value, expected) => expect(read(value)).toBe(expected));

  it.each<[unknown, string]>([
    ...['2030-02-30', '2029-02-29', '2030-13-01', '2030-00-10', '2030-01-00', '2030-04-31', '2030-1-2', '20300102'].map(
      (text): [unknown, string] => [text, NOT_A_TIME],
    ),
    ...['2030-01-02T24:00:00', '2030-01-02T03:60', '2030-01-02T03:04:60Z', '2030-01-02T03', '2030-01-02T'].map(
      (text): [unknown, string] => [text, NOT_A_TIME],
    ),
    ...['2030-01-02Z', '2030-01-02T03:04+24:00', '2030-01-02T03:04+01:60', '2030-01-02T03:04 Z', '2030-W01-1'].map(
      (text): [unknown, string] => [text, NOT_A_TIME],
    ),
    ...['', ' ', '1900000000', 'tomorrow', ' 2030-01-02', '2030-01-02\n', '+002030-01-02', '٢٠٣٠-01-02'].map(
      (text): [unknown, string] => [text, NOT_A_TIME],
    ),
    ...[true, {}, [], [2030], NaN, -Infinity, -1e300].map((value): [unknown, string] => [value, NOT_A_TIME]),
    ['2036-02-28T12:00:00.000001Z', TOO_FAR],
    ['9999-12-31', TOO_FAR],
    [9e10, TOO_FAR],
    [Infinity, TOO_FAR],
    [1e300, TOO_FAR],
  ])('refuses %j: %s', (value, expected) => expect(read(value)).toBe(expected));

  it('never throws, and what it reads can be written', () => {
    const text = fc.stringMatching(/^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?$/);
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.double(), text), (value) => {
        expect(typeof read(value)).toBe('string');
      }),
    );
  });

  it('agrees with Date about every text that both read', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('0001-01-01'), max: new Date('2035-12-31'), noInvalidDate: true }),
        (date) => {
          expect(parseTime(date.toISOString(), NOW)).toEqual({ value: instantOf(date.getTime()) });
        },
      ),
    );
  });
});

describe('Time out', () => {
  it('has six fraction digits or, naive, none', () => {
    const instant = instantOf(Date.parse('2023-09-01T18:25:49.705Z')) + 161;
    expect(formatInstant(instant)).toBe('2023-09-01T18:25:49.705161Z');
    expect(formatNaiveSeconds(instant)).toBe('2023-09-01T18:25:49');
    expect(formatInstant(-1)).toBe('1969-12-31T23:59:59.999999Z');
  });
});
