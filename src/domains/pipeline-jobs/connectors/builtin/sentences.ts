/** A part of a text, in UTF-16 units. */
export interface Span {
  start: number;
  end: number;
}

export interface Sentence extends Span {
  /** It names what follows and says nothing itself. */
  isHeading: boolean;
}

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });

const MARKED_HEADING = /^\s{0,3}#{1,6}\s/;
const LIST_ITEM = /^\s*(?:[-*+•]|\(?\d{1,3}[.)]|\(?[a-z]\))\s/;
const TABLE_ROW = /^\s*\|/;
/** `name: Ada`, a line of a record. */
const FIELD = /^\s*[^\s:][^:]{0,60}:\s/;
const ENDED = /[.!?:;…。！？]["'”’)\]]*\s*$/;
const WORD = /[\p{L}\p{N}]/u;
/** After these a full stop ends no sentence; one letter is somebody's initial. */
const ABBREVIATED =
  /(?:^|[\s(])(?:\p{L}|Mr|Mrs|Ms|Dr|Prof|St|Sr|Jr|No|Nos|Art|Sec|Fig|Vol|pp|vs|cf|ca|approx|e\.g|i\.e|Inc|Ltd|Co|Corp|Nr|bzw|z\.B|d\.h)\.\s*$/u;
/** Characters; a shorter line ends where it ends by its writer's will. */
const WRAPPED_LENGTH = 40;
const HEADING_LENGTH = 80;

/**
 * The sentences of a text, headings among them, in order. Lines that were wrapped belong together; list items, rows and
 * lines of records stand alone.
 */
export function sentencesOf(text: string): Sentence[] {
  return blocksOf(text)
    .flatMap((block) =>
      block.isHeading ? [trimmed(text, block)] : withinBlock(text, block).map((span) => trimmed(text, span)),
    )
    .filter(({ start, end }) => WORD.test(text.slice(start, end)));
}

/** Headings, and paragraphs or parts of them in which lines have no meaning. */
function blocksOf(text: string): Sentence[] {
  const blocks: (Sentence & { lines: number; last: string })[] = [];
  let open = false;
  for (const { 0: line, index: start } of text.matchAll(/[^\n]*\n|[^\n]+$/g)) {
    const end = start + line.length;
    const block = blocks.at(-1);
    if (line.trim() === '') {
      if (open && block) block.isHeading ||= isBareHeading(block);
      open = false;
    } else if (open && block && isContinued(block.last, line)) {
      Object.assign(block, { end, last: line, lines: block.lines + 1 });
    } else {
      const isHeading = MARKED_HEADING.test(line);
      blocks.push({ start, end, isHeading, lines: open ? Infinity : 1, last: line });
      open = !isHeading;
    }
  }
  return blocks;
}

/** A short line alone between empty ones that ends like no sentence. */
function isBareHeading({ lines, last }: { lines: number; last: string }): boolean {
  const isShort = lines === 1 && last.trim().length <= HEADING_LENGTH;
  return isShort && !ENDED.test(last) && !LIST_ITEM.test(last) && !TABLE_ROW.test(last) && !FIELD.test(last);
}

function isContinued(line: string, next: string): boolean {
  const startsAnew = [MARKED_HEADING, LIST_ITEM, TABLE_ROW].some((pattern) => pattern.test(next));
  if (startsAnew || (FIELD.test(line) && FIELD.test(next))) return false;
  return /^\s*\p{Ll}/u.test(next) || line.trimEnd().length >= WRAPPED_LENGTH;
}

function withinBlock(text: string, { start, end }: Span): Sentence[] {
  const sentences: Sentence[] = [];
  // A line break would end a sentence.
  const block = text.slice(start, end).replace(/[\r\n]/g, ' ');
  for (const { segment, index } of segmenter.segment(block)) {
    const last = sentences.at(-1);
    const stop = start + index + segment.length;
    if (last && ABBREVIATED.test(text.slice(last.start, last.end))) last.end = stop;
    else sentences.push({ start: start + index, end: stop, isHeading: false });
  }
  return sentences;
}

function trimmed(text: string, { start, end, isHeading }: Sentence): Sentence {
  const part = text.slice(start, end);
  return { start: end - part.trimStart().length, end: start + part.trimEnd().length, isHeading };
}
