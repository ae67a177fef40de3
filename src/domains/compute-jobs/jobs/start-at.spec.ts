import { Fields } from '../requests/fields';
import { readStartAt } from './start-at';

describe('readStartAt', () => {
  const NOW = new Date('2026-03-01T00:00:00Z');
  const read = (startAt: unknown) => {
    const fields = Fields.of({ startAt });
    const at = readStartAt(fields);
    fields.violations.refuse([]);
    return at;
  };

  beforeAll(() => jest.useFakeTimers({ now: NOW }));
  afterAll(() => jest.useRealTimers());

  it.each([
    [undefined, null],
    ['', null],
    ['2026-03-01T00:00:00.5Z', '2026-03-01T00:00:00.500Z'],
    ['2026-03-01T02:00:00+01:00', '2026-03-01T01:00:00.000Z'],
    ['2020-02-29T00:00:00Z', NOW.toISOString()],
    ['2027-03-01T00:00:00Z', '2027-03-01T00:00:00.000Z'],
  ])('reads %j', (text, time) => {
    expect(read(text)?.toISOString() ?? null).toBe(time);
  });

  it.each([
    '2027-03-01T00:00:01Z',
    '2026-03-01',
    '2026-03-01 00:00:00Z',
    '2026-02-29T00:00:00Z',
    '2026-03-01T25:00:00Z',
    '9999-12-31T23:59:59-01:00',
    5,
    {},
  ])('refuses %j', (value) => {
    expect(() => read(value)).toThrow('startAt must be an RFC 3339 date-time');
  });
});
