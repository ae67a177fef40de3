import type { Findings, Problem, Rule } from './findings';
import { surrogateProblem } from './lax-text';

const NO_INTEGER: Problem = { type: 'int_type', msg: 'Input should be a valid integer' };
const NOT_FINITE: Problem = { type: 'finite_number', msg: 'Input should be a finite number' };
const FRACTION: Problem = {
  type: 'int_from_float',
  msg: 'Input should be a valid integer, got a number with a fractional part',
};
const NO_INTEGER_TEXT: Problem = {
  type: 'int_parsing',
  msg: 'Input should be a valid integer, unable to parse string as an integer',
};
const TOO_LARGE: Problem = {
  type: 'int_parsing_size',
  msg: 'Unable to parse input string as an integer, exceeded maximum size',
};
const NO_BOOLEAN_TYPE: Problem = { type: 'bool_type', msg: 'Input should be a valid boolean' };
const NO_BOOLEAN: Problem = {
  type: 'bool_parsing',
  msg: 'Input should be a valid boolean, unable to interpret input',
};

const INTEGER_TEXT = /^\p{White_Space}*([+-]?[0-9](?:_?[0-9])*)(?:\.0+)?\p{White_Space}*$/u;

const BOOLEAN_TEXTS = new Map([
  ...['true', '1', 't', 'y', 'yes', 'on'].map((text) => [text, true] as const),
  ...['false', '0', 'f', 'n', 'no', 'off'].map((text) => [text, false] as const),
]);

/** A whole number within +-(2^53 - 1), given as a number, a boolean or a text; the bounds are inclusive. */
export function integer({ min = -Infinity, max = Infinity } = {}): Rule<number> {
  return (input, findings) => {
    const value = toNumber(input, findings);
    if (value === undefined) return undefined;
    if (value < min) {
      return findings.report({ type: 'greater_than_equal', msg: `Input should be greater than or equal to ${min}` });
    }
    if (value > max) {
      return findings.report({ type: 'less_than_equal', msg: `Input should be less than or equal to ${max}` });
    }
    return value;
  };
}

/** A yes or no in the text of a query parameter, in any case. */
export function queryBoolean(): Rule<boolean> {
  return (input, findings) => BOOLEAN_TEXTS.get(String(input).toLowerCase()) ?? findings.report(NO_BOOLEAN);
}

/** A yes or no in a body, given as a boolean, a 0 or 1, or one of the texts of a query parameter. */
export function boolean(): Rule<boolean> {
  const ofText = queryBoolean();
  return (input, findings) => (typeof input === 'object' ? findings.report(NO_BOOLEAN_TYPE) : ofText(input, findings));
}

function toNumber(input: unknown, findings: Findings): number | undefined {
  switch (typeof input) {
    case 'boolean':
      return Number(input);
    case 'number':
      return toSafeInteger(input, findings);
    case 'string': {
      const digits = INTEGER_TEXT.exec(input)?.[1];
      if (digits === undefined) return findings.report(surrogateProblem(input) ?? NO_INTEGER_TEXT);
      const value = Number(digits.replaceAll('_', ''));
      return Number.isSafeInteger(value) ? unsignedZero(value) : findings.report(TOO_LARGE);
    }
    default:
      return findings.report(NO_INTEGER);
  }
}

function toSafeInteger(value: number, findings: Findings): number | undefined {
  if (!Number.isFinite(value)) return findings.report(NOT_FINITE);
  if (!Number.isInteger(value)) return findings.report(FRACTION);
  return Number.isSafeInteger(value) ? unsignedZero(value) : findings.report(TOO_LARGE);
}

function unsignedZero(value: number): number {
  return value === 0 ? 0 : value;
}
