import type { ExtractedText } from './extracted-text';

/** Words of a chunk. */
const WORDS = 250;
/** Words that a chunk repeats of the one before it in the same section. */
const OVERLAP = 30;
/** Words that are added to the last chunk of a section instead of making one of their own. */
const TAIL = 50;
/** Words after which a chunk may end early, because a paragraph, a sentence or a line does. */
const EARLIEST = { paragraph: 125, sentence: 200, line: 200 };

/** Part of a file's text that is found and shown as one document. */
export interface TextChunk {
  /** Unicode code points of the text before it. */
  start: number;
  /** Exactly as it stands in the text. */
  content: string;
}

interface Word {
  start: number;
  end: number;
  /** Whether it stands in a heading, and whether the heading begins with it. */
  inHeading: boolean;
  opensSection: boolean;
}

/** Splits a text at its headings, and what stands between them into parts of about 250 words, one after another. */
export function* chunksOf(extracted: ExtractedText): Generator<TextChunk> {
  const { text } = extracted;
  const chunkOf = slicer(text);
  let words: Word[] = [];
  for (const word of wordsOf(extracted)) {
    // A heading right below another one stays with it: alone it would be found, and say nothing.
    if (word.opensSection && words.some(({ inHeading }) => !inHeading)) {
      yield chunkOf(words);
      words = [];
    }
    words.push(word);
    if (words.length < WORDS + TAIL) continue;
    const end = endOf(text, words);
    yield chunkOf(words.slice(0, end));
    words = words.slice(end - OVERLAP);
  }
  if (words.length > 0) yield chunkOf(words);
}

/** Words between spaces; a very long one counts as several. */
function* wordsOf({ text, headings }: ExtractedText): Generator<Word> {
  let next = 0;
  let entered = -1;
  for (const { 0: word, index: start } of text.matchAll(/\S{1,50}/gu)) {
    while (next < headings.length && headings[next].end <= start) next++;
    const inHeading = next < headings.length && headings[next].start <= start;
    const opensSection = inHeading && entered !== next;
    if (opensSection) entered = next;
    yield { start, end: start + word.length, inHeading, opensSection };
  }
}

/** How many of the words make the next chunk: up to the last paragraph, else sentence, else line that ends in time. */
function endOf(text: string, words: Word[]): number {
  const lastBefore = (earliest: number, endsThere: (end: number, next: number) => boolean) => {
    for (let count = WORDS; count >= earliest; count--) {
      if (endsThere(words[count - 1].end, words[count].start)) return count;
    }
    return undefined;
  };
  return (
    lastBefore(EARLIEST.paragraph, (end, next) => /\n\s*\n/.test(text.slice(end, next))) ??
    lastBefore(EARLIEST.sentence, (end) => /[.!?]/.test(text[end - 1])) ??
    lastBefore(EARLIEST.line, (end, next) => text.slice(end, next).includes('\n')) ??
    WORDS
  );
}

/** Cuts chunks out of the text, each beginning after the one before. */
function slicer(text: string): (words: Word[]) => TextChunk {
  let at = 0;
  let start = 0;
  return (words) => {
    for (; at < words[0].start; start++) at += text.codePointAt(at)! > 0xffff ? 2 : 1;
    return { start, content: text.slice(words[0].start, words.at(-1)!.end) };
  };
}
