import type { RecordedError, RecordedResponse } from '../execution/attempt-record';
import { redactUrl } from '../values/redaction';

/** What a discarded job keeps of its last attempt: attempts are dropped before jobs are. */
export interface KeptFailure {
  /** Without secrets. */
  url: string;
  status: number | null;
  error: RecordedError;
}

/** Assignments of an UPDATE that settles a job as $3, with the values of `failureValues` as $12 and $13. */
export const KEEP_FAILURE = `failed_host = CASE WHEN $3 = 'discarded' THEN $12 END,
        failure = CASE WHEN $3 = 'discarded' THEN $13::json END`;

export function failureValues(
  url: string,
  response: RecordedResponse | null,
  error: RecordedError | null,
): [host: string | null, failure: string | null] {
  if (error === null) return [null, null];
  const failure: KeptFailure = { url: redactUrl(url), status: response?.status ?? null, error };
  return [new URL(url).host, JSON.stringify(failure)];
}
