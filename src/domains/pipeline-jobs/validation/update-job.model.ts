import { getJobPath, jobFields, oneSourceOfQueries } from './create-job.model';
import type { Accepted, Rule } from './findings';
import { object, optional, refined } from './lax';
import { validateRequest } from './request';
import type { RawRequest, Validation } from './request';

/** A field that changes where it is given; null is a value too. */
function given<T>(rule: Rule<T>): Rule<T | undefined> {
  return optional<T | undefined>(rule, undefined);
}

const updateJobBody = refined(
  object({
    name: given(jobFields.name),
    pipeline_id: given(jobFields.pipeline_id),
    execution_mode: given(jobFields.execution_mode),
    description: given(jobFields.description),
    concurrency: given(jobFields.concurrency),
    query_set_id: given(jobFields.query_set_id),
    queries: given(jobFields.queries),
  }),
  (job) => oneSourceOfQueries(job),
);

export type UpdateJobBody = Accepted<typeof updateJobBody>;

export interface UpdateJobRequest {
  path: Accepted<typeof getJobPath>;
  body: UpdateJobBody;
}

/** Validates `PATCH /api/v2/workspaces/{workspace_id}/jobs/{job_id}`. */
export function validateUpdateJob(request: RawRequest): Validation<UpdateJobRequest> {
  return validateRequest({ path: getJobPath, query: object({}), body: updateJobBody }, request);
}
