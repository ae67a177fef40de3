import { getJobPath } from './create-job.model';
import type { Accepted } from './findings';
import { nullable, object, optional, required } from './lax';
import { oneOf } from './lax-text';
import { uuid } from './lax-uuid';
import { validateParameters } from './request';
import type { RawRequest, Validation } from './request';

const startJobQuery = object({ only: optional(nullable(oneOf('failed')), null) });

const resultPath = object({
  workspace_id: required(uuid()),
  job_id: required(uuid()),
  result_id: required(uuid()),
});

export interface StartJobRequest {
  path: Accepted<typeof getJobPath>;
  query: Accepted<typeof startJobQuery>;
}

export interface RetryResultRequest {
  path: Accepted<typeof resultPath>;
}

/** Validates `POST .../jobs/{job_id}/start`. */
export function validateStartJob(request: RawRequest): Validation<StartJobRequest> {
  return validateParameters({ path: getJobPath, query: startJobQuery }, request);
}

/** Validates `POST .../jobs/{job_id}/results/{result_id}/retry`. */
export function validateRetryResult(request: RawRequest): Validation<RetryResultRequest> {
  return validateParameters({ path: resultPath, query: object({}) }, request);
}
