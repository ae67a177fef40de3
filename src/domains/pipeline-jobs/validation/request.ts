import { Findings } from './findings';
import type { Rule, ValidationError } from './findings';
import { required } from './lax';

/** What a route wants of the three parts of a request. */
export interface RequestModel<P, Q, B> {
  path: Rule<P>;
  query: Rule<Q>;
  body: Rule<B>;
}

/** The parts of a request as received. */
export interface RawRequest {
  path: unknown;
  /** Values are texts, or lists of texts where a parameter was given more than once. */
  query: object;
  /** The parsed JSON; undefined when there is no body or an empty one. */
  body: unknown;
}

export interface ValidRequest<P, Q, B> {
  path: P;
  query: Q;
  body: B;
}

/** Either the value to work with or everything that is wrong, in the order in which it is to be listed. */
export type Validation<T> = { value: T; errors: [] } | { value: undefined; errors: ValidationError[] };

/** Validates path and query of one request, in this order, for routes that take no body. */
export function validateParameters<P, Q>(
  model: Omit<RequestModel<P, Q, never>, 'body'>,
  { path, query }: RawRequest,
): Validation<{ path: P; query: Q }> {
  return collect((findings) => ({
    path: findings.read('path', model.path, path),
    query: findings.read('query', model.query, lastGiven(query)),
  })) as Validation<{ path: P; query: Q }>;
}

/** Validates path, query and body of one request, in this order. */
export function validateRequest<P, Q, B>(
  model: RequestModel<P, Q, B>,
  { path, query, body }: RawRequest,
): Validation<ValidRequest<P, Q, B>> {
  return collect((findings) => ({
    path: findings.read('path', model.path, path),
    query: findings.read('query', model.query, lastGiven(query)),
    body: readBody(findings, model.body, body),
  })) as Validation<ValidRequest<P, Q, B>>;
}

/** Validates a body alone, for routes whose path and query are free. */
export function validateBody<B>(rule: Rule<B>, body: unknown): Validation<B> {
  return collect((findings) => readBody(findings, rule, body));
}

function collect<T>(read: (findings: Findings) => T | undefined): Validation<T> {
  const findings = new Findings();
  const value = read(findings);
  return findings.errors.length > 0 ? { value: undefined, errors: findings.errors } : { value: value as T, errors: [] };
}

/** A body of `null` counts as none, as in FastAPI. */
function readBody<B>(findings: Findings, rule: Rule<B>, body: unknown): B | undefined {
  return findings.read('body', required(rule), body ?? undefined);
}

function lastGiven(query: object): object {
  return Object.fromEntries(
    Object.entries(query).map(([name, value]) => [name, Array.isArray(value) ? value.at(-1) : value]),
  );
}
