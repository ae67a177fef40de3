import { queryText } from '../terms';
import { chunksOf } from './chunks';
import type { TextChunk } from './chunks';
import type { ExtractedText } from './extracted-text';

/** Parts that are handed on at once. */
const BATCH = 100;

/** A part of a file's text, and its words as `to_tsvector` is to read them. */
export interface TextPart extends TextChunk {
  terms: string;
}

/** The parts of a text in order, some at a time. */
export function* partsOf(extracted: ExtractedText): Generator<TextPart[], void> {
  let batch: TextPart[] = [];
  for (const chunk of chunksOf(extracted)) {
    batch.push({ ...chunk, terms: queryText(chunk.content) });
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
