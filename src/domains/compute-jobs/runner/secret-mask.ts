import type { SecretValue } from './step';

/** Shorter values occur in other words, and hide nothing. */
const SHORTEST = 4;

/** Hides the values of secrets in what programs write. */
export class SecretMask {
  /** Characters of the longest value. */
  readonly longest: number;
  private readonly values: string[];

  constructor(secrets: SecretValue[]) {
    const values = secrets.flatMap(({ secretKey }) => [secretKey, ...linesOf(secretKey)]);
    // As it stands in SECRETS, too.
    const written = values.flatMap((value) => [value, JSON.stringify(value).slice(1, -1)]);
    this.values = [...new Set(written)].filter((value) => [...value].length >= SHORTEST);
    // A value may be the beginning of another one.
    this.values.sort((a, b) => b.length - a.length);
    this.longest = this.values[0]?.length ?? 0;
  }

  apply(text: string): string {
    return this.values.reduce((masked, value) => masked.replaceAll(value, '***'), text);
  }
}

/** A key of several lines is written line by line. */
function linesOf(value: string): string[] {
  return value.split(/\r?\n/).filter((line) => line !== value);
}
