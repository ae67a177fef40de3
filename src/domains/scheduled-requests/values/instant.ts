/**
 * A moment in whole microseconds since 1970-01-01T00:00:00Z: the resolution of the database clock, which `Date` lacks.
 * Exact between the years 1684 and 2255.
 */
export type Instant = number;

/** Lengths in microseconds, the unit of every time span in this domain. */
export const SECOND = 1_000_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export function instantOf(milliseconds: number): Instant {
  return milliseconds * 1000;
}

/** Milliseconds since the epoch, rounded down. */
export function millisecondsOf(instant: Instant): number {
  return Math.floor(instant / 1000);
}

/** Whole seconds since the epoch, rounded down. */
export function unixSeconds(instant: Instant): number {
  return Math.floor(instant / SECOND);
}

/** Months since January of the year 0, in UTC. */
export function monthNumber(instant: Instant): number {
  const date = new Date(millisecondsOf(instant));
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

/** The same day of the month and time of day that many months later in UTC, clamped to the month's last day. */
export function addMonths(instant: Instant, months: number): Instant {
  const date = new Date(millisecondsOf(instant));
  const target = monthNumber(instant) + months;
  const year = Math.floor(target / 12);
  const month = target - year * 12;
  const lastDay = new Date(0);
  lastDay.setUTCFullYear(year, month + 1, 0);
  const moved = new Date(date);
  moved.setUTCFullYear(year, month, Math.min(date.getUTCDate(), lastDay.getUTCDate()));
  return instant + instantOf(moved.getTime() - date.getTime());
}

/** `2023-09-01T18:25:49.705161Z` */
export function formatInstant(instant: Instant): string {
  const withinSecond = instant - unixSeconds(instant) * SECOND;
  return `${formatNaiveSeconds(instant)}.${String(withinSecond).padStart(6, '0')}Z`;
}

/** `2023-09-01T18:25:49`: UTC, the fraction cut off. */
export function formatNaiveSeconds(instant: Instant): string {
  return new Date(millisecondsOf(instant)).toISOString().replace(/\.\d+Z$/, '');
}
