import type { RecordedError, RecordedResponse } from '../execution/attempt-record';
import { shown } from '../jobs/job-row';
import { jobField } from '../values/dynamic-fields';
import { formatInstant, type Instant } from '../values/instant';
import type { JobArgs } from '../values/job-args';
import type { JsonObject } from '../values/json';
import { membersOf, type JsonText } from '../values/json-text';
import { sentBody } from '../values/outgoing-request';
import { redactJsonMembers, redactUrl } from '../values/redaction';
import type { LogEvent } from './log-inserts';

/** A log with what its payload is made of, as `logListStatement` selects it. */
export interface LogRow {
  id: number;
  event: LogEvent;
  inserted_at: Instant;
  details: Record<string, unknown> | null;
  job_id: number;
  tenant_id: string;
  uuid: string;
  schedule_id: string | null;
  slot: Instant | null;
  scheduled_at: Instant;
  /** Only for a request. */
  args: JsonText | null;
  /** Null, as all that follows, when there is no attempt, or none any more: its partition goes before that of its end. */
  attempt: number | null;
  duration_ms: number | null;
  retry_at: Instant | null;
  response: RecordedResponse | null;
  error: RecordedError | null;
}

/** A log as clients see it, bodies as they were written. */
export function logText(row: LogRow): JsonText {
  const { event, id, inserted_at, job_id, tenant_id } = row;
  const head = JSON.stringify({ event, id, inserted_at: formatInstant(inserted_at), job_id }).slice(0, -1);
  return `${head},"payload":${PAYLOADS[event](row)},"user_id":"${tenant_id}"}`;
}

const PAYLOADS: Record<LogEvent, (row: LogRow) => JsonText> = {
  'worker.http.request': requestPayload,
  'worker.http.response': ({ attempt, duration_ms, response }) => {
    const { body = null, headers = null, status = null, truncated = null } = response ?? {};
    return JSON.stringify({ attempt, body, duration_ms, headers, status, truncated });
  },
  'worker.http.error': ({ attempt, error, retry_at }) =>
    JSON.stringify({ attempt, code: error?.code ?? null, message: error?.message ?? null, retry_at: shown(retry_at) }),
  'worker.http.skipped': ({ details }) => {
    const { from, reason, slots, to } = details as { from: Instant; reason: string; slots: number; to: Instant };
    return JSON.stringify({ from: formatInstant(from), reason, slots, to: formatInstant(to) });
  },
};

function requestPayload(row: LogRow): JsonText {
  const argsText = row.args!;
  const args = JSON.parse(argsText) as JobArgs;
  const written = membersOf(argsText);
  const body = sentBody(args, written.get('body'), row.schedule_id !== null, {
    $job: jobField({
      id: row.job_id,
      uuid: row.uuid,
      attempt: row.attempt ?? 1,
      scheduledAt: row.scheduled_at,
      slot: row.slot,
    }),
    $previous: (row.details?.$previous ?? {}) as JsonObject,
    $state: (row.details?.$state ?? {}) as JsonObject,
  });
  const members = [
    `"body":${body ?? 'null'}`,
    `"headers":${redactJsonMembers(written.get('headers')!)}`,
    `"query":${redactJsonMembers(written.get('query') ?? '{}')}`,
    `"url":${JSON.stringify(redactUrl(args.url))}`,
  ];
  return `{${members.join(',')}}`;
}
