import { DAY, formatInstant, instantOf, SECOND } from '../values/instant';
import { nextSlot, slotsAfter, slotsBetween, slotsWithin, type Interval } from './slots';

const at = (iso: string) => instantOf(Date.parse(iso));
const day = (instant: number | undefined) => instant && formatInstant(instant).slice(0, 10);
const seconds = (count: number, first: number): Interval => ({
  every: { months: 0, microseconds: count * SECOND },
  first,
});
const months = (count: number, first: string): Interval => ({
  every: { months: count, microseconds: 0 },
  first: at(first),
});

describe('slots of an interval', () => {
  const first = at('2026-01-01T00:00:00Z') + 7;
  const tenth = seconds(10, first);

  it('do not drift', () => {
    expect(nextSlot(tenth, first)).toBe(first + 10 * SECOND);
    expect(nextSlot(tenth, first + 10 * SECOND - 1)).toBe(first + 10 * SECOND);
    expect(nextSlot(tenth, first + 3650 * DAY)).toBe(first + 3650 * DAY + 10 * SECOND);
  });
  it('begin with the first', () => {
    expect(nextSlot(tenth, first - 1)).toBe(first);
    expect(nextSlot(tenth, first - 5 * DAY)).toBe(first);
    expect(slotsBetween(tenth, first - DAY, first + 10 * SECOND, 5)).toEqual({
      count: 2,
      last: [first, first + 10 * SECOND],
    });
    expect(slotsBetween(tenth, first - DAY, first - 1, 5)).toEqual({ count: 0, last: [] });
  });
  it('are counted however many they are, the last ones listed', () => {
    const found = slotsBetween(seconds(1, first), first, first + 3650 * DAY, 2);
    expect(found).toEqual({ count: 3650 * 86_400, last: [first + 3650 * DAY - SECOND, first + 3650 * DAY] });
    expect(slotsBetween(tenth, first, first, 2)).toEqual({ count: 0, last: [] });
    expect(slotsBetween(tenth, first + DAY, first, 2)).toEqual({ count: 0, last: [] });
  });
});

describe('slots of months', () => {
  const monthly = months(1, '2024-01-31T12:00:00Z');

  it('are clamped each for itself', () => {
    const { count, last } = slotsBetween(monthly, at('2024-01-31T12:00:00Z'), at('2024-06-30T12:00:00Z'), 9);
    expect(count).toBe(5);
    expect(last.map(day)).toEqual(['2024-02-29', '2024-03-31', '2024-04-30', '2024-05-31', '2024-06-30']);
  });
  it.each([
    ['2024-02-29T11:59:59Z', '2024-02-29'],
    ['2024-02-29T12:00:00Z', '2024-03-31'],
    ['2024-03-30T00:00:00Z', '2024-03-31'],
    ['2025-02-01T00:00:00Z', '2025-02-28'],
    ['2020-01-01T00:00:00Z', '2024-01-31'],
  ])('after %s: %s', (after, expected) => expect(day(nextSlot(monthly, at(after)))).toBe(expected));

  it('come every few months as well', () => {
    const quarterly = months(3, '2023-11-30T00:00:00Z');
    const { last } = slotsBetween(quarterly, at('2023-11-30T00:00:00Z'), at('2025-01-01T00:00:00Z'), 9);
    expect(last.map(day)).toEqual(['2024-02-29', '2024-05-30', '2024-08-30', '2024-11-30']);
  });
});

describe('slots of a cron expression', () => {
  const daily = { cron: '@daily', timezone: 'UTC' };
  const never = { cron: '0 0 30 2 *', timezone: 'UTC' };

  it('are its matches', () => {
    expect(day(nextSlot(daily, at('2026-02-28T00:00:00Z')))).toBe('2026-03-01');
    expect(slotsBetween(daily, at('2026-02-27T00:00:00Z'), at('2026-03-02T00:00:00Z'), 1)).toEqual({
      count: 3,
      last: [at('2026-03-02T00:00:00Z')],
    });
  });
  it('may be none', () => {
    expect(nextSlot(never, 0)).toBeUndefined();
    expect(slotsBetween(never, 0, at('2026-01-01T00:00:00Z'), 5)).toEqual({ count: 0, last: [] });
  });
});

describe('slots of a plan that ends', () => {
  const first = at('2026-01-01T00:00:00Z');
  const until = first + 25 * SECOND;

  it.each([
    ['an interval', { ...seconds(10, first), until }, 3],
    ['a cron expression', { cron: '0 0 * * *', timezone: 'UTC', until: first + 2 * DAY }, 3],
  ])('of %s are not later than its end', (_, plan, count) => {
    const all = slotsAfter(plan, first - 1, 100);
    expect(all).toHaveLength(count);
    expect(slotsBetween(plan, first - 1, first + 3650 * DAY, 100)).toEqual({ count, last: all });
    expect(nextSlot(plan, all[count - 1])).toBeUndefined();
    expect(slotsWithin(plan, first, first + 3650 * DAY, 100)).toEqual(all);
  });

  it('may be at its very end', () =>
    expect(nextSlot({ ...seconds(10, first), until: first + 10 * SECOND }, first)).toBe(first + 10 * SECOND));
});

describe('slots within', () => {
  const first = at('2026-01-31T00:00:00Z');
  const monthly = months(1, '2026-01-31T00:00:00Z');

  it('are on the grid, before the first run too, the end left out', () => {
    const found = slotsWithin(monthly, at('2025-11-30T00:00:00Z'), at('2026-03-31T00:00:00Z'), 9);
    expect(found?.map(day)).toEqual(['2025-11-30', '2025-12-31', '2026-01-31', '2026-02-28']);
    const tens = slotsWithin(seconds(10, first), first - 25 * SECOND, first + 1, 9);
    expect(tens).toEqual([first - 20 * SECOND, first - 10 * SECOND, first]);
    const hours = slotsWithin({ cron: '0 * * * *', timezone: 'UTC' }, first, first + DAY, 24);
    expect(hours).toHaveLength(24);
    expect(hours?.[0]).toBe(first);
  });

  it('are refused when they are too many, however long the time', () => {
    expect(slotsWithin(seconds(1, first), first, first + 1000 * SECOND, 1000)).toHaveLength(1000);
    expect(slotsWithin(seconds(1, first), first, first + 1001 * SECOND, 1000)).toBeUndefined();
    expect(
      slotsWithin({ cron: '* * * * *', timezone: 'UTC' }, at('0001-01-01T00:00:00Z'), first, 1000),
    ).toBeUndefined();
  });

  it('are none when the time is empty', () => expect(slotsWithin(seconds(1, first), first, first, 9)).toEqual([]));
});
