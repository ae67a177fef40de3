import type { Accepted } from './findings';
import { list, nullable, object, optional, required } from './lax';
import { freeObject } from './lax-free-object';
import { integer } from './lax-scalars';
import { string } from './lax-text';

export const MAX_QUERIES = 10_000;
const MAX_LEVELS = 32;

/** One question of a job or query set; what was not given is null. */
export const query = object({
  query: required(string()),
  filters: optional(nullable(freeObject(MAX_LEVELS)), null),
  params: optional(nullable(freeObject(MAX_LEVELS)), null),
  group_name: optional(nullable(string()), null),
  query_label: optional(nullable(string()), null),
  query_index: optional(nullable(integer()), null),
  absolute_query_index: optional(nullable(integer()), null),
});

export const queryList = list(query, MAX_QUERIES);

export type Query = Accepted<typeof query>;

/** A query whose two indexes are known. */
export type IndexedQuery = Query & { query_index: number; absolute_query_index: number };

/** Gives every query the indexes it came without: its position within its group (null is one too) and in the list. */
export function fillIndexes(queries: readonly Query[]): IndexedQuery[] {
  const groupSizes = new Map<string | null, number>();
  return queries.map((query, position) => {
    const positionInGroup = groupSizes.get(query.group_name) ?? 0;
    groupSizes.set(query.group_name, positionInGroup + 1);
    return {
      ...query,
      query_index: query.query_index ?? positionInGroup,
      absolute_query_index: query.absolute_query_index ?? position,
    };
  });
}
