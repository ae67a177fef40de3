import { HOUR, instantOf, MINUTE } from '../values/instant';
import { canonicalTimeZone, parseTimeZone, timeOfDay } from './time-zone';

describe('parseTimeZone', () => {
  it.each([
    'UTC',
    'utc',
    'Europe/Oslo',
    'america/new_york',
    'Etc/GMT+5',
    'US/Eastern',
    'EST',
    'GB',
    'EST5EDT',
    'Asia/Kolkata',
  ])('takes %s', (name) => expect(parseTimeZone(name)).toEqual({ value: name }));
  it.each(['', 'Mars/Olympus', '+05:00', 'UTC+1', 'BST', 'ist', 'PST', 'SystemV/PST8', ' UTC', 'Z', 5, null, {}, []])(
    'refuses %j',
    (value) => expect(parseTimeZone(value)).toEqual({ error: 'is not a known time zone' }),
  );
  it('has one name for each spelling', () => expect(canonicalTimeZone('EUROPE/oslo')).toBe('Europe/Oslo'));
});

it('reads the clocks of a zone', () => {
  const noon = instantOf(Date.parse('2026-07-01T12:00:00Z'));
  expect(timeOfDay(noon, 'Asia/Kolkata')).toBe(17 * HOUR + 30 * MINUTE);
  expect(timeOfDay(noon + 12 * HOUR, 'UTC')).toBe(0);
});
