import fc from 'fast-check';
import { DAY, HOUR, instantOf, MINUTE, SECOND } from './instant';
import { accepted } from './parsed';
import { parseRetry, retryAfterDelay, retryDelay } from './retry';

const DEFAULT = { maxAttempts: 3, backoff: 'exponential', base: 10 * SECOND, max: HOUR, jitter: 0.2 };

describe('parseRetry', () => {
  it.each<[unknown, object]>([
    [undefined, {}],
    [{}, {}],
    [{ max_attempts: null, backoff: null, base: null, max: null, jitter: null, other: [1] }, {}],
    [
      { max_attempts: 50, backoff: 'linear' },
      { maxAttempts: 50, backoff: 'linear' },
    ],
    [
      { max_attempts: 1, backoff: 'fixed', jitter: 0 },
      { maxAttempts: 1, backoff: 'fixed', jitter: 0 },
    ],
    [
      { base: 0.1, max: [7, 'days'] },
      { base: SECOND / 10, max: 7 * DAY },
    ],
    [{ base: '1 day' }, { base: DAY, max: DAY }],
    [{ max: 0 }, { max: 10 * SECOND }],
    [{ jitter: true }, { jitter: 0.2 }],
    [{ jitter: false }, { jitter: 0 }],
    [{ jitter: 1 }, { jitter: 1 }],
    [JSON.parse('{"__proto__":{"max_attempts":99}}'), {}],
  ])('reads %j', (value, members) => expect(parseRetry(value)).toEqual({ value: { ...DEFAULT, ...members } }));

  it.each<[unknown, string]>([
    [5, 'is invalid'],
    [[], 'is invalid'],
    ['{}', 'is invalid'],
    [{ max_attempts: 0, backoff: 'x', base: 'x' }, 'max_attempts must be between 1 and 50'],
    [{ max_attempts: 51 }, 'max_attempts must be between 1 and 50'],
    [{ max_attempts: 1.5 }, 'max_attempts must be between 1 and 50'],
    [{ max_attempts: '3' }, 'max_attempts must be between 1 and 50'],
    [{ backoff: 'Linear', base: 0 }, 'backoff is invalid'],
    [{ backoff: 1 }, 'backoff is invalid'],
    [{ base: 0.09, max: -1 }, 'base is invalid'],
    [{ base: [25, 'hours'] }, 'base is invalid'],
    [{ base: '5' }, 'base is invalid'],
    [{ base: [1, 'month'] }, 'base is invalid'],
    [{ max: [8, 'days'], jitter: 2 }, 'max is invalid'],
    [{ max: true }, 'max is invalid'],
    [{ jitter: 1.01 }, 'jitter is invalid'],
    [{ jitter: -0.1 }, 'jitter is invalid'],
    [{ jitter: 'yes' }, 'jitter is invalid'],
  ])('refuses %j: %s', (value, error) => expect(parseRetry(value)).toEqual({ error }));

  it('refuses what is too deep to be stored, and never throws', () => {
    expect(parseRetry(JSON.parse(`{"x":${'['.repeat(100_000)}${']'.repeat(100_000)}}`))).toEqual({
      error: 'is invalid',
    });
    fc.assert(fc.property(fc.jsonValue(), (sent) => expect(parseRetry(sent)).toBeDefined()));
  });
});

describe('retryDelay', () => {
  const delays = (retry: object, random = 0) =>
    [1, 2, 3, 4].map((failures) => retryDelay(accepted(parseRetry(retry)), failures, () => random) / SECOND);

  it('doubles, grows or stays', () => {
    expect(delays({ base: 2 })).toEqual([2, 4, 8, 16]);
    expect(delays({ base: 2, backoff: 'linear' })).toEqual([2, 4, 6, 8]);
    expect(delays({ base: 2, backoff: 'fixed' })).toEqual([2, 2, 2, 2]);
  });
  it('ends at max, and adds jitter after that', () => {
    expect(delays({ base: 2, max: 5 })).toEqual([2, 4, 5, 5]);
    expect(delays({ base: 2, max: 5, jitter: 1 }, 0.5)).toEqual([3, 6, 7.5, 7.5]);
    expect(delays({ base: 2, jitter: true }, 0.5)).toEqual([2.2, 4.4, 8.8, 17.6]);
  });
  it('holds for the fiftieth failure', () => {
    expect(retryDelay(accepted(parseRetry({ max_attempts: 50 })), 50, () => 0)).toBe(HOUR);
  });
});

describe('retryAfterDelay', () => {
  const now = instantOf(Date.parse('1994-11-06T08:48:37Z'));
  it.each([
    ['120', 2 * MINUTE],
    [' 7 ', 7 * SECOND],
    ['0', 0],
    ['86401', DAY],
    ['9'.repeat(400), DAY],
    ['Sun, 06 Nov 1994 08:49:37 GMT', MINUTE],
    ['Sunday, 06-Nov-94 08:49:37 GMT', MINUTE],
    ['Sun Nov  6 08:49:37 1994', MINUTE],
    ['Sun, 06 Nov 1993 08:49:37 GMT', 0],
    ['Sun, 06 Nov 2094 08:49:37 GMT', DAY],
    ['1.5', 0],
    ['-5', 0],
    ['soon', 0],
    ['', 0],
    [undefined, 0],
  ])('%j asks for %d µs', (header, expected) => expect(retryAfterDelay(header, now)).toBe(expected));
});
