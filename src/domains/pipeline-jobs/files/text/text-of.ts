import { csvText } from './csv-text';
import { decode } from './decode';
import type { ExtractedText } from './extracted-text';
import { htmlText } from './html-text';
import { jsonText } from './json-text';
import { markdownHeadings } from './markdown-headings';

type Extract = (bytes: Buffer) => ExtractedText;

const prose: Extract = (bytes) => {
  const text = decode(bytes);
  return { text, headings: markdownHeadings(text) };
};
const html: Extract = (bytes) => htmlText(decode(bytes));

const EXTRACTS = new Map<string, Extract>([
  ['.txt', prose],
  ['.md', prose],
  ['.csv', (bytes) => ({ text: csvText(decode(bytes)), headings: [] })],
  ['.json', (bytes) => ({ text: jsonText(decode(bytes)), headings: [] })],
  ['.html', html],
  ['.htm', html],
]);

/** Endings of the names of files whose text can be read. */
export const FILE_TYPES = [...EXTRACTS.keys()];

/** The text of a file by the ending of its name, in lower case; undefined for a type that is not known. */
export function textOf(ending: string, bytes: Buffer): ExtractedText | undefined {
  return EXTRACTS.get(ending)?.(bytes);
}
