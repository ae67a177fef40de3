import { DAY, SECOND } from '../values/instant';
import { settle, type Try } from './delivery-outcome';

const least = () => 0;
const most = () => 0.999999;
const now = 1_700_000_000 * SECOND;

it.each([200, 204, 299])('%i is taken', (status) => {
  expect(settle({ status }, 3, now, least)).toEqual({ state: 'delivered', tries: 1, status, delay: 0 });
});

it.each([101, 300, 302, 400, 404, 410, 429, 500, 599])('%i is tried again', (status) => {
  expect(settle({ status }, 0, now, least)).toEqual({ state: 'pending', tries: 1, status, delay: SECOND });
});

it.each([
  [0, 1],
  [1, 5],
  [2, 30],
  [3, 120],
  [4, 600],
  [5, 3600],
  [6, 21_600],
])('after %i earlier tries the next one is in %i s and up to 20 %% more', (earlier, seconds) => {
  const made: Try = { failure: 'failed' };
  expect(settle(made, earlier, now, least)).toMatchObject({ state: 'pending', delay: seconds * SECOND });
  const { delay } = settle(made, earlier, now, most);
  expect(delay).toBeGreaterThan(1.19 * seconds * SECOND);
  expect(delay).toBeLessThanOrEqual(1.2 * seconds * SECOND);
});

it('the eighth try is the last', () => {
  expect(settle({ status: 500 }, 7, now, least)).toEqual({ state: 'given_up', tries: 1, status: 500, delay: 0 });
});

it('a refused address is given up at once', () => {
  expect(settle({ failure: 'blocked' }, 0, now, least)).toMatchObject({ state: 'given_up', tries: 1, status: null });
});

it('an interruption counts as no try', () => {
  expect(settle({ failure: 'interrupted' }, 7, now, least)).toMatchObject({ state: 'pending', tries: 0, delay: 0 });
});

it.each([
  ['7', 7 * SECOND],
  ['0', SECOND],
  ['999999', DAY],
  [new Date(now / 1000 + 9000).toUTCString(), 9 * SECOND],
  ['soon', SECOND],
])('Retry-After %s is honoured', (retryAfter, delay) => {
  expect(settle({ status: 503, retryAfter }, 0, now, least).delay).toBe(delay);
});
