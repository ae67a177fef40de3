import { JOB_FILTER_FIELDS } from '../jobs/job-filter';
import { createJobPath } from './create-job.model';
import type { CreateJobPath } from './create-job.model';
import { merged, nullable, object, optional } from './lax';
import { odataFilter } from './odata';
import type { FilterCondition } from './odata-fields';
import { pageQuery } from './page.model';
import type { PageQuery } from './page.model';
import { validateParameters } from './request';
import type { RawRequest, Validation } from './request';

export const JOB_SORTS = ['created_at', 'name', 'status', 'executed_at'] as const;
export type JobSort = (typeof JOB_SORTS)[number];

export interface ListJobsQuery extends PageQuery<JobSort> {
  filter: FilterCondition | null;
}

export interface ListJobsRequest {
  path: CreateJobPath;
  query: ListJobsQuery;
}

const listJobsQuery = merged(
  pageQuery<JobSort>(...JOB_SORTS),
  object({ filter: optional(nullable(odataFilter(JOB_FILTER_FIELDS)), null) }),
);

/** Validates `GET /api/v2/workspaces/{workspace_id}/jobs`. */
export function validateListJobs(request: RawRequest): Validation<ListJobsRequest> {
  return validateParameters({ path: createJobPath, query: listJobsQuery }, request);
}
