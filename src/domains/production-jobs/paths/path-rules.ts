import { refuseUnless } from '../../../kernel/http/common-rules';
import { optional } from '../../../kernel/http/rules';
import type { Rule } from '../../../kernel/http/rules';

export const MAX_STEPS = 200;
export const MAX_PATH_IDS = 100;

/** A rule for what need not be given; null is given. */
export const whenGiven =
  (rule: Rule): Rule =>
  (value, field) =>
    value === undefined ? undefined : rule(value, field);

export const required =
  (rule: Rule): Rule =>
  (value, field) =>
    value === undefined || value === null ? `${field} is required` : rule(value, field);

export const oneOf = (words: readonly string[]): Rule =>
  optional(
    refuseUnless(
      (value) => words.includes(value as string),
      (field) => `${field} must be one of: ${words.join(', ')}`,
    ),
  );

export const boolean = (): Rule =>
  optional(
    refuseUnless(
      (value) => typeof value === 'boolean',
      (field) => `${field} must be a boolean`,
    ),
  );

/** The steps of a path; what is in them has rules of its own. */
export const steps = (): Rule => (value, field) => {
  if (!Array.isArray(value) || value.length === 0) return `${field} is required`;
  return value.length > MAX_STEPS ? `${field} must have at most ${MAX_STEPS} items` : undefined;
};

export const pathIds = (): Rule => (value, field) => {
  if (!Array.isArray(value) || value.length === 0) return `${field} must have at least one item`;
  if (value.length > MAX_PATH_IDS) return `Cannot fetch more than ${MAX_PATH_IDS} paths at once`;
  return value.every((id) => typeof id === 'string') ? undefined : `${field} must be an array of strings`;
};
