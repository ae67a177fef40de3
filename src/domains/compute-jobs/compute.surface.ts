import { isUtf8 } from 'node:buffer';
import { Failure } from '../../kernel/errors/failure';
import type { FailureKind } from '../../kernel/errors/failure';
import type { ApiSurface } from '../../kernel/http/api-surface';
import { parseJson } from '../../kernel/http/json';
import type { FieldViolation } from './requests/violations';
import { COMPUTE_SECTIONS } from './compute-sections';

const MAX_BODY = 1024 * 1024;
const PROTOBUF = 'application/x-protobuf';
const PREFIXES = ['/v1/customer', '/v1/auth', '/v1/dev', '/v1/wallet'];

/** gRPC status codes, which the original's gateway shows beside the HTTP status. */
const CODES: Record<FailureKind, number> = {
  invalid: 3,
  'bad-request': 3,
  'malformed-json': 3,
  'body-not-object': 3,
  'not-acceptable': 3,
  'unsupported-media-type': 3,
  'not-found': 5,
  'route-not-found': 5,
  'idempotency-mismatch': 6,
  forbidden: 7,
  'payload-too-large': 8,
  'rate-limited': 8,
  conflict: 9,
  'idempotency-in-flight': 9,
  'not-offered': 12,
  internal: 13,
  'bad-gateway': 14,
  unavailable: 14,
  unauthenticated: 16,
};

interface Data {
  credential?: boolean;
  scope?: string;
  limit?: number;
  mediaType?: string;
}

function messageOf(failure: Failure, method: string, path: string, requestId: string): string {
  const { credential, scope, limit = MAX_BODY, mediaType } = (failure.data ?? {}) as Data;
  switch (failure.kind) {
    case 'unauthenticated':
      return credential ? 'invalid or expired credentials' : 'missing credentials';
    case 'forbidden':
      return scope ? `missing scope ${scope}` : failure.message;
    case 'route-not-found':
      return `no such route: ${method} ${path}`;
    case 'not-acceptable':
      return `cannot answer ${PROTOBUF}`;
    case 'payload-too-large':
      return `request body exceeds ${limit} bytes`;
    case 'unsupported-media-type':
      return `unsupported content type: ${mediaType}`;
    case 'malformed-json':
      return 'malformed JSON';
    case 'body-not-object':
      return 'request body must be a JSON object';
    case 'idempotency-mismatch':
      return 'idempotency key already used with a different request';
    case 'idempotency-in-flight':
      return 'a request with this idempotency key is still being processed';
    case 'rate-limited':
      return 'rate limit exceeded';
    case 'not-offered':
      return 'not offered by this server';
    case 'unavailable':
      return 'service unavailable';
    case 'internal':
      return `internal error, request ${requestId}`;
    default:
      return failure.message;
  }
}

function detailsOf(failure: Failure): object[] {
  if (failure.kind !== 'invalid') return [];
  const fieldViolations = failure.data as FieldViolation[];
  return [{ '@type': 'type.googleapis.com/google.rpc.BadRequest', fieldViolations }];
}

/** Whether every type that an Accept header admits is protobuf; a range of weight 0 admits nothing. */
function admitsOnlyProtobuf(accept: string): boolean {
  const admitted = accept
    .toLowerCase()
    .split(',')
    .map((range) => range.split(';').map((part) => part.trim()))
    .filter(([type, ...parameters]) => type !== '' && !parameters.some((one) => /^q\s*=\s*0(\.0*)?$/.test(one)));
  return admitted.length > 0 && admitted.every(([type]) => type === PROTOBUF);
}

/** The API of a compute service: gRPC's errors in JSON, names in camel or snake case. */
export const computeSurface: ApiSurface = {
  name: 'compute',
  title: 'Compute jobs',
  description: 'Jobs that split an input, run a program on every part in parallel and merge the results.',
  prefixes: PREFIXES,
  aliases: { '/v1/computing': '/v1/customer' },
  body: {
    maxBytes: MAX_BODY,
    empty: undefined,
    typeBeforeSize: true,
    accepts: (type) => type === undefined || /^application\/([^/]+\+)?json$/.test(type),
    parse(body) {
      if (!isUtf8(body)) throw new Failure('malformed-json');
      return parseJson(body, { maxDepth: 200, refuse: ['__proto__'] });
    },
  },
  negotiate(accept) {
    if (accept !== undefined && admitsOnlyProtobuf(accept)) throw new Failure('not-acceptable');
  },
  documentPaths: PREFIXES.map((prefix) => `${prefix}/docs/swagger.json`),
  sections: COMPUTE_SECTIONS,
  example: { path: '/v1/customer/jobs', body: { templateId: 'hello-world', name: 'demo' } },
  describe(failure, request) {
    const path = request.originalUrl.split('?', 1)[0];
    const message = messageOf(failure, request.method, path, request.id);
    return { status: failure.status, body: { code: CODES[failure.kind], message, details: detailsOf(failure) } };
  },
};
