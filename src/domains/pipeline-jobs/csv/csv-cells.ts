import { stringify } from 'csv-stringify/sync';

/**
 * Text as a cell holds it: what a spreadsheet would take for a formula gets an apostrophe, and so does text that already
 * looks like that, so that `fromCell` gives each one back.
 */
export const toCell = (text: string) => (/^'*[=+\-@\t\r\n]/.test(text) ? `'${text}` : text);

/** The text that a cell holds. */
export const fromCell = (cell: string) => (/^'+[=+\-@\t\r\n]/.test(cell) ? cell.slice(1) : cell);

/** RFC 4180: lines end with CRLF. Single line feeds are quoted too, and so is empty text, which tells it from null. */
export const linesOf = (records: readonly (readonly unknown[])[]) =>
  stringify([...records], { record_delimiter: 'windows', quoted_match: [/[\r\n]/, /^$/] });
