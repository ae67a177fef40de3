import { Failure } from '../../../kernel/errors/failure';
import { FieldReader } from '../values/field-reader';
import { parseInteger } from '../jobs/job-list-query';

/** An offset beyond this has the same answer: nothing. */
const MAX_OFFSET = 1e15;

export interface Page {
  limit: number;
  offset: number;
}

/** Reads `limit` (1-100) and `offset`; an empty parameter is not set. @throws Failure `invalid` with the texts by field */
export function readPage(query: Record<string, unknown>, defaultLimit: number): Page {
  const given = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ''));
  const reader = new FieldReader<keyof Page>(given);
  const limit = reader.read('limit', (value) => parseInteger(value, 1, 100)) ?? defaultLimit;
  const offset = reader.read('offset', (value) => parseInteger(value, 0)) ?? 0;
  const errors = reader.errors(['limit', 'offset']);
  if (errors) throw new Failure('invalid', undefined, { status: 422, data: errors });
  return { limit, offset: Math.min(offset, MAX_OFFSET) };
}
