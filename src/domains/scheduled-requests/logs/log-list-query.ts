import { givenParameters, orderBy, readPage, readText, refuseFaults, type Order, type Page } from '../lists/list-query';
import { FieldReader } from '../values/field-reader';

const ORDER_FIELDS = ['inserted_at', 'job_id', 'event'] as const;
const FIELDS = ['limit', 'offset', 'order_by'] as const;

export interface LogListQuery extends Page {
  orderBy: Order<(typeof ORDER_FIELDS)[number]>;
  /** The number or the uuid of a job. */
  jobId: string | undefined;
  event: string | undefined;
}

/** Reads the query of a list of logs; an empty parameter is not set. @throws Failure `invalid` with the texts by field */
export function readLogListQuery(query: Record<string, unknown>): LogListQuery {
  const reader = new FieldReader<(typeof FIELDS)[number] | 'job_id' | 'event'>(givenParameters(query));
  const page = readPage(reader);
  const order = reader.read('order_by', orderBy(ORDER_FIELDS)) ?? { field: 'inserted_at', direction: 'desc' };
  refuseFaults(reader, FIELDS);
  return { ...page, orderBy: order, jobId: readText(reader, 'job_id'), event: readText(reader, 'event') };
}
