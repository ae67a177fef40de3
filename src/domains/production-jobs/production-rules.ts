import { codePoints, hasNull } from '../../kernel/http/common-rules';
import { optional } from '../../kernel/http/rules';
import type { Rule } from '../../kernel/http/rules';

export const MAX_QUANTITY = 2_147_483_647;

/** A name: text with something in it besides white space, at most `limit` code points once trimmed. */
export function name(limit: number): Rule {
  return (value, field) => {
    if (typeof value !== 'string' || value.trim() === '') return `${field} is required`;
    if (codePoints(value.trim()) > limit) return `${field} must be at most ${limit} characters`;
    return hasNull(value) ? `${field} must not contain null characters` : undefined;
  };
}

/** For changes: what is absent stays as it is, but null is a value like any other. */
export function whenGiven(rule: Rule): Rule {
  return (value, field) => (value === undefined ? undefined : rule(value, field));
}

/** The number of units to make. @param zero how the refusal spells the number that it must be above */
export function goalQuantity(zero = '0'): Rule {
  return (value, field) => {
    if (value === undefined || value === null) return `${field} is required`;
    if (typeof value !== 'number') return `${field} must be a number`;
    if (value <= 0) return `${field} must be greater than ${zero}`;
    // What no double holds, like 1e400, is read as Infinity: too much, but no fraction.
    if (!Number.isInteger(value) && value !== Infinity) return `${field} must be an integer`;
    return value > MAX_QUANTITY ? `${field} must be at most ${MAX_QUANTITY}` : undefined;
  };
}

/** How much of a part; fractions are fine. */
export function quantity(): Rule {
  return (value, field) => {
    if (typeof value !== 'number' || value <= 0) return `${field} must be greater than 0`;
    return value > MAX_QUANTITY ? `${field} must be at most ${MAX_QUANTITY}` : undefined;
  };
}

/** Optional text that is kept exactly as given. */
export function text(limit: number): Rule {
  return optional((value, field) => {
    if (typeof value !== 'string') return `${field} must be a string`;
    if (codePoints(value) > limit) return `${field} must be at most ${limit} characters`;
    return hasNull(value) ? `${field} must not contain null characters` : undefined;
  });
}

/** An optional list of texts. */
export function texts(items: number, limit: number): Rule {
  return optional((value, field) => {
    if (!Array.isArray(value) || value.some((item) => typeof item !== 'string')) {
      return `${field} must be an array of strings`;
    }
    if (value.length > items) return `${field} must have at most ${items} items`;
    if (value.some((item: string) => codePoints(item) > limit)) return `${field} must be at most ${limit} characters`;
    return value.some(hasNull) ? `${field} must not contain null characters` : undefined;
  });
}

/** A list of one text at least. */
export function someTexts(items: number, limit: number): Rule {
  return (value, field) =>
    Array.isArray(value) && value.length > 0 ? texts(items, limit)(value, field) : `${field} is required`;
}

/** A list of one item at least. */
export function list(limit: number): Rule {
  return (value, field) => {
    if (!Array.isArray(value) || value.length === 0) return `${field} must have at least one item`;
    return value.length > limit ? `${field} must have at most ${limit} items` : undefined;
  };
}

export function boolean(): Rule {
  return optional((value, field) => (typeof value === 'boolean' ? undefined : `${field} must be a boolean`));
}

export function oneOf(choices: readonly string[]): Rule {
  return optional((value, field) =>
    choices.includes(value as string) ? undefined : `${field} must be one of: ${choices.join(', ')}`,
  );
}

/** An optional day of the calendar. */
export function day(): Rule {
  return optional((value, field) => (isDay(value) ? undefined : `${field} must be a date (YYYY-MM-DD)`));
}

export function isDay(value: unknown): boolean {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(value) || value.startsWith('0000')) return false;
  const time = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(value);
}

/** Ids of 1 to `limit` units. */
export function serialIds(limit: number): Rule {
  return (value, field) => list(limit)(value, field) ?? texts(limit, 200)(value, field);
}
