import { Tokenizer } from 'htmlparser2';
import type { ExtractedText, Span } from './extracted-text';
import { HtmlTextWriter } from './html-text-writer';

const HEADING = /^(?:h[1-6]|title)$/;
const HIDDEN = new Set(['script', 'style', 'template', 'noscript', 'svg']);
const LINES = new Set(['br', 'dd', 'dt', 'li', 'option', 'tr']);
const CELLS = new Set(['td', 'th']);
const BLOCKS = new Set(
  `address article aside blockquote body caption details dialog div dl fieldset figcaption figure footer form header hr
  html legend main nav ol p pre section summary table tbody tfoot thead ul`.split(/\s+/),
);

/**
 * The text of an HTML document as it is read: without tags, scripts and styles, paragraphs apart. Its tokens are looked
 * at one by one: a tree of hostile tags would be as deep as they like.
 */
export function htmlText(html: string): ExtractedText {
  const writer = new HtmlTextWriter();
  const headings: Span[] = [];
  let opened = '';
  let hidden: string | undefined;
  let headingStart: number | undefined;
  const layOut = (name: string) => {
    if (BLOCKS.has(name) || HEADING.test(name)) writer.breakParagraph();
    else if (LINES.has(name)) writer.breakLine();
    else if (CELLS.has(name)) writer.write(' ');
  };
  const open = (name: string) => {
    opened = name;
    if (hidden !== undefined) return;
    layOut(name);
    if (name === 'pre') writer.preformatted = true;
    if (HIDDEN.has(name)) hidden = name;
    else if (HEADING.test(name)) headingStart = writer.next;
  };
  const close = (name: string) => {
    if (name === hidden) hidden = undefined;
    if (hidden !== undefined) return;
    if (name === 'pre') writer.preformatted = false;
    if (HEADING.test(name) && headingStart !== undefined) {
      if (writer.length > headingStart) headings.push({ start: headingStart, end: writer.length });
      headingStart = undefined;
    }
    layOut(name);
  };
  const write = (text: string) => {
    if (hidden === undefined) writer.write(text);
  };
  const nothing = () => undefined;
  const tokenizer = new Tokenizer(
    { decodeEntities: true },
    {
      onopentagname: (start, end) => open(html.slice(start, end).toLowerCase()),
      onclosetag: (start, end) => close(html.slice(start, end).toLowerCase()),
      ontext: (start, end) => write(html.slice(start, end)),
      ontextentity: (codePoint) => write(String.fromCodePoint(codePoint)),
      onselfclosingtag: () => {
        if (opened === hidden) hidden = undefined;
      },
      onattribdata: nothing,
      onattribend: nothing,
      onattribentity: nothing,
      onattribname: nothing,
      oncdata: nothing,
      oncomment: nothing,
      ondeclaration: nothing,
      onend: nothing,
      onopentagend: nothing,
      onprocessinginstruction: nothing,
    },
  );
  tokenizer.write(html);
  tokenizer.end();
  return { text: writer.text, headings };
}
