/** Part of a text, in Unicode code points. */
export interface Offsets {
  start: number;
  end: number;
}

export interface FileReference {
  id: string;
  name: string;
}

/** An answer as the API shows it. */
export interface Answer {
  answer: string;
  type: 'extractive' | 'generative' | 'other';
  score: number | null;
  context: string | null;
  document_id: string | null;
  document_ids: string[];
  file: FileReference | null;
  files: FileReference[];
  offsets_in_context: Offsets[];
  offsets_in_document: Offsets[];
  meta: Record<string, unknown>;
  prompt: string | null;
  result_id: string;
}

/** A found part of a file as the API shows it. */
export interface Document {
  id: string;
  content: string | null;
  content_type: 'text';
  meta: Record<string, unknown>;
  score: number | null;
  file: FileReference | null;
  embedding: null;
  result_id: string;
}

export interface Usage {
  prompt_tokens: number;
  completion_tokens: number;
  total_tokens: number;
  /** In the currency of the configured prices; null without prices. */
  cost: number | null;
}

/** What a pipeline found for one query. */
export interface Found {
  answers: Answer[];
  documents: Document[];
  usage: Usage | null;
}
