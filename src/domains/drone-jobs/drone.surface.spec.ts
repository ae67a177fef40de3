import type { FastifyRequest } from 'fastify';
import { Failure } from '../../kernel/errors/failure';
import { conflict, invalid, notFound } from './refusals';
import { droneSurface } from './drone.surface';

const request = (headers = {}) => ({ id: 'req-1', url: '/v3/x', headers }) as unknown as FastifyRequest;
const bodyOf = (failure: Failure) => droneSurface.describe(failure, request()).body as Record<string, unknown>;
const KEYS = ['success', 'error', 'error_description', 'message', 'code', 'details', 'requestId', 'timestamp'];

describe('the drone surface', () => {
  it.each([
    [
      new Failure('unauthenticated'),
      401,
      'INVALID_TOKEN',
      'Access token is missing, invalid or expired',
      'INVALID_TOKEN',
    ],
    [
      new Failure('forbidden', undefined, { data: { scope: 'drone:write' } }),
      403,
      'INSUFFICIENT_PERMISSIONS',
      'Scope drone:write is required',
      'INSUFFICIENT_PERMISSIONS',
    ],
    [new Failure('route-not-found'), 404, 'NOT_FOUND', 'Route not found', 'NOT_FOUND'],
    [new Failure('body-not-object'), 400, 'invalid_request', 'body must be a JSON object', 'VALIDATION_ERROR'],
    [new Failure('malformed-json'), 400, 'invalid_request', 'body is not valid JSON', 'MALFORMED_JSON'],
    [
      new Failure('payload-too-large', undefined, { data: { limit: 1048576 } }),
      413,
      'PAYLOAD_TOO_LARGE',
      'Body exceeds 1048576 bytes',
      'PAYLOAD_TOO_LARGE',
    ],
    [
      new Failure('unsupported-media-type'),
      415,
      'UnsupportedMediaType',
      'Content-Type must be application/json',
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    [
      new Failure('idempotency-mismatch'),
      409,
      'IDEMPOTENCY_CONFLICT',
      'Idempotency-Key was used with a different request',
      'IDEMPOTENCY_CONFLICT',
    ],
    [
      new Failure('idempotency-in-flight'),
      409,
      'IDEMPOTENCY_IN_PROGRESS',
      'A request with this Idempotency-Key is in progress',
      'IDEMPOTENCY_IN_PROGRESS',
    ],
    [new Failure('rate-limited'), 429, 'RATE_LIMITED', 'Too many requests', 'RATE_LIMITED'],
    [
      new Failure('unavailable'),
      503,
      'SERVICE_UNAVAILABLE',
      'Service is unavailable, try again later',
      'SERVICE_UNAVAILABLE',
    ],
    [new Failure('internal', 'secret'), 500, 'INTERNAL_ERROR', 'Internal server error', 'INTERNAL_ERROR'],
    [notFound('Device group'), 404, 'Device group not found', 'Device group not found', 'DEVICE_GROUP_NOT_FOUND'],
    [conflict('Mission in use'), 409, 'Mission in use', 'Mission in use', 'MISSION_IN_USE'],
    [invalid('body', 'must be good'), 400, 'invalid_request', 'body must be good', 'VALIDATION_ERROR'],
  ])('answers %s', (failure, status, error, message, code) => {
    const body = bodyOf(failure);
    expect(Object.keys(JSON.parse(JSON.stringify(body)) as object)).toEqual(KEYS);
    expect(body).toMatchObject({
      success: false,
      error,
      error_description: message,
      message,
      code: status,
      details: { code },
      requestId: 'req-1',
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    });
  });

  it('lists all refused fields, up to a hundred', () => {
    const errors = Array.from({ length: 101 }, (_, index) => ({ field: `f${index}`, message: `f${index} is bad` }));
    const { details } = bodyOf(new Failure('invalid', undefined, { data: errors })) as {
      details: { errors: object[] };
    };
    expect(details).toMatchObject({ code: 'VALIDATION_ERROR', field: 'f0' });
    expect(Object.keys(details)).toEqual(['code', 'field', 'errors']);
    expect(details.errors).toHaveLength(100);
  });

  it.each([
    undefined,
    '*/*',
    'application/json',
    'application/vnd.idi-fly.api-v3+json',
    'text/html, APPLICATION/vnd.idi-fly.api-V3+json;q=0.9',
    'application/vnd.idi-fly.api-v9+json, application/vnd.idi-fly.api-v3+json',
  ])('serves Accept: %s', (accept) => {
    expect(() => droneSurface.negotiate!(accept)).not.toThrow();
  });

  it.each(['application/vnd.idi-fly.api-v9+json', 'application/vnd.idi-fly.api-v9+json;q=1, */*'])(
    'refuses Accept: %s with a ninth key',
    (accept) => {
      let failure!: Failure;
      try {
        droneSurface.negotiate!(accept);
      } catch (error) {
        failure = error as Failure;
      }
      const body = bodyOf(failure);
      expect(Object.keys(body)).toEqual([...KEYS, 'supportedVersions']);
      expect(body).toMatchObject({
        code: 415,
        error: 'UnsupportedMediaType',
        message: 'The requested API version is not supported',
        details: { code: 'UNSUPPORTED_MEDIA_TYPE' },
        supportedVersions: ['application/vnd.idi-fly.api-v3+json'],
      });
    },
  );
});
