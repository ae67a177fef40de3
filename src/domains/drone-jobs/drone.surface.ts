import { Failure } from '../../kernel/errors/failure';
import type { FailureKind } from '../../kernel/errors/failure';
import type { ApiSurface } from '../../kernel/http/api-surface';
import { parseJson } from '../../kernel/http/json';
import type { Violation } from '../../kernel/http/rules';
import { DroneFailure } from './refusals';
import type { PublishedError } from './refusals';
import { zulu } from './instants';
import { EXAMPLE_JOB } from './jobs/create-job.dto';
import { DRONE_SECTIONS } from './drone-sections';

const MAX_BODY = 1024 * 1024;
/** Longest list of refused fields in an answer: a mission may have thousands. */
const MAX_ERRORS = 100;
const VENDOR = 'application/vnd.idi-fly.';
const V3 = `${VENDOR}api-v3+json`;
export const FORM = 'application/x-www-form-urlencoded';

type Words = PublishedError & { message: string };

const words = (error: string, message: string, code = error): Words => ({ error, message, details: { code } });

const WORDS: Partial<Record<FailureKind, Words>> = {
  unauthenticated: words('INVALID_TOKEN', 'Access token is missing, invalid or expired'),
  'route-not-found': words('NOT_FOUND', 'Route not found'),
  'unsupported-media-type': words(
    'UnsupportedMediaType',
    'Content-Type must be application/json',
    'UNSUPPORTED_MEDIA_TYPE',
  ),
  'malformed-json': words('invalid_request', 'body is not valid JSON', 'MALFORMED_JSON'),
  'idempotency-mismatch': words('IDEMPOTENCY_CONFLICT', 'Idempotency-Key was used with a different request'),
  'idempotency-in-flight': words('IDEMPOTENCY_IN_PROGRESS', 'A request with this Idempotency-Key is in progress'),
  'rate-limited': words('RATE_LIMITED', 'Too many requests'),
  unavailable: words('SERVICE_UNAVAILABLE', 'Service is unavailable, try again later'),
};

function refusal(errors: Violation[]): Words {
  const { field, message } = errors[0];
  const details = { code: 'VALIDATION_ERROR', field, errors: errors.slice(0, MAX_ERRORS) };
  return { error: 'invalid_request', message, details };
}

function wordsFor(failure: Failure): Words {
  if (failure instanceof DroneFailure) return { ...failure.published, message: failure.message };
  switch (failure.kind) {
    case 'forbidden':
      return words('INSUFFICIENT_PERMISSIONS', `Scope ${(failure.data as { scope: string }).scope} is required`);
    case 'payload-too-large':
      return words('PAYLOAD_TOO_LARGE', `Body exceeds ${(failure.data as { limit?: number }).limit ?? MAX_BODY} bytes`);
    case 'body-not-object':
      return refusal([{ field: 'body', message: 'body must be a JSON object' }]);
    case 'bad-request':
      return words('invalid_request', failure.message, 'BAD_REQUEST');
    case 'invalid':
      return refusal(failure.data as Violation[]);
    default:
      return WORDS[failure.kind] ?? words('INTERNAL_ERROR', 'Internal server error');
  }
}

/** Clients may ask for a version of the API by a vendor's media type; there is one. */
function refuseOtherVersions(accept = ''): void {
  const wanted = accept.split(',').map((range) => range.split(';', 1)[0].trim().toLowerCase());
  if (wanted.includes(V3) || !wanted.some((type) => type.startsWith(VENDOR))) return;
  throw new DroneFailure('unsupported-media-type', 'The requested API version is not supported', {
    error: 'UnsupportedMediaType',
    details: { code: 'UNSUPPORTED_MEDIA_TYPE' },
    supportedVersions: [V3],
  });
}

/** Drone missions: an envelope around every answer, and errors that fit several generations of clients. */
export const droneSurface: ApiSurface = {
  name: 'drone',
  title: 'Drone jobs',
  description:
    'Flights for drones: jobs, and the device groups, devices and missions that they name. See them fly: [map](/v3/map).',
  prefixes: ['/v3'],
  body: {
    maxBytes: MAX_BODY,
    empty: undefined,
    accepts: (type) => type === 'application/json' || type === V3,
    parse: (body, type) =>
      type === FORM
        ? Object.fromEntries(new URLSearchParams(body.toString('utf8')))
        : parseJson(body, { refuse: ['__proto__', 'constructor'] }),
  },
  sections: DRONE_SECTIONS,
  example: { path: '/v3/jobs/create', body: EXAMPLE_JOB },
  negotiate: refuseOtherVersions,
  negotiateAfterBody: true,
  describe(failure, request) {
    const { error, message, details, supportedVersions } = wordsFor(failure);
    const body = {
      success: false,
      error,
      error_description: message,
      message,
      code: failure.status,
      details,
      requestId: request.id,
      timestamp: zulu(new Date()),
      supportedVersions,
    };
    return { status: failure.status, body };
  },
};
