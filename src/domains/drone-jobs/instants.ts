const FORM = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(?:Z|([+-])([01]\d|2[0-3]):?([0-5]\d))?$/;
const FIRST = Date.parse('0001-01-01T00:00:00Z');
const LAST = Date.parse('9999-12-31T23:59:59Z');
/** Digits of a second that PostgreSQL keeps. */
const PRECISION = 6;

/**
 * Reads `YYYY-MM-DDTHH:MM[:SS[.f]]` with `Z`, `±HH:MM`, `±HHMM` or nothing, which means UTC too. Gives the instant as
 * PostgreSQL reads it, to the microsecond; undefined where there is no such time in the years 1 to 9999.
 */
export function parseInstant(text: string): string | undefined {
  const parts = FORM.exec(text);
  if (!parts) return undefined;
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map((digits) => Number(digits ?? 0));
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  const [fraction, sign, offsetHour, offsetMinute] = parts.slice(7);
  const offset = (Number(offsetHour ?? 0) * 60 + Number(offsetMinute ?? 0)) * (sign === '-' ? -60_000 : 60_000);
  const time = date.setUTCHours(hour, minute, second) - offset;
  if (time < FIRST || time > LAST) return undefined;
  const seconds = new Date(time).toISOString().slice(0, 19);
  return fraction === undefined ? `${seconds}Z` : `${seconds}.${fraction.slice(0, PRECISION)}Z`;
}

/** A time as REST answers show it: whole seconds, UTC. */
export function zulu(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}

/** `zulu` of a time that may not have come yet. */
export const zuluOrNull = (date: Date | null) => date && zulu(date);
