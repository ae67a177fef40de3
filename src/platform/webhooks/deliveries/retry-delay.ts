/** Waits grow and shrink by up to this part at random, so that many deliveries do not come back at once. */
const JITTER = 0.2;
/** Seconds that a receiver may ask for. */
const MAX_RETRY_AFTER = 86_400;
/** IMF-fixdate, RFC 850 and asctime, the three forms of RFC 9110 5.6.7; the last one names no zone. */
const HTTP_DATE = /^[A-Z][a-z]+,? [\w :-]+$/;

/** Seconds until the next try after the `failures`-th failed one (1, 2, ...); undefined when that was the last. */
export function retryDelay(waits: number[], failures: number, random: () => number): number | undefined {
  const wait = waits[failures - 1];
  return wait === undefined ? undefined : wait + wait * JITTER * (2 * random() - 1);
}

/** Seconds that a `Retry-After` (seconds or HTTP date) asks for: 0 up to a day, 0 when unreadable. `now` in ms. */
export function retryAfter(header: string | undefined, now: number): number {
  const text = header?.trim() ?? '';
  const asked = /^\d+$/.test(text) ? Number(text) : (httpDate(text) - now) / 1000;
  return Math.min(Math.max(asked || 0, 0), MAX_RETRY_AFTER);
}

function httpDate(text: string): number {
  return HTTP_DATE.test(text) ? Date.parse(text.endsWith(' GMT') ? text : `${text} GMT`) : NaN;
}
