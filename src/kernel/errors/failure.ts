/**
 * Everything that can end a request without its answer. The kind is what the kernel knows; the words a client reads
 * are chosen by the API surface that the request came in by (see `ErrorFormat`).
 */
export type FailureKind =
  | 'unauthenticated'
  | 'forbidden'
  | 'route-not-found'
  | 'not-acceptable'
  | 'payload-too-large'
  | 'unsupported-media-type'
  | 'malformed-json'
  | 'body-not-object'
  | 'bad-request'
  | 'invalid'
  | 'not-found'
  | 'conflict'
  | 'idempotency-mismatch'
  | 'idempotency-in-flight'
  | 'rate-limited'
  | 'not-offered'
  | 'bad-gateway'
  | 'unavailable'
  | 'internal';

const STATUS: Record<FailureKind, number> = {
  unauthenticated: 401,
  forbidden: 403,
  'route-not-found': 404,
  'not-acceptable': 406,
  'payload-too-large': 413,
  'unsupported-media-type': 415,
  'malformed-json': 400,
  'body-not-object': 400,
  'bad-request': 400,
  invalid: 400,
  'not-found': 404,
  conflict: 409,
  'idempotency-mismatch': 409,
  'idempotency-in-flight': 409,
  'rate-limited': 429,
  'not-offered': 501,
  'bad-gateway': 502,
  unavailable: 503,
  internal: 500,
};

export interface FailureDetails {
  /** HTTP status, where it is not the kind's usual one. */
  status?: number;
  /** Extra answer headers, such as Retry-After in seconds. */
  headers?: Record<string, string>;
  /** What the surface needs to word its answer: a missing scope, a position in the JSON, a list of violations. */
  data?: unknown;
}

/** Thrown anywhere below a controller, rendered once by the exception filter. The message is safe to show. */
export class Failure extends Error {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly data: unknown;

  constructor(
    readonly kind: FailureKind,
    message: string = kind,
    details: FailureDetails = {},
  ) {
    super(message);
    this.name = 'Failure';
    this.status = details.status ?? STATUS[kind];
    this.headers = details.headers ?? {};
    this.data = details.data;
  }
}
