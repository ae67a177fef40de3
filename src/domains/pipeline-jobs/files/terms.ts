/**
 * A text as `to_tsvector` and the like are to read it: its words alone. PostgreSQL's parser would take `package.json` or
 * `a/b` for one word, and some texts for hosts, paths and numbers.
 */
export function queryText(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[^\p{L}\p{M}\p{N}_]+/gu, ' ')
    .trim();
}
