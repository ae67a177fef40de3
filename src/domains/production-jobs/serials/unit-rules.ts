import type { Rule } from '../../../kernel/http/rules';
import { name } from '../production-rules';

/** Ids of units: at least one, at most `limit`. */
export function unitIds(limit: number, tooMany: string): Rule {
  return (value, field) => {
    if (!Array.isArray(value) || value.length === 0) return `${field} must have at least one item`;
    if (value.length > limit) return tooMany;
    return value.every((id) => typeof id === 'string') ? undefined : `${field} must be an array of strings`;
  };
}

/** Text that must be there, in words of its own when it is not. */
export function needed(limit: number, missing: string): Rule {
  const rule = name(limit);
  return (value, field) => {
    const refusal = rule(value, field);
    return refusal === `${field} is required` ? missing : refusal;
  };
}
