import { addMonths, DAY, HOUR, MINUTE, SECOND, type Instant } from './instant';
import type { Parsed } from './parsed';

/** A length of time; calendar months have no fixed length, so they stand apart. One of the two is 0. */
export interface Duration {
  months: number;
  microseconds: number;
}

/** Microseconds; undefined stands for calendar months. */
const UNITS: Record<string, number | undefined> = {
  second: SECOND,
  minute: MINUTE,
  hour: HOUR,
  day: DAY,
  week: 7 * DAY,
  month: undefined,
};
const MAX_MONTHS = 120;
const MAX_MICROSECONDS = 10 * 365.25 * DAY;
const SHORTEST_MONTH = 28 * DAY;
const TEXT = /^(?:in +)?(-?\d+(?:\.\d+)?) +(\S+)$/i;

/** Reads a number of seconds, `[n, unit]`, `"n unit"` or `"in n unit"`; fractions of a microsecond are rounded. */
export function parseDuration(value: unknown): Parsed<Duration> {
  const shape = shapeOf(value);
  if (!shape) return { error: 'is invalid' };
  const { amount } = shape;
  const unit = shape.unit.toLowerCase().replace(/s$/, '');
  if (!Object.hasOwn(UNITS, unit)) return { error: 'has an unknown unit' };
  if (amount < 0) return { error: 'must be greater than or equal to 0' };
  const length = UNITS[unit];
  if (length === undefined) {
    if (Number.isFinite(amount) && !Number.isInteger(amount)) return { error: 'months must be a whole number' };
    if (amount > MAX_MONTHS) return { error: 'must be at most 10 years' };
    return { value: { months: Math.abs(amount), microseconds: 0 } };
  }
  if (amount * length > MAX_MICROSECONDS) return { error: 'must be at most 10 years' };
  return { value: { months: 0, microseconds: Math.abs(Math.round(amount * length)) } };
}

function shapeOf(value: unknown): { amount: number; unit: string } | undefined {
  if (typeof value === 'number') return Number.isNaN(value) ? undefined : { amount: value, unit: 'seconds' };
  if (Array.isArray(value)) {
    const [amount, unit] = value as unknown[];
    const isPair = value.length === 2 && typeof amount === 'number' && !Number.isNaN(amount);
    return isPair && typeof unit === 'string' ? { amount, unit } : undefined;
  }
  const match = typeof value === 'string' ? TEXT.exec(value) : null;
  return match ? { amount: Number(match[1]), unit: match[2] } : undefined;
}

/** The moment that lies `duration` after `instant`; months as `addMonths` counts them. */
export function addDuration(instant: Instant, duration: Duration): Instant {
  return duration.months !== 0 ? addMonths(instant, duration.months) : instant + duration.microseconds;
}

/** The fewest microseconds that the duration can take, for comparison with limits below a month. */
export function shortestLength(duration: Duration): number {
  return duration.months * SHORTEST_MONTH + duration.microseconds;
}

/** Reads a Duration whose length lies within limits given in microseconds; `refusal` says so when it does not. */
export function parseDurationWithin(value: unknown, min: number, max: number, refusal: string): Parsed<number> {
  const parsed = parseDuration(value);
  if ('error' in parsed) return parsed;
  const length = shortestLength(parsed.value);
  return length < min || length > max ? { error: refusal } : { value: length };
}
