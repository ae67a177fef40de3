import { substitute, withLeadingFields, type DynamicFields } from './dynamic-fields';
import { unixSeconds, type Instant } from './instant';
import type { JobArgs } from './job-args';
import { membersOf, type JsonText } from './json-text';
import { isJsonMediaType } from './media-type';
import { outgoingUrl } from './outgoing-url';
import { webhookSignature } from '../../../kernel/outbound/webhook-signature';

const JSON_TYPE = 'application/json';

export interface Attempt {
  jobId: number;
  jobUuid: string;
  /** 1, 2, ... */
  attempt: number;
  args: JobArgs;
  /** `args` as it was written. */
  argsText: JsonText;
  fields: DynamicFields;
  /** A run of a schedule: an object body also leads with the dynamic fields. */
  recurring: boolean;
  /** The tenant's signing secrets (`whsec_...`), newest first. */
  secrets: string[];
  /** When this attempt starts. */
  startedAt: Instant;
}

/** One HTTP request, complete but for what the connection adds. The body is sent in UTF-8. */
export interface OutgoingRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string | undefined;
}

export function outgoingRequest(attempt: Attempt): OutgoingRequest {
  const { args } = attempt;
  const written = membersOf(attempt.argsText);
  const query = written.get('query');
  const json = sentBody(args, written.get('body'), attempt.recurring, attempt.fields);
  const body = json === undefined ? undefined : outgoingBody(json, args.headers);
  const webhookId = `job_${attempt.jobUuid}`;
  const timestamp = unixSeconds(attempt.startedAt);
  const defaults = {
    'user-agent': 'Quintet-Scheduler/1',
    accept: '*/*',
    'idempotency-key': webhookId,
    ...(body === undefined ? {} : { 'content-type': JSON_TYPE }),
  };
  const fixed = {
    'accept-encoding': 'identity',
    'quintet-job-id': String(attempt.jobId),
    'quintet-attempt': String(attempt.attempt),
    'webhook-id': webhookId,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': webhookSignature(attempt.secrets, webhookId, timestamp, body ?? ''),
  };
  return {
    method: args.method.toUpperCase(),
    url: outgoingUrl(args.url, query && substitute(query, attempt.fields)),
    headers: mergeHeaders(defaults, args.headers, fixed),
    body,
  };
}

/** The body that goes out in place of the `written` one, as JSON; undefined when none does. */
export function sentBody(
  { method }: JobArgs,
  written: JsonText | undefined,
  recurring: boolean,
  fields: DynamicFields,
): JsonText | undefined {
  if (method === 'get' || written === undefined) return undefined;
  const substituted = substitute(written, fields);
  // A text that names a field becomes that object and nothing more.
  return recurring && written.startsWith('{') ? withLeadingFields(substituted, fields) : substituted;
}

function outgoingBody(body: JsonText, headers: JobArgs['headers']): string {
  const contentType = headerOf(headers, 'content-type') ?? JSON_TYPE;
  return body.startsWith('"') && !isJsonMediaType(contentType) ? (JSON.parse(body) as string) : body;
}

function headerOf(headers: Record<string, string>, lowerCaseName: string): string | undefined {
  return Object.entries(headers).find(([name]) => name.toLowerCase() === lowerCaseName)?.[1];
}

/** Later lists win over earlier ones, names compared without case. */
function mergeHeaders(...lists: Record<string, string>[]): Record<string, string> {
  const merged = new Map<string, [string, string]>();
  for (const [name, value] of lists.flatMap((list) => Object.entries(list))) {
    merged.set(name.toLowerCase(), [name, value]);
  }
  return Object.fromEntries(merged.values());
}
