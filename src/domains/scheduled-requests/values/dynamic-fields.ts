import { isJsonObject } from '../../../kernel/http/json';
import { formatInstant, type Instant } from './instant';
import type { Json, JsonObject } from './json';
import { memberOf, partsOf, replaceStrings, type JsonText } from './json-text';
import type { ErrorCode } from './outcome';

/** What stands for the three dynamic fields in one attempt, in the order in which a body gets them. */
export interface DynamicFields {
  $job: JsonObject;
  $previous: JsonObject;
  $state: JsonObject;
}

/** A finished run: the answer of its last attempt in body form, or why it had none. */
export type FinishedRun =
  { status: number; headers: Record<string, string | string[] | undefined>; body: Json } | { error: ErrorCode };

const PREVIOUS_HEADERS = ['content-type', 'date', 'etag', 'last-modified', 'location', 'retry-after', 'x-request-id'];
const MAX_STATE_BYTES = 16_384;
/** Characters of `"$previous"` when each one is written as an escape. */
const LONGEST_NAME = 56;

/** The value of `$job`; `slot` is null in a one-shot and in a run made by hand. */
export function jobField(job: {
  id: number;
  uuid: string;
  attempt: number;
  scheduledAt: Instant;
  slot: Instant | null;
}): JsonObject {
  return {
    id: job.id,
    uuid: job.uuid,
    attempt: job.attempt,
    scheduled_at: formatInstant(job.scheduledAt),
    slot: job.slot === null ? null : formatInstant(job.slot),
  };
}

/** The value of `$previous` after a run; header names of `run` are in lower case. */
export function previousField(run: FinishedRun): JsonObject {
  if ('error' in run) return { status: null, headers: {}, body: null, error: run.error };
  const headers = PREVIOUS_HEADERS.flatMap((name) => {
    const value = run.headers[name];
    return value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]];
  });
  return { status: run.status, headers: Object.fromEntries(headers), body: run.body };
}

/** The `$state` that an answer leaves to the runs after it; undefined: the old one stays. */
export function stateLeftBy(answer: { status: number; body: Json }): JsonObject | undefined {
  const { status, body } = answer;
  if (status < 200 || status > 299 || !isJsonObject(body) || !Object.hasOwn(body, '$state')) return undefined;
  const state = body.$state;
  if (!isJsonObject(state) || Buffer.byteLength(JSON.stringify(state)) > MAX_STATE_BYTES) return undefined;
  return state;
}

/** Replaces each value that is exactly the name of a dynamic field, at any depth. */
export function substitute(text: JsonText, fields: DynamicFields): JsonText {
  return replaceStrings(text, (value) => {
    const name = value.length > LONGEST_NAME ? '' : (JSON.parse(value) as string);
    return isFieldName(name) ? JSON.stringify(fields[name]) : undefined;
  });
}

/** The body of a recurring job's run: an object gets the three fields as its first keys, over its own of that name. */
export function withLeadingFields(body: JsonText, { $job, $previous, $state }: DynamicFields): JsonText {
  if (!body.startsWith('{')) return body;
  const leading = JSON.stringify({ $job, $previous, $state }).slice(1, -1);
  const own = partsOf(body).filter((part) => !isFieldName(memberOf(part)[0]));
  return `{${[leading, ...own].join(',')}}`;
}

function isFieldName(text: string): text is keyof DynamicFields {
  return text === '$job' || text === '$previous' || text === '$state';
}
