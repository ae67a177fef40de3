import type { RecordedError, RecordedResponse } from '../execution/attempt-record';
import type { JobState } from '../transitions';
import { jobField, substitute, type DynamicFields } from '../values/dynamic-fields';
import { formatInstant, type Instant } from '../values/instant';
import type { JobArgs } from '../values/job-args';
import type { JsonObject } from '../values/json';
import { membersOf, type JsonText } from '../values/json-text';
import { outgoingRequest, sentBody } from '../values/outgoing-request';
import { redactJsonMembers, redactMembers, redactUrl } from '../values/redaction';

export const DELIVERY_TYPES = [
  'job.started',
  'job.request',
  'job.response',
  'job.error',
  'job.finished',
  'job.callback',
] as const;
export type DeliveryType = (typeof DELIVERY_TYPES)[number];

/** What is stored of a delivery beside its job; which members there are follows from the type. */
export interface DeliveryPayload {
  attempted_at: Instant;
  previous: JsonObject | null;
  state: JobState | JsonObject | null;
  response: RecordedResponse | null;
  duration_ms: number | null;
  error: RecordedError | null;
  will_retry: boolean;
  next_attempt_at: Instant | null;
  finished_at: Instant;
}

/** A delivery and what it tells of its job. */
export interface Told {
  type: DeliveryType;
  sequence: number | null;
  attempt: number;
  payload: DeliveryPayload | null;
  inserted_at: Instant;
  job_id: number;
  job_uuid: string;
  schedule_id: string | null;
  idempotency_key: string | null;
  scheduled_at: Instant;
  slot: Instant | null;
  /** The job's `args`, where the type needs them. */
  args_text: JsonText | null;
}

/** The body that is sent: the same at every try. Secrets are taken out of it. */
export function deliveryBody(told: Told): JsonText {
  const { type, sequence } = told;
  const own = {
    id: told.job_uuid,
    job_id: told.job_id,
    schedule_id: told.schedule_id,
    attempt: told.attempt,
    ...(sequence !== null && { sequence }),
  };
  const data = type === 'job.request' ? withRequest(own, told) : JSON.stringify({ ...own, ...furtherData(told) });
  return `{"type":"${type}","timestamp":"${formatInstant(told.inserted_at)}","data":${data}}`;
}

function furtherData(told: Told): object {
  const payload = told.payload!;
  const plan = { scheduled_at: formatInstant(told.scheduled_at), slot: shown(told.slot) };
  switch (told.type) {
    case 'job.started':
      return plan;
    case 'job.response':
      return { response: answer(payload) };
    case 'job.error':
      return {
        error: payload.error,
        will_retry: payload.will_retry,
        next_attempt_at: shown(payload.next_attempt_at),
      };
    case 'job.finished':
      return { state: payload.state, finished_at: formatInstant(payload.finished_at) };
    default:
      return callback(told, payload, plan);
  }
}

function callback(
  told: Told,
  payload: DeliveryPayload,
  { slot, scheduled_at }: { slot: unknown; scheduled_at: string },
) {
  const { method, url } = JSON.parse(told.args_text!) as JobArgs;
  return {
    idempotency_key: told.idempotency_key,
    state: payload.state,
    slot,
    scheduled_at,
    attempted_at: formatInstant(payload.attempted_at),
    finished_at: formatInstant(payload.finished_at),
    request: { method: method.toUpperCase(), url: redactUrl(url) },
    response: answer(payload),
    error: payload.error,
  };
}

function answer({ response, duration_ms }: DeliveryPayload) {
  if (!response) return null;
  const { status, headers, body, truncated } = response;
  return { status, headers, body, truncated, duration_ms };
}

/** The query and the body are copied as texts: the digits of numbers and the order of keys stay. */
function withRequest(own: object, told: Told): JsonText {
  const { attempted_at, previous, state } = told.payload!;
  const argsText = told.args_text!;
  const args = JSON.parse(argsText) as JobArgs;
  const written = membersOf(argsText);
  const recurring = told.schedule_id !== null;
  const $job = jobField({
    id: told.job_id,
    uuid: told.job_uuid,
    attempt: told.attempt,
    scheduledAt: told.scheduled_at,
    slot: told.slot,
  });
  const fields: DynamicFields = { $job, $previous: previous ?? {}, $state: (state as JsonObject | null) ?? {} };
  const sent = outgoingRequest({
    jobId: told.job_id,
    jobUuid: told.job_uuid,
    attempt: told.attempt,
    args,
    argsText,
    fields,
    recurring,
    // The signature is taken out in any case.
    secrets: [],
    startedAt: attempted_at,
  });
  const request = [
    `"method":${JSON.stringify(sent.method)}`,
    `"url":${JSON.stringify(redactUrl(sent.url))}`,
    `"query":${redactJsonMembers(substitute(written.get('query') ?? '{}', fields))}`,
    `"headers":${JSON.stringify(redactMembers(sent.headers))}`,
    `"body":${sentBody(args, written.get('body'), recurring, fields) ?? 'null'}`,
  ];
  return `${JSON.stringify(own).slice(0, -1)},"request":{${request.join(',')}}}`;
}

function shown(instant: Instant | null): string | null {
  return instant === null ? null : formatInstant(instant);
}
