import Ajv from 'ajv';
import type { ValidateFunction } from 'ajv';
import { surfaces } from '../../src/app.module';
import type { Document, Operation, Schema } from './openapi';
import type { FuzzRequest } from './requests';

export interface FuzzAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

/** Keys of an error answer of each surface: those always there, then those that may be. */
const SHAPES: Record<string, [always: string[], maybe: string[]][]> = {
  drone: [
    [
      ['success', 'error', 'error_description', 'message', 'code', 'details', 'requestId', 'timestamp'],
      ['supportedVersions'],
    ],
  ],
  production: [[['statusCode', 'statusMessage', 'message'], ['data']]],
  compute: [[['code', 'message', 'details'], []]],
  pipeline: [
    [['detail'], []],
    [['errors'], []],
  ],
  scheduled: [[['errors'], []]],
  platform: [[['type', 'title', 'status', 'detail', 'requestId'], ['errors']]],
};

/** What belongs into a log, not into an answer. */
const LEAK =
  /\bat [\w.<>]+ \(|node_modules|\/(dist|src)\/|\.[jt]s:\d+|\b(SELECT|INSERT INTO|UPDATE|DELETE FROM)\s+["a-z$*]|syntax error at or near|violates \w+ constraint|invalid (input syntax|byte sequence)|QueryFailedError|\b(Type|Range|Reference|Syntax)Error\b|Cannot read propert|is not a function|ECONN|_pkey\b/;

/** Judges answers by what the documents promise. */
export class Answers {
  private readonly ajv = new Ajv({ strict: false, logger: false });
  private readonly validators = new Map<string, ValidateFunction>();

  constructor(document: Document) {
    const definitions = Object.fromEntries(
      Object.entries(document.schemas).map(([name, schema]) => [name, strict(schema)]),
    );
    this.ajv.addSchema({ $id: 'documents', definitions });
  }

  /** What is wrong with the answer of an operation. */
  faultsOf(operation: Operation, request: FuzzRequest, answer: FuzzAnswer): string[] {
    const { status } = answer;
    const documented = operation.responses[status];
    if (!documented) return [`${status} is not documented`, ...this.faultsAnywhere(request, answer)];
    const faults = this.faultsAnywhere(request, answer, status >= 400 && documented.content !== undefined);
    if (!documented.content || request.method === 'HEAD') return faults;
    const type = mediaType(answer) ?? '';
    const schema = Object.entries(documented.content).find(([key]) => key.split(';', 1)[0] === type)?.[1].schema;
    if (!schema) return [...faults, `content-type is ${type}, documented is ${Object.keys(documented.content).join()}`];
    if (!/json$/.test(type)) return faults;
    const validate = this.validator(`${operation.id} ${status} ${type}`, schema);
    if (!validate(parsed(answer.text))) {
      const [{ instancePath, message, params }] = validate.errors!;
      faults.push(`the body is not as documented: ${instancePath} ${message} ${JSON.stringify(params)}`);
    }
    return faults;
  }

  /** What is wrong with an answer wherever it came from; a failure has the shape of its surface unless `ownShape`. */
  faultsAnywhere(request: FuzzRequest, answer: FuzzAnswer, ownShape = false): string[] {
    const { status, headers, text } = answer;
    const faults: string[] = [];
    if (status >= 500 && status !== 501) faults.push(`${status}`);
    if (headers['x-request-id'] === undefined) faults.push('there is no X-Request-Id');
    if (status === 401 && headers['www-authenticate'] === undefined) faults.push('there is no WWW-Authenticate');
    const leak = LEAK.exec(text);
    if (leak) faults.push(`it leaks: ${leak[0]}`);
    if (status >= 400 && !ownShape) {
      const name = surfaceOf(request);
      // Of what Node refuses, not even the path or the host may be known.
      const names = isBelowRouting(answer) ? [name, surfaces.of(request.target).name, 'platform'] : [name];
      if (!names.some((one) => hasShape(one, parsed(text)))) faults.push(`the body has not the shape of ${name}`);
    }
    return faults;
  }

  private validator(key: string, schema: Schema): ValidateFunction {
    let validate = this.validators.get(key);
    if (!validate) this.validators.set(key, (validate = this.ajv.compile(strict(schema))));
    return validate;
  }
}

/** Whether Node refused it before it was a request at all. */
export function isBelowRouting({ status, headers }: FuzzAnswer): boolean {
  return (status === 400 || status === 431) && headers.connection === 'close';
}

function surfaceOf({ target, headers }: FuzzRequest): string {
  return surfaces.of(surfaces.rewrite(target, headers.host ?? '127.0.0.1')).name;
}

function mediaType({ headers }: FuzzAnswer): string | undefined {
  return headers['content-type']?.toString().split(';', 1)[0];
}

export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function hasShape(surface: string, body: unknown): boolean {
  if (typeof body !== 'object' || body === null) return false;
  const keys = Object.keys(body);
  return SHAPES[surface].some(
    ([always, maybe]) =>
      always.every((key) => keys.includes(key)) && keys.every((key) => [...always, ...maybe].includes(key)),
  );
}

/** OpenAPI 3.0 as JSON Schema: null where `nullable`, and nothing in an object that is not documented. */
function strict(schema: Schema): object {
  const { nullable, $ref, properties, items, additionalProperties, allOf, oneOf, anyOf, example: _, ...rest } = schema;
  const each = (schemas: Schema[]) => schemas.map(strict);
  const converted = {
    ...rest,
    ...($ref && { $ref: `documents#/definitions/${$ref.split('/').at(-1)}` }),
    ...(properties && {
      properties: Object.fromEntries(Object.entries(properties).map(([name, property]) => [name, strict(property)])),
      additionalProperties: false,
    }),
    ...(additionalProperties !== undefined && {
      additionalProperties:
        typeof additionalProperties === 'object' ? strict(additionalProperties) : additionalProperties,
    }),
    ...(items && { items: strict(items) }),
    ...(allOf && { allOf: each(allOf) }),
    ...(oneOf && { anyOf: each(oneOf) }),
    ...(anyOf && { anyOf: each(anyOf) }),
  };
  return nullable ? { anyOf: [{ type: 'null' }, converted] } : converted;
}
