import { STATUS_CODES } from 'node:http';
import type { ApiSurface } from '../kernel/http/api-surface';
import { parseJson } from '../kernel/http/json';
import type { Failure, FailureKind } from '../kernel/errors/failure';
import type { Violation } from '../kernel/http/rules';

const FORM = 'application/x-www-form-urlencoded';

const DETAILS: Partial<Record<FailureKind, string>> = {
  unauthenticated: 'Authentication required',
  'route-not-found': 'There is no such route',
  'payload-too-large': 'The request body is too large',
  'unsupported-media-type': 'Content-Type must be application/json',
  'malformed-json': 'The request body is not valid JSON',
  'body-not-object': 'The request body must be a JSON object',
  'idempotency-mismatch': 'Idempotency-Key was used with a different request',
  'rate-limited': 'Too many requests',
  unavailable: 'The service is not available at the moment',
  internal: 'Internal server error',
};

/** Titles that are not the newest name of their status. */
const TITLES: Record<number, string> = { 413: 'Payload Too Large' };

function detailOf(failure: Failure): string {
  if (failure.kind === 'forbidden') return `Missing scope: ${(failure.data as { scope: string }).scope}`;
  return DETAILS[failure.kind] ?? failure.message;
}

/** Sign-in, events, webhooks and health, and every path that belongs to no domain: RFC 9457 problem details. */
export const platformSurface: ApiSurface = {
  name: 'platform',
  title: 'Platform',
  description: 'Sign-in, API keys and health of the service that the five domains share.',
  prefixes: ['/platform/v1', '/health', ''],
  body: {
    maxBytes: 1024 * 1024,
    empty: {},
    accepts: (type) => type === undefined || type === FORM || type === 'application/json' || /\+json$/.test(type),
    parse: (body, type) =>
      type === FORM
        ? Object.fromEntries(new URLSearchParams(body.toString('utf8')))
        : parseJson(body, { maxDepth: 200, refuse: ['__proto__', 'constructor'] }),
  },
  describe(failure, request) {
    const body: Record<string, unknown> = {
      type: 'about:blank',
      title: TITLES[failure.status] ?? STATUS_CODES[failure.status],
      status: failure.status,
      detail: detailOf(failure),
      requestId: request.id,
    };
    if (failure.kind === 'invalid' && Array.isArray(failure.data)) body.errors = failure.data as Violation[];
    return { status: failure.status, body, contentType: 'application/problem+json; charset=utf-8' };
  },
};
