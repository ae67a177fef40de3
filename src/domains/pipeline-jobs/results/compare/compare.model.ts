import type { Accepted, Rule } from '../../validation/findings';
import { merged, object, optional, required } from '../../validation/lax';
import { oneOf } from '../../validation/lax-text';
import { uuid } from '../../validation/lax-uuid';
import { numberedPageQuery } from '../../validation/page.model';
import type { NumberedPage } from '../../validation/page.model';
import { validateParameters } from '../../validation/request';
import type { RawRequest, Validation } from '../../validation/request';
import { commaList, oneJob } from '../result.model';

/** What became of a request from one job to another. */
export const CHANGES = ['SAME', 'CHANGED', 'ONLY_LEFT', 'ONLY_RIGHT'] as const;
export type Change = (typeof CHANGES)[number];

export interface CompareQuery extends NumberedPage {
  /** The job on the right side. */
  with: string;
  change: Change[];
}

const compareQuery: Rule<CompareQuery> = merged(
  object({ with: required(uuid()), change: optional(commaList(oneOf(...CHANGES)), [...CHANGES]) }),
  numberedPageQuery,
);

export interface CompareRequest {
  path: Accepted<typeof oneJob>;
  query: CompareQuery;
}

/** Validates `GET .../compare`. */
export function validateCompare(request: RawRequest): Validation<CompareRequest> {
  return validateParameters({ path: oneJob, query: compareQuery }, request);
}
