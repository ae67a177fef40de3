import { isJsonObject } from '../../../../kernel/http/json';
import { NotReady } from '../connector';

/** What the run route of a pipeline takes. */
export interface RunRoute {
  inputs: string[];
  required: string[];
}

type Json = Record<string, unknown>;

const MAX_REFERENCES = 10;

/** Reads it from the OpenAPI document of Hayhooks. @throws NotReady */
export function readRunRoute(document: unknown, pipeline: string): RunRoute {
  const post = at(document, 'paths', `/${pipeline}/run`, 'post');
  if (!post) throw new NotReady('CONNECTOR_NOT_READY', `/openapi.json has no POST /${pipeline}/run`);
  const content = at(resolved(document, post.requestBody), 'content') ?? {};
  const json = at(content, 'application/json');
  if (!json && Object.hasOwn(content, 'multipart/form-data')) {
    throw new NotReady('UNSUPPORTED_INPUT', `/${pipeline}/run takes files as multipart/form-data, not JSON`);
  }
  const schema = resolved(document, json?.schema) ?? {};
  const required = Array.isArray(schema.required) ? schema.required : [];
  return {
    inputs: Object.keys(at(schema, 'properties') ?? {}),
    required: required.filter((name): name is string => typeof name === 'string'),
  };
}

/** What a reference stands for, also one that is wrapped in an `allOf`. */
function resolved(document: unknown, start: unknown): Json | undefined {
  let value = start;
  for (let followed = 0; followed < MAX_REFERENCES && isJsonObject(value); followed++) {
    if (typeof value.$ref === 'string') value = at(document, ...keysOf(value.$ref));
    else if (Array.isArray(value.allOf) && value.allOf.length === 1) value = value.allOf[0];
    else return value;
  }
  return undefined;
}

/** Of a local JSON pointer: `#/components/schemas/RunRequest`. */
function keysOf(reference: string): string[] {
  return reference
    .slice(2)
    .split('/')
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function at(value: unknown, ...keys: string[]): Json | undefined {
  let found = value;
  for (const key of keys) found = isJsonObject(found) && Object.hasOwn(found, key) ? found[key] : undefined;
  return isJsonObject(found) ? found : undefined;
}
