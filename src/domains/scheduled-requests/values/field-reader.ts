import type { Parsed } from './parsed';

/** For each refused field the one text that says why. */
export type FieldErrors = Record<string, string[]>;

/**
 * Reads the fields of a JSON object and collects one refusal for each. An absent or null field is not set; only own
 * properties count, so that a key like `constructor` is as absent as any other.
 */
export class FieldReader<Field extends string> {
  private readonly refusals = new Map<Field, string>();

  constructor(private readonly object: object) {}

  value(field: Field): unknown {
    const value: unknown = Object.hasOwn(this.object, field) ? Reflect.get(this.object, field) : undefined;
    return value ?? undefined;
  }

  isSet(field: Field): boolean {
    return this.value(field) !== undefined;
  }

  /** The parsed value; undefined when the field is not set or is refused. */
  read<T>(field: Field, parse: (value: unknown) => Parsed<T>): T | undefined {
    if (!this.isSet(field) || this.refusals.has(field)) return undefined;
    const parsed = parse(this.value(field));
    if ('value' in parsed) return parsed.value;
    this.refuse(field, parsed.error);
    return undefined;
  }

  /** The first refusal of a field is the one that counts. */
  refuse(field: Field, text: string): void {
    if (!this.refusals.has(field)) this.refusals.set(field, text);
  }

  refuseIfSet(field: Field, text: string): void {
    if (this.isSet(field)) this.refuse(field, text);
  }

  /** Undefined when nothing was refused, else the refusals in the given order of fields. */
  errors(order: readonly Field[]): FieldErrors | undefined {
    if (this.refusals.size === 0) return undefined;
    return Object.fromEntries(
      order.filter((field) => this.refusals.has(field)).map((field) => [field, [this.refusals.get(field) as string]]),
    );
  }
}
