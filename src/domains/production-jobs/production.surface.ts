import { STATUS_CODES } from 'node:http';
import { Failure } from '../../kernel/errors/failure';
import type { ApiSurface } from '../../kernel/http/api-surface';
import { isJsonObject, parseJson } from '../../kernel/http/json';
import { PRODUCTION_SECTIONS } from './production-sections';

function messageOf(failure: Failure, method: string, path: string): string {
  switch (failure.kind) {
    case 'unauthenticated':
      return 'Authentication required';
    case 'forbidden':
      return `Missing scope: ${(failure.data as { scope: string }).scope}`;
    case 'route-not-found':
      return `Route not found: ${method} ${path}`;
    case 'payload-too-large':
      return 'Request body is too large';
    case 'unsupported-media-type':
      return contentTypeRefusal((failure.data as { only?: string[] }).only);
    case 'malformed-json':
      return 'Request body is not valid JSON';
    case 'body-not-object':
      return 'Request body must be a JSON object';
    case 'idempotency-mismatch':
      return 'Idempotency-Key was already used with a different request';
    case 'rate-limited':
      return 'Too Many Requests';
    case 'unavailable':
      return 'Service Unavailable';
    case 'internal':
      return 'Internal Server Error';
    default:
      return failure.message;
  }
}

const contentTypeRefusal = (only: string[] | undefined) =>
  `Content-Type must be ${only ? `one of: ${only.join(', ')}` : 'application/json'}`;

/** Of every route, those too that need nothing of a body. @throws Failure `malformed-json`, `body-not-object` */
function jsonObject(body: Buffer): object {
  const value = parseJson(body, {});
  if (!isJsonObject(value)) throw new Failure('body-not-object');
  return value;
}

/** The API of a machine shop: bare JSON, and errors of three keys of which only the message says more. */
export const productionSurface: ApiSurface = {
  name: 'production',
  title: 'Production jobs',
  description: 'Production orders, their routes of steps, and the serial numbers that move along them.',
  prefixes: ['/api'],
  body: {
    maxBytes: 1024 * 1024,
    empty: {},
    accepts: (type) => type === undefined || type === 'application/json' || /^[^/]+\/[^/]+\+json$/.test(type),
    parse: jsonObject,
  },
  sections: PRODUCTION_SECTIONS,
  example: { path: '/api/jobs', body: { name: 'JOB-2024-001', goalQuantity: 50 } },
  describe(failure, request) {
    const path = request.url.split('?', 1)[0];
    const body: Record<string, unknown> = {
      statusCode: failure.status,
      statusMessage: STATUS_CODES[failure.status],
      message: messageOf(failure, request.method, path),
    };
    if (failure.kind === 'internal') body.data = { requestId: request.id };
    if (failure.kind === 'invalid' && isJsonObject(failure.data)) body.data = failure.data;
    return { status: failure.status, body };
  },
};
