import { codePoints, hasLoneSurrogate, hasNull, refuseUnless } from '../../kernel/http/common-rules';
import { isDeeperThan, isJsonObject } from '../../kernel/http/json';
import type { Rule } from '../../kernel/http/rules';
import { parseInstant } from './instants';
import { compactSize, stringsOf } from './json-nodes';
import { isCron, isTimeZone } from './schedules/recurrence';

const METADATA_BYTES = 16_384;
const METADATA_LEVELS = 32;

const isInvalidText = (text: string) => hasNull(text) || hasLoneSurrogate(text);
const must = (test: (value: unknown) => boolean, demand: string) =>
  refuseUnless(test, (field) => `${field} must ${demand}`);

/** One rule out of several, which refuse in the order in which they stand. */
function inTurn(rules: Rule[]): Rule {
  return (value, field) => {
    for (const rule of rules) {
      const text = rule(value, field);
      if (text !== undefined) return text;
    }
    return undefined;
  };
}

/** Absent and null alike are refused. */
export function required(...rules: Rule[]): Rule {
  const given = inTurn(rules);
  return (value, field) => (value === undefined || value === null ? `${field} is required` : given(value, field));
}

/** For changes: what is absent stays as it is, but null is a value like any other. */
export function whenGiven(...rules: Rule[]): Rule {
  const given = inTurn(rules);
  return (value, field) => (value === undefined ? undefined : given(value, field));
}

export const string = (): Rule => must((value) => typeof value === 'string', 'be a string');

/** A text that is kept as sent, of at most `limit` code points. */
export function text(limit: number): Rule {
  return inTurn([
    string(),
    must((value) => codePoints(value as string) <= limit, `be at most ${limit} characters`),
    refuseUnless(
      (value) => !isInvalidText(value as string),
      (field) => `${field} contains invalid characters`,
    ),
  ]);
}

/** A text with something in it besides white space, of at most `limit` code points. */
export function name(limit = 255): Rule {
  return inTurn([string(), must((value) => (value as string).trim() !== '', 'not be empty'), text(limit)]);
}

/** An id, whatever it looks like: whether it names something is found out by looking it up. */
export function id(): Rule {
  return inTurn([string(), must((value) => value !== '', 'not be empty')]);
}

export function integer(min: number, max: number): Rule {
  return must(
    (value) => Number.isInteger(value) && (value as number) >= min && (value as number) <= max,
    `be an integer between ${min} and ${max}`,
  );
}

export function number(min: number, max: number): Rule {
  return must(
    (value) => typeof value === 'number' && value >= min && value <= max,
    `be a number between ${min} and ${max}`,
  );
}

export const boolean = (): Rule => must((value) => typeof value === 'boolean', 'be a boolean');

export const oneOf = (...choices: string[]): Rule =>
  must((value) => choices.includes(value as string), `be one of ${choices.join(', ')}`);

export const object = (): Rule => must(isJsonObject, 'be an object');

/** A list of `min` to `max` items, which have rules of their own. */
export function list(min: number, max: number): Rule {
  return inTurn([
    must(Array.isArray, 'be an array'),
    must(
      (value) => (value as unknown[]).length >= min && (value as unknown[]).length <= max,
      `have between ${min} and ${max} items`,
    ),
  ]);
}

/** A list of at most `max` names of at most `limit` code points each. */
export function names(max: number, limit: number): Rule {
  const item = name(limit);
  const items: Rule = (value, field) =>
    (value as unknown[]).map((one, index) => item(one, `${field}[${index}]`)).find((refusal) => refusal !== undefined);
  return inTurn([list(0, max), items]);
}

export const instant = (): Rule =>
  must((value) => typeof value === 'string' && parseInstant(value) !== undefined, 'be an ISO 8601 date-time');

export const cron = (): Rule =>
  must((value) => typeof value === 'string' && isCron(value), 'be a cron expression of 5 fields');

export const timeZone = (): Rule =>
  must((value) => typeof value === 'string' && isTimeZone(value), 'be an IANA time zone');

/** Data of the client's own, measured as compact UTF-8 JSON and given back as it came. */
export function metadata(): Rule {
  return inTurn([
    object(),
    must((value) => compactSize(value) <= METADATA_BYTES, `be at most ${METADATA_BYTES} bytes`),
    must((value) => !isDeeperThan(value, METADATA_LEVELS), `be at most ${METADATA_LEVELS} levels deep`),
    refuseUnless(
      (value) => !stringsOf(value).some(isInvalidText),
      (field) => `${field} contains invalid characters`,
    ),
  ]);
}
