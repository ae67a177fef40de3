import { isRetried, retryDelay } from './retries';

describe('retryDelay', () => {
  it.each([
    [1, 0, 500],
    [2, 0, 1000],
    [6, 0, 16_000],
    [7, 0, 30_000],
    [100, 0, 30_000],
    [1, 1, 600],
    [7, 1, 36_000],
    [3, 0.5, 2200],
  ])('after attempt %i, with chance %f, is %i ms', (attempt, random, expected) => {
    expect(retryDelay(attempt, random)).toBeCloseTo(expected);
  });
});

describe('isRetried', () => {
  const failure = { why: 'exit code 3', exitCode: 3 };

  it.each([
    ['three times unless told otherwise', failure, 3, {}, true],
    ['no fourth time', failure, 4, {}, false],
    ['as often as configured', failure, 5, { maxTaskRetries: 5 }, true],
    ['not once if so configured', failure, 1, { maxTaskRetries: 0 }, false],
    ['nothing that would end no better', { ...failure, final: true }, 1, {}, false],
    ['a code that is listed', failure, 1, { retryExitCodes: [3] }, true],
    ['no code that is not listed', failure, 1, { retryExitCodes: [4] }, false],
    [
      'no signal where codes are listed',
      { why: 'signal SIGKILL', signal: 'SIGKILL' },
      1,
      { retryExitCodes: [3] },
      false,
    ],
    ['no code that is excepted', failure, 1, { noRetryExitCodes: [3] }, false],
    ['a code that is not excepted', failure, 1, { noRetryExitCodes: [4] }, true],
    [
      'a signal where codes are excepted',
      { why: 'signal SIGKILL', signal: 'SIGKILL' },
      1,
      { noRetryExitCodes: [3] },
      true,
    ],
    ['no code that is both', failure, 1, { retryExitCodes: [3], noRetryExitCodes: [3] }, false],
  ])('retries %s', (_case, given, attempt, config, expected) => {
    expect(isRetried(given, attempt, config)).toBe(expected);
  });
});
