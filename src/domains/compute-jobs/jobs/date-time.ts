import type { Fields } from '../requests/fields';

const RFC_3339 = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:[Zz]|[+-]\d{2}:\d{2})$/;
/** An offset can lead out of the years of four digits. */
const FIRST = Date.parse('0001-01-01T00:00:00Z');
const LAST = Date.parse('9999-12-31T23:59:59.999Z');

/** Reads an RFC 3339 date-time. */
export function readDateTime(fields: Fields, name: string): Date | undefined {
  const text = fields.value(name);
  if (text === undefined) return undefined;
  const at = typeof text === 'string' && RFC_3339.test(text) && existsOnCalendar(text) ? Date.parse(text) : NaN;
  return at >= FIRST && at <= LAST ? new Date(at) : fields.refuse(name, 'must be an RFC 3339 date-time');
}

/** Date.parse takes February 30th for a day in March. */
function existsOnCalendar(text: string): boolean {
  const [year, month, day] = text.slice(0, 10).split('-').map(Number);
  return new Date(Date.UTC(year, month - 1, day)).getUTCDate() === day;
}
