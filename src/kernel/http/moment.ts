const MOMENT = /^(\d{4})-(\d\d)-(\d\d)[Tt]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?([Zz]|[+-]\d\d:\d\d)?$/;

/** The moment that an ISO 8601 text names, in UTC unless it says otherwise; undefined for the 30th of February and the like. */
export function momentOf(value: unknown): Date | undefined {
  const match = typeof value === 'string' ? MOMENT.exec(value) : null;
  if (!match) return undefined;
  const [text, year, month, day, zone] = match;
  // Date.parse takes the 30th of February for a day in March, and knows a year 0.
  const exists = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))).getUTCDate() === Number(day);
  const time = exists && year !== '0000' ? Date.parse(zone ? text : `${text}Z`) : NaN;
  return Number.isNaN(time) ? undefined : new Date(time);
}
