import { givenParameters, orderBy, readPage, readText, refuseFaults, type Order, type Page } from '../lists/list-query';
import { JOB_STATES } from '../transitions';
import { FieldReader } from '../values/field-reader';
import type { Parsed } from '../values/parsed';

const ORDER_FIELDS = ['inserted_at', 'scheduled_at', 'attempted_at', 'completed_at', 'id', 'state'] as const;
const FIELDS = ['state', 'limit', 'offset', 'order_by'] as const;
const FILTERS = ['schedule_id', 'name', 'idempotency_key'] as const;

export type JobFilter = (typeof FILTERS)[number];
export type JobOrder = Order<(typeof ORDER_FIELDS)[number]>;

export interface JobListQuery extends Page {
  /** Undefined: any. */
  states: string[] | undefined;
  orderBy: JobOrder;
  /** Texts that jobs must have, by column. */
  filters: [JobFilter, string][];
}

/** Reads the query of a list of jobs; an empty parameter is not set. @throws Failure `invalid` with the texts by field */
export function readJobListQuery(query: Record<string, unknown>): JobListQuery {
  const reader = new FieldReader<(typeof FIELDS)[number] | JobFilter>(givenParameters(query));
  const states = reader.read('state', parseStates);
  const page = readPage(reader);
  const order = reader.read('order_by', orderBy(ORDER_FIELDS)) ?? { field: 'inserted_at', direction: 'desc' };
  refuseFaults(reader, FIELDS);
  const filters = FILTERS.flatMap((field): [JobFilter, string][] => {
    const value = readText(reader, field);
    return value === undefined ? [] : [[field, value]];
  });
  return { ...page, states, orderBy: order, filters };
}

function parseStates(value: unknown): Parsed<string[]> {
  if (value === 'scheduled') return { value: ['available', 'retryable'] };
  const state = JOB_STATES.find((known) => known === value);
  return state ? { value: [state] } : { error: 'is invalid' };
}
