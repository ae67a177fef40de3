import { Failure } from '../../../kernel/errors/failure';
import type { FieldReader } from '../values/field-reader';
import type { Parsed } from '../values/parsed';

export interface Page {
  limit: number;
  offset: number;
}

export interface Order<Field extends string> {
  field: Field;
  direction: 'asc' | 'desc';
}

/** An offset beyond this has the same answer: nothing. */
const MAX_OFFSET = 1e15;

/** The parameters that are set: an empty one is not. `order_by[]` is another way to write `order_by`. */
export function givenParameters(query: Record<string, unknown>): Record<string, unknown> {
  const { 'order_by[]': pair, ...single } = query;
  const set = Object.entries({ order_by: pair, ...single }).filter(([, value]) => value !== '' && value !== undefined);
  return Object.fromEntries(set);
}

export function readPage<Field extends string>(reader: FieldReader<Field | 'limit' | 'offset'>, most = 10): Page {
  const limit = reader.read('limit', (value) => parseInteger(value, 1, 100)) ?? most;
  const offset = reader.read('offset', (value) => parseInteger(value, 0)) ?? 0;
  return { limit, offset: Math.min(offset, MAX_OFFSET) };
}

/** A parameter's text, if it is set: what was given more than once is no text that anything has. */
export function readText<Field extends string>(reader: FieldReader<Field>, field: Field): string | undefined {
  const value = reader.value(field);
  return value === undefined ? undefined : String(value);
}

/** @throws Failure `invalid` with the texts by field, if a parameter was refused */
export function refuseFaults<Field extends string>(reader: FieldReader<Field>, order: readonly Field[]): void {
  const errors = reader.errors(order);
  if (errors) throw new Failure('invalid', undefined, { status: 422, data: errors });
}

/** `[field, direction]` as two parameters or as JSON, `field:direction`, or a field alone. */
export function orderBy<Field extends string>(fields: readonly Field[]): (value: unknown) => Parsed<Order<Field>> {
  return (value) => {
    const pair = Array.isArray(value) ? value : orderFromText(String(value));
    const [name, way = 'asc', ...rest] = pair as unknown[];
    const field = fields.find((known) => known === name);
    const direction = (['asc', 'desc'] as const).find((known) => known === way);
    return field && direction && rest.length === 0 ? { value: { field, direction } } : { error: 'is invalid' };
  };
}

export function parseInteger(value: unknown, min: number, max = Infinity): Parsed<number> {
  if (typeof value !== 'string' || !/^[+-]?\d+$/.test(value)) return { error: 'is invalid' };
  const number = Number(value);
  if (number < min) return { error: `must be greater than or equal to ${min}` };
  return number > max ? { error: `must be less than or equal to ${max}` } : { value: number };
}

function orderFromText(text: string): unknown[] {
  if (!text.startsWith('[')) return text.split(':');
  try {
    return JSON.parse(text) as unknown[];
  } catch {
    return [];
  }
}
