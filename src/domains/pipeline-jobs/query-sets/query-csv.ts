import { linesOf, toCell } from '../csv/csv-cells';
import type { IndexedQuery } from '../validation/query.model';

/** Columns of a query set as CSV, in the order in which they are written. */
export const QUERY_COLUMNS = [
  'query',
  'group_name',
  'query_label',
  'query_index',
  'absolute_query_index',
  'filters',
  'params',
] as const;

/** Queries as CSV that `readQueries` takes back: null is an empty cell, empty text a quoted one. */
export function csvOf(queries: readonly IndexedQuery[]): string {
  return linesOf([QUERY_COLUMNS, ...queries.map((query) => QUERY_COLUMNS.map((column) => cellOf(query[column])))]);
}

function cellOf(value: IndexedQuery[keyof IndexedQuery]): string | number | null {
  if (typeof value === 'string') return toCell(value);
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
}
