import { retryAfter, retryDelay } from './retry-delay';

const NOW = Date.parse('2026-01-31T12:00:00Z');

describe('retryDelay', () => {
  it.each([
    [1, 0, 4],
    [1, 0.5, 5],
    [2, 0.5, 30],
    [2, 1, 36],
    [3, 0.5, undefined],
  ])('after failure %d with chance %d is %s seconds', (failures, chance, seconds) => {
    expect(retryDelay([5, 30], failures, () => chance)).toBe(seconds);
  });
});

describe('retryAfter', () => {
  it.each([
    [undefined, 0],
    ['7', 7],
    [' 7 ', 7],
    ['-7', 0],
    ['soon', 0],
    ['1'.repeat(400), 86_400],
    ['999999', 86_400],
    ['Sat, 31 Jan 2026 12:01:00 GMT', 60],
    ['Saturday, 31-Jan-26 12:01:00 GMT', 60],
    ['Sat Jan 31 12:01:00 2026', 60],
    ['Sat, 31 Jan 2026 11:00:00 GMT', 0],
  ])('of %s is %d seconds', (header, seconds) => expect(retryAfter(header, NOW)).toBe(seconds));
});
