import type { Rule } from './rules';

/** Characters as people count them: Unicode code points, not UTF-16 units. */
export function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/** Whether text holds U+0000, which PostgreSQL stores nowhere. */
export const hasNull = (text: string) => text.includes('\u0000');

/** Whether text holds half a surrogate pair, which is no Unicode text. */
export const hasLoneSurrogate = (text: string) => !text.isWellFormed();

/** Refuses with `message` what fails the test. */
export function refuseUnless(test: (value: unknown) => boolean, message: (field: string) => string): Rule {
  return (value, field) => (test(value) ? undefined : message(field));
}
