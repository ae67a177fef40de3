import type { Accepted } from './findings';
import { nullable, object, optional, required } from './lax';
import { filePart } from './lax-file-part';
import { string } from './lax-text';
import { uuid } from './lax-uuid';
import { numberedPageQuery, pageQuery } from './page.model';
import type { NumberedPage, PageQuery } from './page.model';
import { queryList } from './query.model';
import { validateParameters, validateRequest } from './request';
import type { RawRequest, Validation } from './request';

export const createQuerySetBody = object({
  name: required(string()),
  queries: required(queryList),
});

export type CreateQuerySetBody = Accepted<typeof createQuerySetBody>;

/** A form with the CSV file. */
export const importQuerySetBody = object({
  file: required(filePart()),
  name: optional(nullable(string()), null),
});

export type ImportQuerySetBody = Accepted<typeof importQuerySetBody>;

const nothing = object({});
const inWorkspace = object({ workspace_id: required(uuid()) });
const oneQuerySet = object({ workspace_id: required(uuid()), query_set_id: required(uuid()) });

export type QuerySetSort = 'created_at' | 'name';
type InWorkspace = Accepted<typeof inWorkspace>;
type OneQuerySet = Accepted<typeof oneQuerySet>;

export interface CreateQuerySetRequest {
  path: InWorkspace;
  body: CreateQuerySetBody;
}

export interface ImportQuerySetRequest {
  path: InWorkspace;
  body: ImportQuerySetBody;
}

export interface ListQuerySetsRequest {
  path: InWorkspace;
  query: PageQuery<QuerySetSort>;
}

export interface GetQuerySetRequest {
  path: OneQuerySet;
}

export interface ListQueriesRequest {
  path: OneQuerySet;
  query: NumberedPage;
}

/** Validates `POST .../query_sets`. */
export function validateCreateQuerySet(request: RawRequest): Validation<CreateQuerySetRequest> {
  return validateRequest({ path: inWorkspace, query: nothing, body: createQuerySetBody }, request);
}

/** Validates `POST .../query_sets/import`. */
export function validateImportQuerySet(request: RawRequest): Validation<ImportQuerySetRequest> {
  return validateRequest({ path: inWorkspace, query: nothing, body: importQuerySetBody }, request);
}

/** Validates `GET .../query_sets`. */
export function validateListQuerySets(request: RawRequest): Validation<ListQuerySetsRequest> {
  return validateParameters({ path: inWorkspace, query: pageQuery<QuerySetSort>('created_at', 'name') }, request);
}

/** Validates `GET .../query_sets/{query_set_id}`. */
export function validateGetQuerySet(request: RawRequest): Validation<GetQuerySetRequest> {
  return validateParameters({ path: oneQuerySet, query: nothing }, request);
}

/** Validates `GET .../query_sets/{query_set_id}/queries`. */
export function validateListQueries(request: RawRequest): Validation<ListQueriesRequest> {
  return validateParameters({ path: oneQuerySet, query: numberedPageQuery }, request);
}
