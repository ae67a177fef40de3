/** Part of a text, in UTF-16 units. */
export interface Span {
  start: number;
  end: number;
}

/** The text of a file. It holds neither U+0000 nor a lone surrogate. */
export interface ExtractedText {
  text: string;
  /** Where its headings stand, in order. */
  headings: Span[];
}
