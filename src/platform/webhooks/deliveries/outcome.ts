import type { DeliveryState } from './transitions';
import { retryAfter, retryDelay } from './retry-delay';

/** What became of one try: an answer, or the reason why there is none. */
export interface Try {
  /** Null without an answer. */
  status: number | null;
  /** Null for a 2xx; names at most the host. */
  error: string | null;
  /** The first KiB of the answer's body. */
  response: string | null;
  /** Whole milliseconds. */
  durationMs: number;
  retryAfter?: string;
  /** It ended because this process does: nobody is to blame. */
  interrupted?: boolean;
}

/** What is to be recorded of a try. */
export interface Settlement {
  state: DeliveryState;
  /** Seconds until the next try. */
  delay: number;
  /** Whether it counts against the endpoint. */
  failed: boolean;
  /** The receiver wants no more. */
  gone: boolean;
}

const GONE = 410;

/** @param failures failed tries before this one; @param waits seconds; @param now milliseconds since 1970 */
export function settlement(
  made: Try,
  failures: number,
  waits: number[],
  now: number,
  random: () => number,
): Settlement {
  if (made.error === null) return { state: 'delivered', delay: 0, failed: false, gone: false };
  if (made.interrupted) return { state: 'pending', delay: 0, failed: false, gone: false };
  const gone = made.status === GONE;
  const wait = retryDelay(waits, failures + 1, random);
  if (wait === undefined) return { state: 'dead', delay: 0, failed: true, gone };
  return { state: 'pending', delay: Math.max(wait, retryAfter(made.retryAfter, now)), failed: true, gone };
}
