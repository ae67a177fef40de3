import type { FastifyRequest } from 'fastify';
import { Failure } from '../../kernel/errors/failure';
import type { FailureKind } from '../../kernel/errors/failure';
import { computeSurface } from './compute.surface';

describe('the compute surface', () => {
  it.each([undefined, 'application/json', 'application/vnd.api+json'])('reads bodies of type %s', (type) => {
    expect(computeSurface.body.accepts(type)).toBe(true);
  });

  it.each(['text/plain', 'application/jsonp', 'text/json', 'application/x-protobuf', 'application/json x'])(
    'does not read bodies of type %s',
    (type) => {
      expect(computeSurface.body.accepts(type)).toBe(false);
    },
  );

  it.each([
    'application/x-protobuf',
    'Application/X-Protobuf; q=0.5',
    'application/x-protobuf, */*;q=0',
    'application/x-protobuf, application/x-protobuf;v=2',
  ])('cannot answer %s', (accept) => {
    expect(() => computeSurface.negotiate!(accept)).toThrow(expect.objectContaining({ kind: 'not-acceptable' }));
  });

  it.each([
    undefined,
    '',
    '*/*',
    'text/html',
    'application/x-protobuf, application/json',
    'application/x-protobuf;q=0',
  ])('answers %s', (accept) => {
    expect(() => computeSurface.negotiate!(accept)).not.toThrow();
  });

  it.each([
    '{"__proto__":1}',
    '{"params":{"app":{"\\u005f_proto__":{}}}}',
    `${'['.repeat(201)}${']'.repeat(201)}`,
    '['.repeat(200_000),
    '{',
    '\u0001',
    ' ',
  ])('calls %.40s malformed', (text) => {
    expect(() => computeSurface.body.parse(Buffer.from(text), undefined)).toThrow(
      expect.objectContaining({ kind: 'malformed-json' }),
    );
  });

  it('lets the last of double keys win, and keys named constructor pass', () => {
    const text = '{"a":1,"a":{"constructor":{"prototype":2}}}';
    expect(computeSurface.body.parse(Buffer.from(text), undefined)).toEqual({ a: { constructor: { prototype: 2 } } });
    const deep = `${'['.repeat(200)}${']'.repeat(200)}`;
    expect(computeSurface.body.parse(Buffer.from(deep), undefined)).toHaveLength(1);
  });

  const request = { method: 'GET', originalUrl: '/v1/customer/nothing?x', id: 'req-1' } as FastifyRequest;

  it.each<[FailureKind, object | undefined, number, number, string]>([
    ['malformed-json', undefined, 400, 3, 'malformed JSON'],
    ['body-not-object', undefined, 400, 3, 'request body must be a JSON object'],
    ['unauthenticated', { credential: false }, 401, 16, 'missing credentials'],
    ['unauthenticated', { credential: true }, 401, 16, 'invalid or expired credentials'],
    ['forbidden', { scope: 'compute:write' }, 403, 7, 'missing scope compute:write'],
    ['route-not-found', undefined, 404, 5, 'no such route: GET /v1/customer/nothing'],
    ['not-acceptable', undefined, 406, 3, 'cannot answer application/x-protobuf'],
    ['idempotency-mismatch', undefined, 409, 6, 'idempotency key already used with a different request'],
    ['payload-too-large', { limit: 10 }, 413, 8, 'request body exceeds 10 bytes'],
    ['unsupported-media-type', { mediaType: 'text/plain' }, 415, 3, 'unsupported content type: text/plain'],
    ['rate-limited', undefined, 429, 8, 'rate limit exceeded'],
    ['internal', undefined, 500, 13, 'internal error, request req-1'],
    ['not-offered', undefined, 501, 12, 'not offered by this server'],
    ['unavailable', undefined, 503, 14, 'service unavailable'],
  ])('describes %s %j', (kind, data, status, code, message) => {
    const answer = computeSurface.describe(new Failure(kind, undefined, { data }), request);
    expect(answer).toEqual({ status, body: { code, message, details: [] } });
  });

  it('shows the words of other failures, with the status that they were given', () => {
    const gone = computeSurface.describe(new Failure('not-found', 'job not found: x'), request);
    expect(gone).toEqual({ status: 404, body: { code: 5, message: 'job not found: x', details: [] } });
    const state = computeSurface.describe(new Failure('conflict', 'job is running', { status: 400 }), request);
    expect(state).toEqual({ status: 400, body: { code: 9, message: 'job is running', details: [] } });
    const link = computeSurface.describe(new Failure('forbidden', 'invalid or expired link'), request);
    expect(link).toEqual({ status: 403, body: { code: 7, message: 'invalid or expired link', details: [] } });
  });
});
