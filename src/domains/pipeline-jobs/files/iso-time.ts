const ISO_TIME = /^(\d{4}-\d\d-\d\d)(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:?\d\d)?)?$/;

/** Whether a text is a date or a time in ISO 8601, as the function `pipeline.iso_time` of the database reads them. */
export function isIsoTime(text: string): boolean {
  const day = ISO_TIME.exec(text)?.[1];
  return day !== undefined && isDay(day) && !Number.isNaN(Date.parse(text.replace(' ', 'T')));
}

/** JavaScript takes the 31st of every month. */
function isDay(text: string): boolean {
  const time = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(text) && !text.startsWith('0000');
}
