import { Failure } from '../../../kernel/errors/failure';
import { JOB_STATES } from '../transitions';
import { FieldReader } from '../values/field-reader';
import type { Parsed } from '../values/parsed';

const ORDER_FIELDS = ['inserted_at', 'scheduled_at', 'attempted_at', 'completed_at', 'id', 'state'] as const;
const FIELDS = ['state', 'limit', 'offset', 'order_by'] as const;
const FILTERS = ['schedule_id', 'name', 'idempotency_key'] as const;

export type JobFilter = (typeof FILTERS)[number];

export interface JobListQuery {
  /** Undefined: any. */
  states: string[] | undefined;
  limit: number;
  offset: number;
  orderBy: Order;
  /** Texts that jobs must have, by column. */
  filters: [JobFilter, string][];
}

export interface Order {
  field: (typeof ORDER_FIELDS)[number];
  direction: 'asc' | 'desc';
}

/** An offset beyond this has the same answer: nothing. */
const MAX_OFFSET = 1e15;

/** Reads the query of a list of jobs; an empty parameter is not set. @throws Failure `invalid` with the texts by field */
export function readJobListQuery(query: Record<string, unknown>): JobListQuery {
  const { 'order_by[]': pair, ...single } = query;
  const set = Object.entries({ order_by: pair, ...single }).filter(([, value]) => value !== '' && value !== undefined);
  const given = Object.fromEntries(set);
  const reader = new FieldReader<(typeof FIELDS)[number] | JobFilter>(given);
  const states = reader.read('state', parseStates);
  const limit = reader.read('limit', (value) => parseInteger(value, 1, 100)) ?? 10;
  const offset = reader.read('offset', (value) => parseInteger(value, 0)) ?? 0;
  const orderBy = reader.read('order_by', parseOrder) ?? { field: 'inserted_at', direction: 'desc' };
  const errors = reader.errors(FIELDS);
  if (errors) throw new Failure('invalid', undefined, { status: 422, data: errors });
  const filters = FILTERS.flatMap((field): [JobFilter, string][] => {
    const value = reader.value(field);
    return value === undefined ? [] : [[field, String(value)]];
  });
  return { states, limit, offset: Math.min(offset, MAX_OFFSET), orderBy, filters };
}

function parseStates(value: unknown): Parsed<string[]> {
  if (value === 'scheduled') return { value: ['available', 'retryable'] };
  const state = JOB_STATES.find((known) => known === value);
  return state ? { value: [state] } : { error: 'is invalid' };
}

/** Reads a whole number out of a query parameter. */
export function parseInteger(value: unknown, min: number, max = Infinity): Parsed<number> {
  if (typeof value !== 'string' || !/^[+-]?\d+$/.test(value)) return { error: 'is invalid' };
  const number = Number(value);
  if (number < min) return { error: `must be greater than or equal to ${min}` };
  return number > max ? { error: `must be less than or equal to ${max}` } : { value: number };
}

/** `[field, direction]` as two parameters or as JSON, `field:direction`, or a field alone. */
function parseOrder(value: unknown): Parsed<Order> {
  const pair = Array.isArray(value) ? value : orderFromText(String(value));
  const [name, way = 'asc', ...rest] = pair as unknown[];
  const field = ORDER_FIELDS.find((known) => known === name);
  const direction = (['asc', 'desc'] as const).find((known) => known === way);
  return field && direction && rest.length === 0 ? { value: { field, direction } } : { error: 'is invalid' };
}

function orderFromText(text: string): unknown[] {
  if (!text.startsWith('[')) return text.split(':');
  try {
    return JSON.parse(text) as unknown[];
  } catch {
    return [];
  }
}
