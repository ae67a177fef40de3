import type { Problem, Rule } from './findings';
import { queryBoolean } from './lax-scalars';

const NO_BOOLEAN: Problem = { type: 'bool_type', msg: 'Input should be a valid boolean' };

/** A yes or no in a body: as such, or as one of the texts and numbers that a query may hold. */
export function boolean(): Rule<boolean> {
  const fromText = queryBoolean();
  return (input, findings) => {
    if (typeof input === 'boolean') return input;
    if (typeof input === 'string' || typeof input === 'number') return fromText(input, findings);
    return findings.report(NO_BOOLEAN);
  };
}
