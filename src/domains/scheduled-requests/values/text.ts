import type { Parsed } from './parsed';

/** NUL and unpaired surrogates, which a PostgreSQL `text` cannot hold as they are. */
const UNSTORABLE = /\0|\p{Surrogate}/u;

/** The number of Unicode code points, as PostgreSQL counts them. */
export function characterCount(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/** A parser of texts of at most `max` characters that can be stored. */
export function textUpTo(max: number): (value: unknown) => Parsed<string> {
  return (value) => {
    if (typeof value !== 'string' || UNSTORABLE.test(value)) return { error: 'is invalid' };
    if (characterCount(value) > max) return { error: `should be at most ${max} character(s)` };
    return { value };
  };
}

export function parseIdempotencyKey(value: unknown): Parsed<string> {
  return value === '' ? { error: "can't be blank" } : textUpTo(255)(value);
}
