/** What is wrong with a value: one of pydantic's error types and its text. */
export interface Problem {
  type: string;
  msg: string;
}

/** An entry of `detail` in a 422 answer. */
export interface ValidationError extends Problem {
  /** `path`, `query` or `body`, then field names and list positions. */
  loc: (string | number)[];
}

/**
 * Reads one value: the value as the model wants it, or undefined once a problem was reported. A composed value (object,
 * list) is only complete when nothing was reported while it was read.
 */
export type Rule<T> = (input: unknown, findings: Findings) => T | undefined;

/** The type of the values that a rule accepts. */
export type Accepted<R> = R extends Rule<infer T> ? T : never;

/** Collects the problems of one request, each with the place that was being read. */
export class Findings {
  readonly errors: ValidationError[] = [];
  private readonly place: (string | number)[] = [];

  report({ type, msg }: Problem): undefined {
    this.errors.push({ type, loc: [...this.place], msg });
  }

  /** Reads what stands below the current place under a field name or list position. */
  read<T>(key: string | number, rule: Rule<T>, input: unknown): T | undefined {
    this.place.push(key);
    const value = rule(input, this);
    this.place.pop();
    return value;
  }
}

/** A problem as a pydantic validator function words it. */
export function valueError(text: string): Problem {
  return { type: 'value_error', msg: `Value error, ${text}` };
}
