import type { Document } from '../found';

export interface Message {
  role: 'system' | 'user';
  content: string;
}

const SYSTEM_PROMPT = `You answer questions from numbered passages of documents.
Use nothing but the passages. Cite those that you use by their numbers, like [2].
If the passages do not have the answer, say so.`;

/** What a model is told: the passages, numbered from 1, and the question below them. */
export function prompt(query: string, passages: Document[], systemPrompt = SYSTEM_PROMPT): Message[] {
  const parts = passages.map(({ content, file }, index) => `[${index + 1}] ${file?.name ?? ''}\n${content ?? ''}`);
  const found = parts.length > 0 ? parts.join('\n\n') : 'None.';
  return [
    { role: 'system', content: systemPrompt },
    { role: 'user', content: `Passages:\n\n${found}\n\nQuestion: ${query}` },
  ];
}

/** The passages that an answer cites, in their order; all of them when it cites none. */
export function cited(answer: string, passages: Document[]): Document[] {
  const numbers = new Set(
    [...answer.matchAll(/\[(\d{1,3}(?:\s*,\s*\d{1,3})*)\]/g)].flatMap(([, list]) => list.split(',').map(Number)),
  );
  const found = passages.filter((_, index) => numbers.has(index + 1));
  return found.length > 0 ? found : passages;
}
