import { isJsonObject } from '../../../kernel/http/json';
import { valueError } from './findings';
import type { Problem, Rule } from './findings';
import { textProblem } from './lax-text';

/** Content that the service passes on without knowing its fields. */
export type FreeObject = Record<string, unknown>;

const NO_DICTIONARY: Problem = { type: 'dict_type', msg: 'Input should be a valid dictionary' };

/**
 * A JSON object of any content, handed on as it is, `__proto__` keys included.
 * @param maxLevels of objects and lists, the object itself being the first
 */
export function freeObject(maxLevels: number): Rule<FreeObject> {
  return (input, findings) => {
    if (!isJsonObject(input)) return findings.report(NO_DICTIONARY);
    const problem = contentProblem(input, maxLevels);
    return problem ? findings.report(problem) : input;
  };
}

/** Goes level by level, never recursively: the content may be nested deeper than the stack reaches. */
function contentProblem(root: object, maxLevels: number): Problem | undefined {
  let problem: Problem | undefined;
  let level = [root];
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > maxLevels) return valueError(`nested deeper than ${maxLevels} levels`);
    const below: object[] = [];
    for (const container of level) {
      if (!Array.isArray(container)) for (const key of Object.keys(container)) problem ??= textProblem(key);
      for (const value of Object.values(container)) {
        if (typeof value === 'string') problem ??= textProblem(value);
        else if (typeof value === 'object' && value !== null) below.push(value);
      }
    }
    level = below;
  }
  return problem;
}
