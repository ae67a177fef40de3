import { momentOf } from '../../../kernel/http/moment';
import { valueError } from '../validation/findings';
import type { Accepted, Rule } from '../validation/findings';
import { nullable, object, optional, required } from '../validation/lax';
import { boolean } from '../validation/lax-boolean';
import { string } from '../validation/lax-text';
import { uuid } from '../validation/lax-uuid';
import { pageQuery } from '../validation/page.model';
import type { PageQuery } from '../validation/page.model';
import { validateParameters, validateRequest } from '../validation/request';
import type { RawRequest, Validation } from '../validation/request';

/** Milliseconds. */
const DAY = 86_400_000;
const MAX_DAYS = 60;
export const DEFAULT_LIFETIME = 7 * DAY;

const NO_TIME = valueError('expiration_date must be a time in ISO 8601');
const OUT_OF_RANGE = valueError(`expiration_date must be in the future, at most ${MAX_DAYS} days from now`);
const DAY_ALONE = /^\d{4}-\d\d-\d\d$/;

/** A time, in UTC unless it says otherwise; a day alone stands for its beginning. */
const expiration: Rule<Date> = (input, findings) => {
  const time = momentOf(typeof input === 'string' && DAY_ALONE.test(input) ? `${input}T00:00:00Z` : input);
  if (!time) return findings.report(NO_TIME);
  const ahead = time.getTime() - Date.now();
  return ahead > 0 && ahead <= MAX_DAYS * DAY ? time : findings.report(OUT_OF_RANGE);
};

const inWorkspace = object({ workspace_id: required(uuid()) });
const oneSharedJob = object({ workspace_id: required(uuid()), shared_job_id: required(uuid()) });
const nothing = object({});

const createBody = object({
  job_id: required(uuid()),
  expiration_date: optional(nullable(expiration), null),
  description: optional(nullable(string()), null),
  login_required: optional(boolean(), false),
});

/** What was left out stays as it is, and so does an expiration of null. */
const patchBody = object({
  expiration_date: optional<Date | null | undefined>(nullable(expiration), undefined),
  description: optional<string | null | undefined>(nullable(string()), undefined),
  login_required: optional<boolean | undefined>(boolean(), undefined),
});

export type CreateSharedJobBody = Accepted<typeof createBody>;
export type PatchSharedJobBody = Accepted<typeof patchBody>;
export type SharedJobSort = 'created_at' | 'expiration_date';

type InWorkspace = Accepted<typeof inWorkspace>;
type OneSharedJob = Accepted<typeof oneSharedJob>;

export interface CreateSharedJobRequest {
  path: InWorkspace;
  body: CreateSharedJobBody;
}

export interface ListSharedJobsRequest {
  path: InWorkspace;
  query: PageQuery<SharedJobSort>;
}

export interface SharedJobRequest {
  path: OneSharedJob;
}

export interface PatchSharedJobRequest extends SharedJobRequest {
  body: PatchSharedJobBody;
}

/** Validates `POST .../shared_jobs`. */
export function validateCreateSharedJob(request: RawRequest): Validation<CreateSharedJobRequest> {
  return validateRequest({ path: inWorkspace, query: nothing, body: createBody }, request);
}

/** Validates `GET .../shared_jobs`. */
export function validateListSharedJobs(request: RawRequest): Validation<ListSharedJobsRequest> {
  return validateParameters(
    { path: inWorkspace, query: pageQuery<SharedJobSort>('created_at', 'expiration_date') },
    request,
  );
}

/** Validates what is about one shared job. */
export function validateSharedJob(request: RawRequest): Validation<SharedJobRequest> {
  return validateParameters({ path: oneSharedJob, query: nothing }, request);
}

/** Validates `PATCH .../shared_jobs/{shared_job_id}`. */
export function validatePatchSharedJob(request: RawRequest): Validation<PatchSharedJobRequest> {
  return validateRequest({ path: oneSharedJob, query: nothing, body: patchBody }, request);
}
