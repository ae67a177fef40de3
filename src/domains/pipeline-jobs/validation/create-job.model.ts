import { valueError } from './findings';
import type { Accepted, Problem } from './findings';
import { nullable, object, optional, refined, replaceNull, required } from './lax';
import { integer, queryBoolean } from './lax-scalars';
import { oneOf, string } from './lax-text';
import { uuid } from './lax-uuid';
import { queryList } from './query.model';
import { validateParameters, validateRequest } from './request';
import type { RawRequest, Validation, ValidRequest } from './request';

const DEFAULT_CONCURRENCY = 3;

export const createJobPath = object({ workspace_id: required(uuid()) });

export const createJobQuery = object({
  dry_run: optional(queryBoolean(), false),
  start: optional(queryBoolean(), false),
});

/** The rules of the fields where they are given. */
export const jobFields = {
  name: string(),
  pipeline_id: uuid(),
  execution_mode: oneOf('PER_FILE', 'ACROSS_FILES'),
  description: nullable(string()),
  concurrency: replaceNull(integer({ min: 1, max: 20 }), DEFAULT_CONCURRENCY),
  query_set_id: nullable(uuid()),
  queries: nullable(queryList),
};

export const createJobBody = refined(
  object({
    name: required(jobFields.name),
    pipeline_id: required(jobFields.pipeline_id),
    execution_mode: required(jobFields.execution_mode),
    description: optional(jobFields.description, null),
    concurrency: optional(jobFields.concurrency, DEFAULT_CONCURRENCY),
    query_set_id: optional(jobFields.query_set_id, null),
    queries: optional(jobFields.queries, null),
  }),
  (job) => oneSourceOfQueries(job),
);

/** Queries come from a list or from a set. */
export function oneSourceOfQueries(job: {
  query_set_id?: string | null;
  queries?: object[] | null;
}): Problem | undefined {
  const areBothGiven = (job.query_set_id ?? null) !== null && (job.queries ?? null) !== null;
  return areBothGiven ? valueError('queries and query_set_id cannot be used together') : undefined;
}

export type CreateJobPath = Accepted<typeof createJobPath>;
export type CreateJobQuery = Accepted<typeof createJobQuery>;
export type CreateJobBody = Accepted<typeof createJobBody>;
export type CreateJobRequest = ValidRequest<CreateJobPath, CreateJobQuery, CreateJobBody>;

export type ExecutionMode = CreateJobBody['execution_mode'];

/** Validates `POST /api/v2/workspaces/{workspace_id}/jobs`, all but what only the database knows. */
export function validateCreateJob(request: RawRequest): Validation<CreateJobRequest> {
  return validateRequest({ path: createJobPath, query: createJobQuery, body: createJobBody }, request);
}

/** Whether a request says that nothing is to be stored; false where it says it in a way that will be refused. */
export function isDryRun(query: object): boolean {
  const model = { path: object({}), query: createJobQuery };
  return validateParameters(model, { path: {}, query, body: undefined }).value?.query.dry_run ?? false;
}

export const getJobPath = object({ workspace_id: required(uuid()), job_id: required(uuid()) });

export interface GetJobRequest {
  path: Accepted<typeof getJobPath>;
}

/** Validates `GET /api/v2/workspaces/{workspace_id}/jobs/{job_id}`. */
export function validateGetJob(request: RawRequest): Validation<GetJobRequest> {
  return validateParameters({ path: getJobPath, query: object({}) }, request);
}
