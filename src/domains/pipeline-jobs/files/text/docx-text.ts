import { unzipSync } from 'fflate';
import { badRequest } from '../../refusals';
import { decode } from './decode';
import type { ExtractedText, Span } from './extracted-text';
import { HtmlTextWriter } from './html-text-writer';
import { readMarkup } from './markup';

const BODY = 'word/document.xml';
/** Bytes of the unpacked XML; it says more of layout than of text. */
const MAX_XML = 256 * 1024 * 1024;
const HEADING_STYLE = /^(?:heading|title)/i;

/** The text of a Word document: its paragraphs and tables, what was deleted left out. @throws Failure `invalid`, 400 */
export function docxText(bytes: Buffer): ExtractedText {
  const writer = new HtmlTextWriter();
  writer.preformatted = true;
  const headings: Span[] = [];
  let tag = '';
  let inText = false;
  let isRepeated = false;
  let paragraph = { start: 0, isHeading: false };
  const close = (name: string) => {
    if (name === 'mc:Fallback') isRepeated = false;
    else if (name === 'w:t') inText = false;
    else if (name === 'w:p' && paragraph.isHeading && writer.length > paragraph.start) {
      headings.push({ start: paragraph.start, end: writer.length });
    }
  };
  readMarkup(
    decode(unpacked(bytes)),
    {
      open(name) {
        tag = name;
        if (name === 'mc:Fallback') isRepeated = true;
        else if (name === 'w:t') inText = true;
        else if (name === 'w:tab') writer.write('\t');
        else if (name === 'w:br' || name === 'w:cr') writer.breakLine();
        else if (name === 'w:p') {
          writer.breakParagraph();
          paragraph = { start: writer.next, isHeading: false };
        }
      },
      attribute(name, value) {
        if (tag === 'w:pStyle' && name === 'w:val') paragraph.isHeading = HEADING_STYLE.test(value);
      },
      close,
      closeItself: close,
      text(text) {
        if (inText && !isRepeated) writer.write(text);
      },
    },
    true,
  );
  return { text: writer.text, headings };
}

function unpacked(bytes: Buffer): Buffer {
  try {
    const files = unzipSync(bytes, { filter: ({ name, originalSize }) => name === BODY && originalSize <= MAX_XML });
    if (BODY in files) return Buffer.from(files[BODY]);
  } catch {
    // Told like an archive without a document.
  }
  throw badRequest('File is no readable docx');
}
