import type { Span } from './extracted-text';

const LINE = /[^\n]+/g;
const FENCE = /^ {0,3}(```|~~~)/;
const HEADING = /^ {0,3}#{1,6}[ \t]+\S/;
const UNDERLINE = /^ {0,3}(?:={3,}|-{3,})[ \t]*\r?$/;

/** Headings as Markdown writes them, with `#` or underlined; what stands in a fenced block is none. */
export function markdownHeadings(text: string): Span[] {
  const headings: Span[] = [];
  let fence: string | undefined;
  let paragraph: Span | undefined;
  for (const { 0: line, index: start } of text.matchAll(LINE)) {
    const span = { start, end: start + line.length };
    const opened = FENCE.exec(line)?.[1];
    const above = paragraph;
    paragraph = undefined;
    if (fence !== undefined) {
      if (opened === fence) fence = undefined;
    } else if (opened !== undefined) {
      fence = opened;
    } else if (HEADING.test(line)) {
      headings.push(span);
    } else if (above?.end === start - 1 && UNDERLINE.test(line)) {
      headings.push({ start: above.start, end: span.end });
    } else if (line.trim() !== '') {
      paragraph = span;
    }
  }
  return headings;
}
