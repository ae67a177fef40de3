import { csvText } from './csv-text';
import { decode } from './decode';
import { docxText } from './docx-text';
import type { ExtractedText } from './extracted-text';
import { htmlText } from './html-text';
import { jsonText } from './json-text';
import { markdownHeadings } from './markdown-headings';
import { pdfText } from './pdf-text';

type Extract = (bytes: Buffer) => ExtractedText | Promise<ExtractedText>;

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
  ['.docx', docxText],
  ['.pdf', pdfText],
]);

/** @param ending of a file's name, in lower case */
export const isTextType = (ending: string) => EXTRACTS.has(ending);

/**
 * The text of a file of a known type.
 * @throws Failure `invalid`, 400, when it is not what its name says
 */
export async function textOf(ending: string, bytes: Buffer): Promise<ExtractedText> {
  return EXTRACTS.get(ending)!(bytes);
}
