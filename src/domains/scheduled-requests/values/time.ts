import { addMonths, DAY, HOUR, instantOf, MINUTE, SECOND, type Instant } from './instant';
import type { Parsed } from './parsed';

const MAX_MONTHS_AHEAD = 120;
/** The first moment that `Date`, and so our calendar, knows. */
const EARLIEST = -100_000_000 * DAY;
/** From here on a unix number counts milliseconds. */
const MILLISECONDS_FROM = 1e11;
const ISO_8601 =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?(?:Z|([+-])(\d{2})(?::?(\d{2}))?)?)?$/i;

/**
 * Reads an ISO 8601 date or date-time (no offset: UTC), or unix seconds or milliseconds. Digits beyond microseconds
 * are cut off in text and rounded in numbers. Hour 24, second 60 and offsets of a day or more are refused.
 */
export function parseTime(value: unknown, now: Instant): Parsed<Instant> {
  const instant = typeof value === 'string' ? fromText(value) : typeof value === 'number' ? fromUnix(value) : undefined;
  if (instant === undefined || !(instant >= EARLIEST)) return { error: 'is not a valid datetime' };
  if (instant > addMonths(now, MAX_MONTHS_AHEAD)) return { error: 'must be at most 10 years ahead' };
  return { value: instant };
}

function fromUnix(value: number): Instant {
  return Math.round(value * (value >= MILLISECONDS_FROM ? 1000 : SECOND)) + 0;
}

function fromText(text: string): Instant | undefined {
  const match = ISO_8601.exec(text);
  if (!match) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((digits) => Number(digits ?? 0));
  const microsecond = Number((match[7] ?? '').slice(0, 6).padEnd(6, '0'));
  const [offsetHour, offsetMinute] = match.slice(9, 11).map((digits) => Number(digits ?? 0));
  if (hour > 23 || minute > 59 || second > 59 || offsetHour > 23 || offsetMinute > 59) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  const offset = (offsetHour * HOUR + offsetMinute * MINUTE) * (match[8] === '-' ? -1 : 1);
  return instantOf(date.getTime()) + hour * HOUR + minute * MINUTE + second * SECOND + microsecond - offset;
}
