import { isDeeperThan, isJsonObject } from '../../../kernel/http/json';
import { parseDurationWithin } from './duration';
import { DAY, HOUR, instantOf, SECOND, type Instant } from './instant';
import { MAX_DEPTH } from './json';
import { oneOf, type Parsed } from './parsed';

const BACKOFFS = ['exponential', 'linear', 'fixed'] as const;

export interface RetryPolicy {
  maxAttempts: number;
  backoff: (typeof BACKOFFS)[number];
  /** Microseconds. */
  base: number;
  /** Microseconds, before jitter. */
  max: number;
  /** The largest random addition, as a part of the delay: 0 to 1. */
  jitter: number;
}

const DEFAULT_JITTER = 0.2;
const DEFAULT: RetryPolicy = {
  maxAttempts: 3,
  backoff: 'exponential',
  base: 10 * SECOND,
  max: HOUR,
  jitter: DEFAULT_JITTER,
};
const MAX_RETRY_AFTER = DAY;
/** IMF-fixdate, RFC 850 and asctime, the three forms of RFC 9110 5.6.7; the last one names no zone. */
const HTTP_DATE = /^[A-Z][a-z]+,? [\w :-]+$/;

/** Reads `retry`; what is not set has its default. One text: the first member that is refused. */
export function parseRetry(value: unknown): Parsed<RetryPolicy> {
  if (value === undefined) return { value: DEFAULT };
  if (!isJsonObject(value) || isDeeperThan(value, MAX_DEPTH)) return { error: 'is invalid' };
  const member = <T>(name: string, fallback: T, parse: (given: unknown) => Parsed<T>): Parsed<T> =>
    Object.hasOwn(value, name) && value[name] !== null ? parse(value[name]) : { value: fallback };

  const maxAttempts = member('max_attempts', DEFAULT.maxAttempts, parseMaxAttempts);
  if ('error' in maxAttempts) return maxAttempts;
  const backoff = member('backoff', DEFAULT.backoff, oneOf(BACKOFFS));
  if ('error' in backoff) return { error: 'backoff is invalid' };
  const base = member('base', DEFAULT.base, (given) => parseDurationWithin(given, SECOND / 10, DAY, ''));
  if ('error' in base) return { error: 'base is invalid' };
  const max = member('max', DEFAULT.max, (given) => parseDurationWithin(given, 0, 7 * DAY, ''));
  if ('error' in max) return { error: 'max is invalid' };
  const jitter = member('jitter', DEFAULT.jitter, parseJitter);
  if ('error' in jitter) return { error: 'jitter is invalid' };
  return {
    value: {
      maxAttempts: maxAttempts.value,
      backoff: backoff.value,
      base: base.value,
      max: Math.max(base.value, max.value),
      jitter: jitter.value,
    },
  };
}

function parseMaxAttempts(value: unknown): Parsed<number> {
  const fits = typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 50;
  return fits ? { value } : { error: 'max_attempts must be between 1 and 50' };
}

function parseJitter(value: unknown): Parsed<number> {
  if (typeof value === 'boolean') return { value: value ? DEFAULT_JITTER : 0 };
  const fits = typeof value === 'number' && value >= 0 && value <= 1;
  return fits ? { value } : { error: 'is invalid' };
}

/** Microseconds to wait after the `failures`-th failure (1, 2, ...). `random` gives a number from 0 up to 1. */
export function retryDelay(policy: RetryPolicy, failures: number, random: () => number): number {
  const factor = { exponential: 2 ** (failures - 1), linear: failures, fixed: 1 }[policy.backoff];
  const delay = Math.min(policy.base * factor, policy.max);
  return Math.round(delay * (1 + random() * policy.jitter));
}

/** Microseconds from `now` that a `Retry-After` (seconds or HTTP date) asks for: 0 up to 24 h, 0 when unreadable. */
export function retryAfterDelay(header: string | undefined, now: Instant): number {
  const text = header?.trim() ?? '';
  const asked = /^\d+$/.test(text) ? Number(text) * SECOND : httpDate(text) - now;
  return Math.min(Math.max(asked || 0, 0), MAX_RETRY_AFTER);
}

function httpDate(text: string): Instant {
  return HTTP_DATE.test(text) ? instantOf(Date.parse(text.endsWith(' GMT') ? text : `${text} GMT`)) : NaN;
}
