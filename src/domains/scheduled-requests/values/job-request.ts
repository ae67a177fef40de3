import { isDeeperThan, isJsonObject } from '../../../kernel/http/json';
import { FieldReader, type FieldErrors } from './field-reader';
import { parseHeaders } from './headers';
import type { Instant } from './instant';
import { METHODS, type Method } from './job-args';
import { JOB_FIELDS, type JobField, type JobReader } from './job-fields';
import { MAX_DEPTH } from './json';
import { membersOf, type JsonText } from './json-text';
import { oneOf, type Parsed } from './parsed';
import { readPlan, type Plan } from './plan';
import { limitsIn, readLimits, type Limits } from './limits';
import { receiversIn, type Receivers } from './receivers';
import { parseRetry } from './retry';
import { parseIdempotencyKey, textUpTo } from './text';
import { parseTimeout } from './timeout';
import { parseUrl, REFUSED_HOST, type HostRules } from './url';

const URL_FIELDS = ['url', 'callback_url', 'webhook_url'] as const;
const OUTSIDE_ARGS: JobField[] = ['idempotency_key', 'name', 'description'];

export interface JobRequestContext {
  now: Instant;
  hosts: HostRules;
  /** Whether a name has an address now that requests must not go to; false when it does not resolve in time. */
  resolvesToRefused(hostname: string): Promise<boolean>;
}

export interface JobRequest extends Plan, Receivers, Limits {
  /** What was set, each value as it was written; keys in alphabetical order. */
  args: JsonText;
  idempotencyKey: string | null;
  name: string | null;
  description: string | null;
}

/**
 * Reads the body of `POST /api/jobs`: the request, or the first rule that each failing field breaks. Never throws.
 * `text` is what `body` was parsed from.
 */
export async function readJobRequest(
  body: object,
  text: JsonText,
  context: JobRequestContext,
): Promise<{ request: JobRequest } | { errors: FieldErrors }> {
  const reader: JobReader = new FieldReader(body);
  const idempotencyKey = reader.read('idempotency_key', parseIdempotencyKey) ?? null;
  const words = readWords(reader);
  const plan = readPlan(reader, context.now);
  if (!reader.isSet('url')) reader.refuse('url', "can't be blank");
  readMessage(reader);
  await readUrls(reader, context);

  const errors = reader.errors(JOB_FIELDS);
  if (errors) return { errors };
  const written = membersOf(text);
  const set = JOB_FIELDS.filter((field) => reader.isSet(field));
  const args = writeArgs(new Map(set.map((field) => [field, written.get(field)!])));
  const others = { ...receiversIn(reader), ...limitsIn(reader) };
  return { request: { args, idempotencyKey, ...words, ...plan, ...others } };
}

/** The texts that say what the job is for. */
export function readWords(reader: JobReader): Pick<JobRequest, 'name' | 'description'> {
  return {
    name: reader.read('name', textUpTo(255)) ?? null,
    description: reader.read('description', textUpTo(1000)) ?? null,
  };
}

/** Checks what is sent and how, and what limits it, but for the URLs. */
export function readMessage(reader: JobReader): void {
  reader.read('method', parseMethod);
  reader.read('headers', parseHeaders);
  reader.read('query', parseQuery);
  reader.read('body', parseBody);
  reader.read('timeout', parseTimeout);
  reader.read('retry', parseRetry);
  readLimits(reader);
}

function parseMethod(value: unknown): Parsed<Method> {
  return oneOf(METHODS)(typeof value === 'string' ? value.toLowerCase() : value);
}

function parseQuery(value: unknown): Parsed<object> {
  return isJsonObject(value) && !isDeeperThan(value, MAX_DEPTH) ? { value } : { error: 'is invalid' };
}

function parseBody(value: unknown): Parsed<unknown> {
  return isDeeperThan(value, MAX_DEPTH) ? { error: 'is nested too deeply' } : { value };
}

export async function readUrls(reader: JobReader, context: JobRequestContext): Promise<void> {
  await Promise.all(
    URL_FIELDS.map(async (field) => {
      const text = reader.read(field, (value) => parseUrl(value, context.hosts));
      if (text === undefined) return;
      const { hostname } = new URL(text);
      if (context.hosts.covers(hostname)) return;
      if (await context.resolvesToRefused(hostname)) reader.refuse(field, REFUSED_HOST);
    }),
  );
}

/** `args` with what is set: the method in lower case, and the headers always there. */
export function writeArgs(set: Map<string, JsonText>): JsonText {
  const method = JSON.stringify(String(JSON.parse(set.get('method') ?? '"get"')).toLowerCase());
  const args = new Map([...set, ['headers', set.get('headers') ?? '{}'], ['method', method]]);
  const members = JOB_FIELDS.filter((field) => !OUTSIDE_ARGS.includes(field) && args.has(field))
    .sort()
    .map((field) => `"${field}":${args.get(field)}`);
  return `{${members.join(',')}}`;
}
