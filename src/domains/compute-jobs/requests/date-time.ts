import type { Fields } from './fields';

const RFC_3339 = /^\d{4}-\d{2}-\d{2}[Tt](?:[01]\d|2[0-3]):\d{2}:\d{2}(?:\.\d{1,9})?(?:[Zz]|[+-]\d{2}:\d{2})$/;
/** An offset can lead out of the years of four digits, which are all that RFC 3339 writes. */
const FIRST = Date.parse('0001-01-01T00:00:00Z');
const LAST = Date.parse('9999-12-31T23:59:59.999Z');

/** Milliseconds since 1970 of an RFC 3339 date-time; NaN for everything else. */
export function parseDateTime(value: unknown): number {
  if (typeof value !== 'string' || !RFC_3339.test(value) || !isOnCalendar(value)) return NaN;
  const at = Date.parse(value);
  return at >= FIRST && at <= LAST ? at : NaN;
}

export function readDateTime(fields: Fields, name: string): Date | undefined {
  const value = fields.value(name);
  if (value === undefined) return undefined;
  const at = parseDateTime(value);
  return Number.isNaN(at) ? fields.refuse(name, 'must be an RFC 3339 date-time') : new Date(at);
}

/** Date.parse takes February 30th for a day in March. */
function isOnCalendar(text: string): boolean {
  const [year, month, day] = text.slice(0, 10).split('-').map(Number);
  return day >= 1 && day <= new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
}
