import { SECOND, type Instant } from '../values/instant';
import { retryAfterDelay } from '../values/retry';

export const DELIVERY_STATES = ['pending', 'delivered', 'given_up'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** What became of one try. `interrupted`: our process ends. */
export type Try = { status: number; retryAfter?: string } | { failure: 'failed' | 'blocked' | 'interrupted' };

/** What is to be recorded of it. */
export interface Settlement {
  state: DeliveryState;
  /** Tries that it counts as. */
  tries: 0 | 1;
  /** Null without an answer. */
  status: number | null;
  /** Microseconds until the next try. */
  delay: number;
}

/** Waits after the first failed try, the second, ...; the one after the last wait is the last. */
const WAITS = [1, 5, 30, 120, 600, 3600, 21_600].map((seconds) => seconds * SECOND);
const JITTER = 0.2;

/** @param earlier tries before this one; @param random gives a number from 0 up to 1 */
export function settle(made: Try, earlier: number, now: Instant, random: () => number): Settlement {
  const status = 'status' in made ? made.status : null;
  if ('failure' in made && made.failure === 'interrupted') return { state: 'pending', tries: 0, status, delay: 0 };
  const ends = (state: DeliveryState): Settlement => ({ state, tries: 1, status, delay: 0 });
  if (status !== null && status >= 200 && status <= 299) return ends('delivered');
  const wait = WAITS[earlier];
  if (wait === undefined || ('failure' in made && made.failure === 'blocked')) return ends('given_up');
  const asked = 'status' in made ? retryAfterDelay(made.retryAfter, now) : 0;
  const delay = Math.max(Math.round(wait * (1 + JITTER * random())), asked);
  return { state: 'pending', tries: 1, status, delay };
}
