const DAY = /^\d{4}-\d\d-\d\d$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/;
const DAY_MS = 86_400_000;

/** The time that a date or an instant covers: a day (UTC), or the millisecond that it is shown as; the end excluded. */
export function periodOf(value: unknown): { start: Date; end: Date } | undefined {
  if (typeof value !== 'string' || !(DAY.test(value) || TIME.test(value))) return undefined;
  const start = new Date(value);
  if (Number.isNaN(start.getTime())) return undefined;
  // Of a day that a month does not have, JavaScript makes one of the next month.
  const day = value.slice(0, 10);
  if (!new Date(`${day}T00:00:00Z`).toISOString().startsWith(day)) return undefined;
  return { start, end: new Date(start.getTime() + (DAY.test(value) ? DAY_MS : 1)) };
}
