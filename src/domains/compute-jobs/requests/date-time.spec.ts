import { parseDateTime, readDateTime } from './date-time';
import { Fields } from './fields';

describe('parseDateTime', () => {
  it.each([
    ['2026-01-31T12:00:00Z', '2026-01-31T12:00:00.000Z'],
    ['2026-01-31t12:00:00.5z', '2026-01-31T12:00:00.500Z'],
    ['2026-01-31T12:00:00.123456789+02:00', '2026-01-31T10:00:00.123Z'],
    ['2024-02-29T00:00:00-00:30', '2024-02-29T00:30:00.000Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
    ['9999-12-31T23:59:59Z', '9999-12-31T23:59:59.000Z'],
  ])('reads %s', (text, time) => {
    expect(new Date(parseDateTime(text)).toISOString()).toBe(time);
  });

  it.each([
    '2026-01-31',
    '2026-01-31T12:00Z',
    '2026-01-31T12:00:00',
    '2026-01-31 12:00:00Z',
    '2026-02-29T00:00:00Z',
    '2026-00-01T00:00:00Z',
    '2026-01-00T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01T00:60:00Z',
    '0001-01-01T00:00:00+01:00',
    '9999-12-31T23:59:59-01:00',
    '',
    0,
    null,
    [],
  ])('does not read %j', (value) => {
    expect(parseDateTime(value)).toBeNaN();
  });
});

describe('readDateTime', () => {
  it('gives the moment, nothing for what is not sent, and a violation for anything else', () => {
    const fields = Fields.of({ createdAt: '2026-01-31T12:00:00Z', ended_at: null, startAt: 5 });
    expect(readDateTime(fields, 'createdAt')).toEqual(new Date('2026-01-31T12:00:00Z'));
    expect(readDateTime(fields, 'endedAt')).toBeUndefined();
    expect(() => fields.violations.refuse([])).not.toThrow();
    expect(readDateTime(fields, 'startAt')).toBeUndefined();
    expect(() => fields.violations.refuse(['startAt'])).toThrow('startAt must be an RFC 3339 date-time');
  });
});
