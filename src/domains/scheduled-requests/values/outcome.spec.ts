import { SECOND } from './instant';
import { errorCode, judge, nextStep, type Outcome } from './outcome';
import { accepted } from './parsed';
import { parseRetry } from './retry';

const policy = accepted(parseRetry({ max_attempts: 3, base: 2 }));
const step = (outcome: Outcome, attempt = 1, interruptions = 0) =>
  nextStep(outcome, { attempt, interruptions }, policy, 0, () => 0);

describe('an outcome', () => {
  it.each([200, 204, 299])('%i completes', (status) => {
    expect(judge({ status })).toBe('completed');
    expect(errorCode({ status })).toBeNull();
    expect(step({ status }, 3)).toEqual({ state: 'completed' });
  });
  it.each([408, 425, 429, 500, 503, 599])('%i is retried', (status) => {
    expect(judge({ status })).toBe('retry');
    expect(errorCode({ status })).toBe('http');
  });
  it.each([300, 301, 304, 400, 401, 404, 410, 499, 600, 999])('%i is discarded', (status) => {
    expect(judge({ status })).toBe('discard');
    expect(errorCode({ status })).toBe('http');
    expect(step({ status })).toEqual({ state: 'discarded' });
  });
  it.each(['timeout', 'dns', 'tls', 'connection'] as const)('%s is retried', (disruption) => {
    expect(judge({ disruption })).toBe('retry');
    expect(errorCode({ disruption })).toBe(disruption);
  });
  it('blocked is discarded, interrupted sent again', () => {
    expect(judge({ disruption: 'blocked' })).toBe('discard');
    expect(judge({ disruption: 'interrupted' })).toBe('resend');
  });
});

describe('nextStep', () => {
  const timeout: Outcome = { disruption: 'timeout' };

  it('waits longer after each failure and discards after the last attempt', () => {
    expect(step(timeout, 1)).toEqual({ state: 'retryable', delay: 2 * SECOND });
    expect(step(timeout, 2)).toEqual({ state: 'retryable', delay: 4 * SECOND });
    expect(step(timeout, 3)).toEqual({ state: 'discarded' });
  });
  it('does not count interruptions as attempts', () => {
    expect(step(timeout, 5, 3)).toEqual({ state: 'retryable', delay: 4 * SECOND });
    expect(step(timeout, 6, 3)).toEqual({ state: 'discarded' });
  });
  it('sends again at once after an interruption, discards after the fifth', () => {
    expect(step({ disruption: 'interrupted' }, 6, 4)).toEqual({ state: 'executing' });
    expect(step({ disruption: 'interrupted' }, 5, 5)).toEqual({ state: 'discarded' });
  });
  it('lets Retry-After raise the delay, never lower it', () => {
    expect(step({ status: 503, retryAfter: '60' })).toEqual({ state: 'retryable', delay: 60 * SECOND });
    expect(step({ status: 429, retryAfter: '1' })).toEqual({ state: 'retryable', delay: 2 * SECOND });
    expect(step({ status: 404, retryAfter: '60' })).toEqual({ state: 'discarded' });
  });
});
