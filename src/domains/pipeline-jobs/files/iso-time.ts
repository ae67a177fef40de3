const ISO_TIME =
  /^(?!0000)(\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))(?:[T ](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,6})?)?(?:Z|[+-](?:0\d|1[0-4])(?::?[0-5]\d)?)?)?$/;

/** Whether a text is a day or time in ISO 8601, by the rules of the database's function `pipeline.iso_time`. */
export function isIsoTime(text: string): boolean {
  const day = ISO_TIME.exec(text)?.[1];
  // The 31st of a shorter month is a day of the next one to JavaScript.
  return day !== undefined && new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
}
