import type { Question } from '../connector';
import type { Document } from '../found';

/** Finds what an answer is to be made of. */
export abstract class Passages {
  /** At most `topK`, best first. @throws ItemError `invalid_filter` */
  abstract find(question: Question, topK: number): Promise<Document[]>;
}
