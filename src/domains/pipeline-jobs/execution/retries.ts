import type { PipelineConfig } from '../connectors/connector';
import { isRetried } from '../items/item-error';
import type { ItemError } from '../items/item-error';

const MAX_ATTEMPTS = 3;
/** Seconds. */
const BACKOFF = 1;
/** Milliseconds. */
const LONGEST_BACKOFF = 30_000;
const LONGEST_ASKED_FOR = 3_600_000;
const JITTER = 0.2;
/** Attempts answered 429 that do not count. */
const FREE_LIMITED = 8;

/** Attempts of one item in this run, the last one included. */
export interface Tries {
  attempts: number;
  /** Of these, answered 429. */
  limited: number;
}

/** What follows from a failed attempt, in milliseconds. */
export interface Consequence {
  /** Until the next one; undefined when there is none. */
  retryAfter?: number;
  /** For which the job begins no call at all; undefined when it goes on. */
  pause?: number;
}

/** @param random from 0 to 1 */
export function consequenceOf(
  error: ItemError,
  { attempts, limited }: Tries,
  { max_attempts = MAX_ATTEMPTS, backoff_seconds = BACKOFF }: PipelineConfig,
  random: number,
): Consequence {
  if (!isRetried(error.type)) return {};
  const wait = error.retryAfter ?? backoff(backoff_seconds * 1000, attempts, random);
  if (wait > LONGEST_ASKED_FOR) return {};
  const counted = attempts - Math.min(limited, FREE_LIMITED);
  return { retryAfter: counted < max_attempts ? wait : undefined, pause: holdsBack(error) ? wait : undefined };
}

function backoff(first: number, attempts: number, random: number): number {
  return Math.min(LONGEST_BACKOFF, first * 2 ** (attempts - 1)) * (1 + JITTER * (2 * random - 1));
}

function holdsBack({ type, statusCode, retryAfter }: ItemError): boolean {
  return type === 'rate_limited' || (statusCode === 503 && retryAfter !== undefined);
}
