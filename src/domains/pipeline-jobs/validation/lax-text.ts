import { valueError } from './findings';
import type { Problem, Rule } from './findings';

const NO_STRING: Problem = { type: 'string_type', msg: 'Input should be a valid string' };
const NULL_CHARACTER = valueError('null characters are not allowed');
const LONE_SURROGATE: Problem = {
  type: 'string_unicode',
  msg: 'Input should be a valid string, unable to parse raw data as a unicode string',
};

/** A JSON string that PostgreSQL can store; nothing is trimmed, the empty string is fine. */
export function string(): Rule<string> {
  return (input, findings) => {
    if (typeof input !== 'string') return findings.report(NO_STRING);
    const problem = textProblem(input);
    return problem ? findings.report(problem) : input;
  };
}

/** One of a few texts, matched exactly. */
export function oneOf<T extends string>(...values: T[]): Rule<T> {
  const quoted = values.map((value) => `'${value}'`);
  const last = quoted.pop();
  const problem = { type: 'enum', msg: `Input should be ${quoted.length ? `${quoted.join(', ')} or ` : ''}${last}` };
  return (input, findings) => {
    const match = values.find((value) => value === input);
    return match ?? findings.report((typeof input === 'string' && surrogateProblem(input)) || problem);
  };
}

/** Why a text cannot be stored. */
export function textProblem(text: string): Problem | undefined {
  return surrogateProblem(text) ?? (text.includes('\0') ? NULL_CHARACTER : undefined);
}

/** pydantic looks at no string, whatever is to become of it, that has no UTF-8 form. */
export function surrogateProblem(text: string): Problem | undefined {
  return /\p{Surrogate}/u.test(text) ? LONE_SURROGATE : undefined;
}
