import type { Question } from '../connector';
import type { Document } from '../found';

/** Finds what an answer is to be made of. */
export abstract class Passages {
  /** At most `topK`, best first. @throws ItemError `invalid_filter`, or the signal's reason once it is aborted */
  abstract find(question: Question, topK: number, signal: AbortSignal): Promise<Document[]>;
}
