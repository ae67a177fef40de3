/** What became of a value that a client sent: the value as we use it, or the text that refuses it. */
export type Parsed<T> = { value: T } | { error: string };

/**
 * The value of something that was accepted when its job was created.
 * @throws Error when it is refused after all: the stored row is corrupt
 */
export function accepted<T>(parsed: Parsed<T>): T {
  if ('error' in parsed) throw new Error(`A stored value ${parsed.error}`);
  return parsed.value;
}

/** A parser of texts out of a fixed list, compared as they are. */
export function oneOf<T extends string>(allowed: readonly T[]): (value: unknown) => Parsed<T> {
  return (value) => {
    const found = allowed.find((candidate) => candidate === value);
    return found === undefined ? { error: 'is invalid' } : { value: found };
  };
}

/** A parser of whole numbers within limits. */
export function integerBetween(min: number, max: number): (value: unknown) => Parsed<number> {
  return (value) => {
    const fits = typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max;
    return fits ? { value } : { error: `must be between ${min} and ${max}` };
  };
}
