import { Failure } from '../../../kernel/errors/failure';
import { codePoints } from '../../../kernel/http/common-rules';
import { isJsonObject } from '../../../kernel/http/json';
import { UNSTORABLE, isStorable } from './storable';
import { Violations } from './violations';

/**
 * The documented fields of one JSON object, read by their camelCase names. Each may be sent in snake_case as well, null
 * and `''` count as not sent, and what is not asked for is ignored. What breaks a rule is noted and reads as not sent.
 */
export class Fields {
  private constructor(
    private readonly object: Record<string, unknown>,
    private readonly path: string,
    readonly violations: Violations,
  ) {}

  /** @throws Failure `body-not-object` */
  static of(body: unknown): Fields {
    if (!isJsonObject(body)) throw new Failure('body-not-object');
    return new Fields(body, '', new Violations());
  }

  /**
   * The fields of a body that need not be sent.
   * @throws Failure `body-not-object`
   */
  static ofOptional(body: unknown): Fields {
    return Fields.of(body === undefined ? {} : body);
  }

  value(name: string): unknown {
    return [name, snakeCase(name)]
      .map((key) => (Object.hasOwn(this.object, key) ? this.object[key] : undefined))
      .find((value) => value !== undefined && value !== null && value !== '');
  }

  has(name: string): boolean {
    return this.value(name) !== undefined;
  }

  /** The full name of a field. */
  nameOf(name: string): string {
    return this.path === '' ? name : `${this.path}.${name}`;
  }

  refuse(name: string, description: string): undefined {
    this.violations.add(this.nameOf(name), description);
  }

  /** @param limit in code points */
  text(name: string, limit = Infinity): string | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    if (typeof value !== 'string') return this.refuse(name, 'must be a string');
    if (codePoints(value) > limit) return this.refuse(name, `must be at most ${limit} characters`);
    return isStorable(value) ? value : this.refuse(name, UNSTORABLE);
  }

  requiredText(name: string, limit?: number): string | undefined {
    return this.has(name) ? this.text(name, limit) : this.refuse(name, 'is required');
  }

  /** An integer between two bounds, sent as a number or as text. */
  integer(name: string, low: number, high: number): number | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    const integer = integerOf(value);
    if (integer !== undefined && integer >= low && integer <= high) return integer;
    return this.refuse(name, `must be an integer from ${low} to ${high}`);
  }

  flag(name: string): boolean | undefined {
    const value = this.value(name);
    if (value === undefined || typeof value === 'boolean') return value;
    return this.refuse(name, 'must be a boolean');
  }

  /** An object as it was sent. */
  plain(name: string): Record<string, unknown> | undefined {
    const value = this.value(name);
    if (value === undefined || isJsonObject(value)) return value;
    return this.refuse(name, 'must be an object');
  }

  /** The fields of a nested object, none when it is not sent; undefined when it is no object. */
  nested(name: string): Fields | undefined {
    const object = this.has(name) ? this.plain(name) : {};
    return object && new Fields(object, this.nameOf(name), this.violations);
  }

  /** The fields of a nested object that may be sent without it, at its place; undefined when it is no object. */
  nestedOrFlat(name: string): Fields | undefined {
    return this.has(name) ? this.nested(name) : new Fields(this.object, this.nameOf(name), this.violations);
  }
}

/** An int64 in any of the forms that protobuf's JSON allows. */
function integerOf(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isInteger(value) ? value : undefined;
  return typeof value === 'string' && /^-?[0-9]{1,18}$/.test(value) ? Number(value) : undefined;
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
