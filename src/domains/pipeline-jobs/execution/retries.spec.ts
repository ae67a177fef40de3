import { ItemError } from '../items/item-error';
import type { ItemErrorType } from '../items/item-error';
import { consequenceOf } from './retries';

const HOUR = 3_600_000;
const config = (more: object = {}) => ({ connector: 'x', ...more });

describe('consequenceOf', () => {
  const after = (type: ItemErrorType, attempts: number, more: object = {}, limited = 0) =>
    consequenceOf(new ItemError(type, 'm'), { attempts, limited }, config(more), 0.5).retryAfter;

  it.each<[ItemErrorType, boolean]>([
    ['connection', true],
    ['timeout', true],
    ['rate_limited', true],
    ['upstream', true],
    ['rejected', false],
    ['invalid_response', false],
    ['blocked', false],
    ['invalid_params', false],
    ['invalid_filter', false],
    ['file_missing', false],
    ['pipeline_unavailable', false],
    ['internal', false],
  ])('of %s: another attempt? %s', (type, retried) => expect(after(type, 1) !== undefined).toBe(retried));

  it('is as many attempts as configured, 3 by default', () => {
    expect([1, 2, 3].map((attempts) => after('upstream', attempts) !== undefined)).toEqual([true, true, false]);
    expect(after('upstream', 1, { max_attempts: 1 })).toBeUndefined();
    expect(after('upstream', 9, { max_attempts: 10 })).toBeDefined();
  });

  it('doubles the wait up to 30 s, give or take a fifth', () => {
    const waits = (random: number) =>
      [1, 2, 3, 6, 9].map(
        (attempts) =>
          consequenceOf(new ItemError('timeout', 'm'), { attempts, limited: 0 }, config({ max_attempts: 10 }), random)
            .retryAfter,
      );
    expect(waits(0.5)).toEqual([1000, 2000, 4000, 30_000, 30_000]);
    expect(waits(0)).toEqual([800, 1600, 3200, 24_000, 24_000]);
    expect(waits(1)).toEqual([1200, 2400, 4800, 36_000, 36_000]);
    expect(after('timeout', 1, { backoff_seconds: 0.01 })).toBe(10);
  });

  it('counts a 429 only after the eighth', () => {
    const goesOn = (attempts: number, limited: number) => after('rate_limited', attempts, {}, limited) !== undefined;
    expect(goesOn(8, 8)).toBe(true);
    expect(goesOn(10, 10)).toBe(true);
    expect(goesOn(11, 11)).toBe(false);
    expect(goesOn(10, 8)).toBe(true);
    expect(goesOn(11, 8)).toBe(false);
  });

  it('waits as long as it is asked to, up to an hour, and gives up beyond', () => {
    const asked = (retryAfter: number) =>
      consequenceOf(new ItemError('upstream', 'm', 500, retryAfter), { attempts: 1, limited: 0 }, config(), 0.9);
    expect(asked(0)).toEqual({ retryAfter: 0, pause: undefined });
    expect(asked(HOUR)).toEqual({ retryAfter: HOUR, pause: undefined });
    expect(asked(HOUR + 1)).toEqual({});
  });

  it.each<[string, ItemError, number, number | undefined]>([
    ['a 429 with Retry-After', new ItemError('rate_limited', 'm', 429, 5000), 1, 5000],
    ['a 429 without', new ItemError('rate_limited', 'm', 429), 2, 2000],
    ['a 429 that was the last attempt', new ItemError('rate_limited', 'm', 429, 5000), 99, 5000],
    ['a 503 with Retry-After', new ItemError('upstream', 'm', 503, 7000), 1, 7000],
    ['a 503 without', new ItemError('upstream', 'm', 503), 1, undefined],
    ['a 500 with Retry-After', new ItemError('upstream', 'm', 500, 7000), 1, undefined],
  ])('of %s: the job pauses', (_case, error, attempts, pause) =>
    expect(consequenceOf(error, { attempts, limited: 0 }, config(), 0.5).pause).toBe(pause),
  );
});
