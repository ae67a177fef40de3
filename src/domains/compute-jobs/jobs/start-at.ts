import type { Fields } from '../requests/fields';

const RFC_3339 = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:[Zz]|[+-]\d{2}:\d{2})$/;
const MOST_AHEAD = 365 * 86_400_000;

/** Reads when a job is to run by itself: at most 365 days ahead; a moment that is past asks for now. */
export function readStartAt(fields: Fields): Date | null {
  const text = fields.value('startAt');
  if (text === undefined) return null;
  const at = typeof text === 'string' && RFC_3339.test(text) && existsOnCalendar(text) ? Date.parse(text) : NaN;
  const now = Date.now();
  if (at <= now + MOST_AHEAD) return new Date(Math.max(at, now));
  return fields.refuse('startAt', 'must be an RFC 3339 date-time') ?? null;
}

/** Date.parse takes February 30th for a day in March. */
function existsOnCalendar(text: string): boolean {
  const [year, month, day] = text.slice(0, 10).split('-').map(Number);
  return new Date(Date.UTC(year, month - 1, day)).getUTCDate() === day;
}
