import { ITEM_STATUSES } from '../jobs/transitions';
import type { ItemStatus } from '../jobs/transitions';
import type { Accepted, Rule } from '../validation/findings';
import { merged, nullable, object, optional, required } from '../validation/lax';
import { oneOf, string } from '../validation/lax-text';
import { uuid } from '../validation/lax-uuid';
import { odataFilter } from '../validation/odata';
import { fieldsOf, numberColumn, textColumn } from '../validation/odata-fields';
import type { FilterCondition } from '../validation/odata-fields';
import { orderedPageQuery } from '../validation/page.model';
import type { PageQuery } from '../validation/page.model';
import { validateParameters, validateRequest } from '../validation/request';
import type { RawRequest, Validation } from '../validation/request';

/** What a list of results can be sorted by, the default first. */
export const RESULT_SORTS = ['absolute_query_index', 'file_name', 'status', 'duration', 'score'] as const;
export type ResultSort = (typeof RESULT_SORTS)[number];

/** What a filter can ask of a row `item`. */
const SHARED_FIELDS = {
  status: textColumn('item.status'),
  group_name: textColumn('item.group_name'),
  query_label: textColumn('item.query_label'),
  query: textColumn('item.query'),
  absolute_query_index: numberColumn('item.absolute_query_index'),
  'file/name': textColumn('item.file_name'),
  'error/type': textColumn("item.error ->> 'type'"),
};
const RESULT_FIELDS = { ...SHARED_FIELDS, 'review/verdict': textColumn("item.review ->> 'verdict'") };

export const SHARED_FILTER_PATHS = Object.keys(SHARED_FIELDS);
export const RESULT_FILTER_PATHS = Object.keys(RESULT_FIELDS);

const FINISHED: ItemStatus[] = ['SUCCEEDED', 'FAILED'];
const ALL = 'ALL';

/** Values with commas between them. */
export function commaList<T>(item: Rule<T>): Rule<T[]> {
  return (input, findings) => {
    const before = findings.errors.length;
    const items = new Set<T>();
    for (const text of String(input).split(',')) {
      const value = item(text, findings);
      if (findings.errors.length > before) return undefined;
      items.add(value as T);
    }
    return [...items];
  };
}

const statusNames = commaList(oneOf(...ITEM_STATUSES, ALL));

const statusList: Rule<ItemStatus[]> = (input, findings) => {
  const names = statusNames(input, findings);
  return names?.includes(ALL) ? [...ITEM_STATUSES] : (names as ItemStatus[] | undefined);
};

export const oneJob = object({ workspace_id: required(uuid()), job_id: required(uuid()) });
const oneResult = object({ workspace_id: required(uuid()), job_id: required(uuid()), result_id: required(uuid()) });
const status = optional(statusList, FINISHED);

export interface ListResultsQuery extends PageQuery<ResultSort> {
  status: ItemStatus[];
  /** On a row `item`. */
  filter: FilterCondition | null;
}

const listQuery = (fields: typeof SHARED_FIELDS): Rule<ListResultsQuery> =>
  merged(
    orderedPageQuery<ResultSort>('ASC', ...RESULT_SORTS),
    object({ status, filter: optional(nullable(odataFilter(fieldsOf(fields))), null) }),
  );

const listResultsQuery = listQuery(RESULT_FIELDS);
const listSharedResultsQuery = listQuery(SHARED_FIELDS);

const exportQuery = object({ format: required(oneOf('csv', 'jsonl')), status });

const reviewBody = object({
  verdict: required(oneOf('correct', 'partly', 'wrong')),
  note: optional(nullable(string()), null),
});

type OneJob = Accepted<typeof oneJob>;
type OneResult = Accepted<typeof oneResult>;
export type ExportQuery = Accepted<typeof exportQuery>;
export type ReviewBody = Accepted<typeof reviewBody>;

export interface JobRequest {
  path: OneJob;
}

export interface ListResultsRequest extends JobRequest {
  query: ListResultsQuery;
}

export interface ExportRequest extends JobRequest {
  query: ExportQuery;
}

export interface ResultRequest {
  path: OneResult;
}

export interface ReviewRequest extends ResultRequest {
  body: ReviewBody;
}

/** Validates what is about a job as a whole. */
export function validateJob(request: RawRequest): Validation<JobRequest> {
  return validateParameters({ path: oneJob, query: object({}) }, request);
}

/** Validates `GET .../results`. */
export function validateListResults(request: RawRequest): Validation<ListResultsRequest> {
  return validateParameters({ path: oneJob, query: listResultsQuery }, request);
}

/** Validates `GET /api/v2/shared_jobs/{token}/results`. */
export function validateListSharedResults(request: RawRequest): Validation<{ query: ListResultsQuery }> {
  return validateParameters({ path: object({}), query: listSharedResultsQuery }, request);
}

/** Validates `GET .../results/export`. */
export function validateExport(request: RawRequest): Validation<ExportRequest> {
  return validateParameters({ path: oneJob, query: exportQuery }, request);
}

/** Validates what is about one result. */
export function validateResult(request: RawRequest): Validation<ResultRequest> {
  return validateParameters({ path: oneResult, query: object({}) }, request);
}

/** Validates `PUT .../results/{result_id}/review`. */
export function validateReview(request: RawRequest): Validation<ReviewRequest> {
  return validateRequest({ path: oneResult, query: object({}), body: reviewBody }, request);
}
