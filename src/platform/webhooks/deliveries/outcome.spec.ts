import { settlement } from './outcome';
import type { Try } from './outcome';

const made = (changes: Partial<Try>): Try => ({ status: 500, error: 'x', response: '', durationMs: 1, ...changes });
const settle = (changes: Partial<Try>, failures = 0) => settlement(made(changes), failures, [5, 30], 0, () => 0.5);

describe('settlement', () => {
  it.each([
    ['a 2xx', { status: 204, error: null }, 0, { state: 'delivered', delay: 0, failed: false, gone: false }],
    ['a first failure', {}, 0, { state: 'pending', delay: 5, failed: true, gone: false }],
    ['no answer', { status: null }, 1, { state: 'pending', delay: 30, failed: true, gone: false }],
    ['the last failure', {}, 2, { state: 'dead', delay: 0, failed: true, gone: false }],
    ['410', { status: 410 }, 0, { state: 'pending', delay: 5, failed: true, gone: true }],
    ['a longer Retry-After', { retryAfter: '9' }, 0, { state: 'pending', delay: 9, failed: true, gone: false }],
    ['a shorter Retry-After', { retryAfter: '1' }, 0, { state: 'pending', delay: 5, failed: true, gone: false }],
    ['an interruption', { interrupted: true }, 2, { state: 'pending', delay: 0, failed: false, gone: false }],
  ] as const)('of %s', (_, changes, failures, expected) => expect(settle(changes, failures)).toEqual(expected));
});
