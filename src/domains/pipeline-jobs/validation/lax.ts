import { isJsonObject } from '../../../kernel/http/json';
import type { Problem, Rule } from './findings';

const MISSING: Problem = { type: 'missing', msg: 'Field required' };
const NO_LIST: Problem = { type: 'list_type', msg: 'Input should be a valid list' };
const NO_OBJECT: Problem = {
  type: 'model_attributes_type',
  msg: 'Input should be a valid dictionary or object to extract fields from',
};

/** A field that must be there. */
export function required<T>(rule: Rule<T>): Rule<T> {
  return (input, findings) => (input === undefined ? findings.report(MISSING) : rule(input, findings));
}

/** A field that may be absent and then has the given value, which its rule does not see. */
export function optional<T>(rule: Rule<T>, absent: T): Rule<T> {
  return (input, findings) => (input === undefined ? absent : rule(input, findings));
}

/** A field that may be null, which is kept. */
export function nullable<T>(rule: Rule<T>): Rule<T | null> {
  return replaceNull<T | null>(rule, null);
}

/** A field that may be null and then has the given value. */
export function replaceNull<T>(rule: Rule<T>, replacement: T): Rule<T> {
  return (input, findings) => (input === null ? replacement : rule(input, findings));
}

/** A JSON object with known fields, read and reported in the order of the model; other fields are dropped unseen. */
export function object<T extends object>(fields: { [K in keyof T]: Rule<T[K]> }): Rule<T> {
  const rules = Object.entries<Rule<unknown>>(fields);
  return (input, findings) => {
    if (!isJsonObject(input)) return findings.report(NO_OBJECT);
    const model: Record<string, unknown> = {};
    for (const [name, rule] of rules) {
      model[name] = findings.read(name, rule, Object.hasOwn(input, name) ? input[name] : undefined);
    }
    return model as T;
  };
}

/** An object that two rules read different fields of. */
export function merged<T extends object, U extends object>(first: Rule<T>, second: Rule<U>): Rule<T & U> {
  return (input, findings) => {
    const parts = [first(input, findings), second(input, findings)] as const;
    return parts[0] && parts[1] && { ...parts[0], ...parts[1] };
  };
}

/** A JSON list; one that is too long is refused without a look at its items, as pydantic does. */
export function list<T>(item: Rule<T>, maxItems: number): Rule<T[]> {
  return (input, findings) => {
    if (!Array.isArray(input)) return findings.report(NO_LIST);
    if (input.length > maxItems) return findings.report(tooLong(maxItems, input.length));
    return input.map((entry, index) => findings.read(index, item, entry) as T);
  };
}

/** A rule about a whole value, asked only when none of its parts was refused. */
export function refined<T>(rule: Rule<T>, check: (value: T) => Problem | undefined): Rule<T> {
  return (input, findings) => {
    const before = findings.errors.length;
    const value = rule(input, findings);
    if (value === undefined || findings.errors.length > before) return undefined;
    const problem = check(value);
    return problem ? findings.report(problem) : value;
  };
}

function tooLong(maxItems: number, length: number): Problem {
  return { type: 'too_long', msg: `List should have at most ${maxItems} items after validation, not ${length}` };
}
