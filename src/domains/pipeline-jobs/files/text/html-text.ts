import type { ExtractedText, Span } from './extracted-text';
import { HtmlTextWriter } from './html-text-writer';
import { readMarkup } from './markup';

const HEADING = /^(?:h[1-6]|title)$/;
const HIDDEN = new Set(['script', 'style', 'template', 'noscript', 'svg']);
const LINES = new Set(['br', 'dd', 'dt', 'li', 'option', 'tr']);
const CELLS = new Set(['td', 'th']);
const BLOCKS = new Set(
  `address article aside blockquote body caption details dialog div dl fieldset figcaption figure footer form header hr
  html legend main nav ol p pre section summary table tbody tfoot thead ul`.split(/\s+/),
);

/** The text of an HTML document as it is read: without tags, scripts and styles, paragraphs apart. */
export function htmlText(html: string): ExtractedText {
  const writer = new HtmlTextWriter();
  const headings: Span[] = [];
  let hidden: string | undefined;
  let headingStart: number | undefined;
  const layOut = (name: string) => {
    if (BLOCKS.has(name) || HEADING.test(name)) writer.breakParagraph();
    else if (LINES.has(name)) writer.breakLine();
    else if (CELLS.has(name)) writer.write(' ');
  };
  readMarkup(html, {
    open(written) {
      if (hidden !== undefined) return;
      const name = written.toLowerCase();
      layOut(name);
      if (name === 'pre') writer.preformatted = true;
      if (HIDDEN.has(name)) hidden = name;
      else if (HEADING.test(name)) headingStart = writer.next;
    },
    close(written) {
      const name = written.toLowerCase();
      if (name === hidden) hidden = undefined;
      if (hidden !== undefined) return;
      if (name === 'pre') writer.preformatted = false;
      if (HEADING.test(name) && headingStart !== undefined) {
        if (writer.length > headingStart) headings.push({ start: headingStart, end: writer.length });
        headingStart = undefined;
      }
      layOut(name);
    },
    closeItself(written) {
      if (written.toLowerCase() === hidden) hidden = undefined;
    },
    text(text) {
      if (hidden === undefined) writer.write(text);
    },
  });
  return { text: writer.text, headings };
}
