import { valueError } from './findings';
import type { Problem, Rule } from './findings';
import { nullable, object, optional, refined } from './lax';
import { integer } from './lax-scalars';
import { oneOf } from './lax-text';
import { uuid } from './lax-uuid';

const DEFAULT_LIMIT = 10;
const MAX_LIMIT = 100;

/** A page by its number, from 1. */
export interface NumberedPage {
  limit: number;
  page_number: number | null;
}

/** A page by its number, or next to the item with a known id. */
export interface PageQuery<Field extends string = string> extends NumberedPage {
  /** Items created before (older than) this one. */
  after: string | null;
  /** Items created after (younger than) this one. */
  before: string | null;
  field: Field;
  order: 'ASC' | 'DESC';
}

const numbered = {
  limit: optional(integer({ min: 1, max: MAX_LIMIT }), DEFAULT_LIMIT),
  page_number: optional(nullable(integer({ min: 1 })), null),
};

export const numberedPageQuery: Rule<NumberedPage> = object(numbered);

/** @param fields that can be sorted by, the default first */
export function pageQuery<Field extends string>(...fields: Field[]): Rule<PageQuery<Field>> {
  return orderedPageQuery('DESC', ...fields);
}

/** @param fields that can be sorted by, the default first */
export function orderedPageQuery<Field extends string>(
  order: 'ASC' | 'DESC',
  ...fields: Field[]
): Rule<PageQuery<Field>> {
  return refined(
    object<PageQuery<Field>>({
      ...numbered,
      after: optional(nullable(uuid()), null),
      before: optional(nullable(uuid()), null),
      field: optional(oneOf(...fields), fields[0]),
      order: optional(oneOf('ASC', 'DESC'), order),
    }),
    combinationProblem,
  );
}

function combinationProblem({ page_number, after, before }: PageQuery): Problem | undefined {
  if (page_number !== null && (after ?? before) !== null) {
    return valueError('page_number cannot be combined with before or after');
  }
  return after !== null && before !== null ? valueError('before and after cannot be combined') : undefined;
}
