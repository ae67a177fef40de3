import type { Answer, Client } from '../support/client';
import { startServer } from '../support/server';
import type { Server } from '../support/server';
import { waitFor } from '../support/wait-for';

const JSON_TYPE = { 'content-type': 'application/json' };
const KEYS = ['success', 'error', 'error_description', 'message', 'code', 'details', 'requestId', 'timestamp'];
const DATE_TIME = 'scheduledAt must be an ISO 8601 date-time';
const PRIORITY = 'priority must be an integer between 1 and 10';

/** Every row of the error table and of the odd input of POST /v3/jobs/create. */
describe('drone: errors of creating a job', () => {
  let server: Server;
  let api: Client;
  const named = { deviceGroupId: '', deviceId: '', missionId: '' };
  const foreign = { deviceGroupId: 'group-uuid-789', deviceId: 'drone-uuid-456', missionId: 'mission-uuid-123' };
  let elsewhere: string;

  beforeAll(async () => {
    server = await startServer();
    api = server.client((await server.tenant()).key);
    const group = async () => (await api.post('/v3/device-groups', { name: 'G' })).body.deviceGroup.deviceGroupId;
    const device = async (deviceGroupId: string) =>
      (await api.post('/v3/devices', { name: 'D', deviceGroupId })).body.device.deviceId;
    named.deviceGroupId = await group();
    named.deviceId = await device(named.deviceGroupId);
    const mission = { name: 'M', waypoints: [{ lat: 1, lon: 2, alt: 3 }] };
    named.missionId = (await api.post('/v3/missions', mission)).body.mission.missionId;
    elsewhere = await device(await group());
  });

  afterAll(() => server?.stop());

  const seed = (changes: object = {}) => ({
    name: 'Inspection Mission Alpha',
    description: 'Routine infrastructure inspection',
    ...named,
    priority: 5,
    scheduledAt: '2024-01-15T10:00:00Z',
    metadata: { customer: 'ACME Corp' },
    ...changes,
  });
  const send = (changes: object = {}, headers?: Record<string, string>) =>
    api.post('/v3/jobs/create', seed(changes), headers);
  const raw = (body: string | Buffer, headers: Record<string, string> = JSON_TYPE, client = api) =>
    client.raw('POST', '/v3/jobs/create', { body, headers });

  function expectError(answer: Answer, status: number, error: string, message: string, details: object | string): void {
    const { requestId, timestamp } = answer.body;
    expect(answer.body).toEqual({
      success: false,
      error,
      error_description: message,
      message,
      code: status,
      details: typeof details === 'string' ? { code: details } : details,
      requestId,
      timestamp,
    });
    expect(answer.status).toBe(status);
    expect(Object.keys(answer.body)).toEqual(KEYS);
    expect(requestId).toBe(answer.headers.get('x-request-id'));
    expect(timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
  }

  /** A 400 of one field. */
  function expectRefusal(answer: Answer, message: string): void {
    const field = message.split(' ', 1)[0];
    expectError(answer, 400, 'invalid_request', message, {
      code: 'VALIDATION_ERROR',
      field,
      errors: [{ field, message }],
    });
  }

  it('accepts the request that all others are made from', async () => {
    expect((await send()).status).toBe(201);
  });

  it.each(['[]', 'null', '"x"', '5', ''])('refuses the body %j', async (body) => {
    expectRefusal(await raw(body), 'body must be a JSON object');
  });

  it('refuses no body at all', async () => {
    expectRefusal(await api.raw('POST', '/v3/jobs/create'), 'body must be a JSON object');
  });

  it.each([
    '{"name":',
    '{"name":"A","deviceGroupId":"x"}}',
    '{"__proto__":{"name":"A"}}',
    '{"metadata":{"a":[{"__proto__":1}]}}',
    '{"metadata":{"constructor":{"prototype":{"polluted":1}}}}',
    '{"\\u005f_proto__":1}',
  ])('refuses the text %s', async (body) => {
    expectError(await raw(body), 400, 'invalid_request', 'body is not valid JSON', 'MALFORMED_JSON');
  });

  it.each([
    ['Device group', 'deviceGroupId', 'DEVICE_GROUP_NOT_FOUND'],
    ['Device', 'deviceId', 'DEVICE_NOT_FOUND'],
    ['Mission', 'missionId', 'MISSION_NOT_FOUND'],
  ] as const)('does not find a %s', async (thing, field, code) => {
    for (const id of ['nope', ' ', '\u0000', 'a\ud800', 'x'.repeat(10_000), "' OR 1=1 --", foreign[field]]) {
      expectError(await send({ [field]: id }), 404, `${thing} not found`, `${thing} not found`, code);
    }
  });

  it('does not find a mission that is deleted', async () => {
    const mission = { name: 'M', waypoints: [{ lat: 1, lon: 2, alt: 3 }] };
    const { missionId } = (await api.post('/v3/missions', mission)).body.mission;
    await api.delete(`/v3/missions/${missionId}`);
    expectError(await send({ missionId }), 404, 'Mission not found', 'Mission not found', 'MISSION_NOT_FOUND');
  });

  it('refuses a device of another group', async () => {
    expectError(await send({ deviceId: elsewhere }), 400, 'invalid_request', 'deviceId is not in the device group', {
      code: 'DEVICE_NOT_IN_GROUP',
      field: 'deviceId',
    });
  });

  it('looks things up in order: group, device, device in group, mission, and after all fields', async () => {
    const nope = { deviceGroupId: 'nope', deviceId: 'nope', missionId: 'nope' };
    expect((await send({ ...nope, priority: 0 })).body.message).toBe(PRIORITY);
    expect((await send(nope)).body.message).toBe('Device group not found');
    expect((await send({ ...nope, deviceGroupId: named.deviceGroupId })).body.message).toBe('Device not found');
    const other = { deviceId: elsewhere, missionId: 'nope' };
    expect((await send(other)).body.message).toBe('deviceId is not in the device group');
  });

  it('lets nobody in without a living credential, body unseen', async () => {
    const revoked = await server.tenant();
    await server.client().delete(`/platform/v1/api-keys/${revoked.id}`);
    const ended = await server.client().post('/platform/v1/api-keys', {
      name: 'short',
      expiresAt: new Date(Date.now() + 400).toISOString(),
    });
    await waitFor(() => Date.now() > Date.parse(ended.body.expiresAt as string));
    const stranger = server.stranger();
    for (const client of [
      stranger,
      ...['x', 'sk_x', 'a.b.c', revoked.key, ended.body.key].map((key) => server.client(key)),
    ]) {
      const answer = await raw('{"', JSON_TYPE, client);
      const message = 'Access token is missing, invalid or expired';
      expectError(answer, 401, 'INVALID_TOKEN', message, 'INVALID_TOKEN');
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    }
  });

  it('wants the scope drone:write, body unseen', async () => {
    const { key } = await server.tenant(undefined, ['drone:read']);
    const answer = await raw('{"', JSON_TYPE, server.client(key));
    const code = 'INSUFFICIENT_PERMISSIONS';
    expectError(answer, 403, code, 'Scope drone:write is required', code);
  });

  it('refuses an Idempotency-Key with another body', async () => {
    const key = { 'idempotency-key': 'k1' };
    expect((await send({}, key)).status).toBe(201);
    const message = 'Idempotency-Key was used with a different request';
    expectError(await send({ name: 'B' }, key), 409, 'IDEMPOTENCY_CONFLICT', message, 'IDEMPOTENCY_CONFLICT');
  });

  it('refuses a body over 1 MiB, sized or not, before its type and syntax', async () => {
    const body = Buffer.alloc(1024 * 1024 + 1, 'x');
    for (const headers of [JSON_TYPE, { 'content-type': 'text/plain' }]) {
      expectError(
        await raw(body, headers),
        413,
        'PAYLOAD_TOO_LARGE',
        'Body exceeds 1048576 bytes',
        'PAYLOAD_TOO_LARGE',
      );
    }
    const full = JSON.stringify(seed()).padEnd(1024 * 1024, ' ');
    expect((await raw(full)).status).toBe(201);
  });

  it.each([
    undefined,
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/vnd.idi-fly.api-v9+json',
    'json',
  ])('refuses the Content-Type %s, before the syntax', async (type) => {
    const answer = await raw(Buffer.from('{"'), type ? { 'content-type': type } : {});
    const message = 'Content-Type must be application/json';
    expectError(answer, 415, 'UnsupportedMediaType', message, 'UNSUPPORTED_MEDIA_TYPE');
  });

  it.each(['application/json; charset=utf-8', 'APPLICATION/JSON', 'application/vnd.idi-fly.api-v3+json'])(
    'accepts the Content-Type %s',
    async (type) => {
      expect((await raw(JSON.stringify(seed()), { 'content-type': type })).status).toBe(201);
    },
  );

  it('serves one version: after the syntax, before idempotency and fields', async () => {
    const accept = 'application/vnd.idi-fly.api-v9+json';
    const unsupported = async (answer: Answer) => {
      expect(answer.body).toEqual({
        success: false,
        error: 'UnsupportedMediaType',
        error_description: 'The requested API version is not supported',
        message: 'The requested API version is not supported',
        code: 415,
        details: { code: 'UNSUPPORTED_MEDIA_TYPE' },
        requestId: answer.headers.get('x-request-id'),
        timestamp: answer.body.timestamp,
        supportedVersions: ['application/vnd.idi-fly.api-v3+json'],
      });
      expect([answer.status, Object.keys(answer.body)]).toEqual([415, [...KEYS, 'supportedVersions']]);
    };
    await unsupported(await send({}, { accept }));
    await unsupported(await send({ name: 5 }, { accept }));
    await unsupported(await raw('[]', { ...JSON_TYPE, accept }));
    await unsupported(await api.get('/v3/jobs', { accept }));
    expect((await raw('{"', { ...JSON_TYPE, accept })).body.details.code).toBe('MALFORMED_JSON');
    expect((await send({}, { 'idempotency-key': 'k2' })).status).toBe(201);
    await unsupported(await send({}, { 'idempotency-key': 'k2', accept }));
    await unsupported(await send({ name: 'B' }, { 'idempotency-key': 'k2', accept }));
    expect((await send({}, { accept: 'application/vnd.idi-fly.api-v3+json' })).status).toBe(201);
    expect((await send({}, { accept: 'text/html' })).status).toBe(201);
  });

  it('checks fields after the Idempotency-Key', async () => {
    const key = { 'idempotency-key': 'k3' };
    await send({}, key);
    expect((await send({ name: 5 }, key)).body.error).toBe('IDEMPOTENCY_CONFLICT');
  });

  it('hides a fault of its own', async () => {
    await server.query('ALTER TABLE drone.jobs RENAME TO jobs_away');
    const answer = await send({}, { 'x-request-id': 'req-8f14e45f' });
    await server.query('ALTER TABLE drone.jobs_away RENAME TO jobs');
    expectError(answer, 500, 'INTERNAL_ERROR', 'Internal server error', 'INTERNAL_ERROR');
    expect(answer.body.requestId).toBe('req-8f14e45f');
    expect(server.output).toContain('req-8f14e45f');
  });

  it('answers for unknown routes in the same shape', async () => {
    expectError(await server.stranger().get('/v3/nothing'), 404, 'NOT_FOUND', 'Route not found', 'NOT_FOUND');
  });

  it.each([
    [{ name: undefined }, 'name is required'],
    [{ name: null }, 'name is required'],
    [{ name: 5 }, 'name must be a string'],
    [{ name: '' }, 'name must not be empty'],
    [{ name: ' \n\t' }, 'name must not be empty'],
    [{ name: 'x'.repeat(256) }, 'name must be at most 255 characters'],
    [{ name: 'a\u0000b' }, 'name contains invalid characters'],
    [{ name: 'a\ud800b' }, 'name contains invalid characters'],
    [{ description: [] }, 'description must be a string'],
    [{ description: 'x'.repeat(4001) }, 'description must be at most 4000 characters'],
    [{ description: '\udfff' }, 'description contains invalid characters'],
    [{ missionId: 1 }, 'missionId must be a string'],
    [{ missionId: '' }, 'missionId must not be empty'],
    [{ deviceId: {} }, 'deviceId must be a string'],
    [{ deviceId: '' }, 'deviceId must not be empty'],
    [{ deviceGroupId: undefined }, 'deviceGroupId is required'],
    [{ deviceGroupId: null }, 'deviceGroupId is required'],
    [{ deviceGroupId: true }, 'deviceGroupId must be a string'],
    [{ deviceGroupId: '' }, 'deviceGroupId must not be empty'],
    [{ priority: 0 }, PRIORITY],
    [{ priority: 11 }, PRIORITY],
    [{ priority: 5.5 }, PRIORITY],
    [{ priority: '5' }, PRIORITY],
    [{ priority: true }, PRIORITY],
    [{ priority: [5] }, PRIORITY],
    [{ scheduledAt: '2024-02-30T10:00:00Z' }, DATE_TIME],
    [{ scheduledAt: '2024-01-15' }, DATE_TIME],
    [{ scheduledAt: '2024-01-15T10:00:60Z' }, DATE_TIME],
    [{ scheduledAt: '0000-01-01T00:00:00Z' }, DATE_TIME],
    [{ scheduledAt: '' }, DATE_TIME],
    [{ scheduledAt: 1705312800 }, DATE_TIME],
    [{ metadata: [] }, 'metadata must be an object'],
    [{ metadata: 'x' }, 'metadata must be an object'],
    [{ metadata: { a: 'x'.repeat(16_377) } }, 'metadata must be at most 16384 bytes'],
    [{ metadata: { a: '\u0000' } }, 'metadata contains invalid characters'],
    [{ metadata: { '\ud800': 1 } }, 'metadata contains invalid characters'],
  ])('refuses %j', async (changes, message) => {
    expectRefusal(await send(changes), message);
  });

  it('refuses the number 1e400, and reads 5.0 and 1e1 as integers', async () => {
    const withPriority = (priority: string) =>
      raw(`{"name":"A","deviceGroupId":"${named.deviceGroupId}","priority":${priority}}`);
    expectRefusal(await withPriority('1e400'), PRIORITY);
    expect((await withPriority('5.0')).body.job.priority).toBe(5);
    expect((await withPriority('1e1')).body.job.priority).toBe(10);
  });

  it('lists all bad fields in the order of the seed page, the first as the message', async () => {
    const body = { metadata: 1, scheduledAt: 1, priority: 0, deviceId: 1, missionId: '', description: 1 };
    const errors = [
      ['name', 'name is required'],
      ['description', 'description must be a string'],
      ['missionId', 'missionId must not be empty'],
      ['deviceId', 'deviceId must be a string'],
      ['deviceGroupId', 'deviceGroupId is required'],
      ['priority', PRIORITY],
      ['scheduledAt', DATE_TIME],
      ['metadata', 'metadata must be an object'],
    ].map(([field, message]) => ({ field, message }));
    expectError(await api.post('/v3/jobs/create', body), 400, 'invalid_request', 'name is required', {
      code: 'VALIDATION_ERROR',
      field: 'name',
      errors,
    });
  });

  it('takes metadata up to its limits', async () => {
    expect((await send({ metadata: { a: 'x'.repeat(16_376) } })).status).toBe(201);
    const nested = (levels: number) => `${'{"a":'.repeat(levels - 1)}{}${'}'.repeat(levels - 1)}`;
    const withMetadata = (metadata: string) =>
      raw(`{"name":"A","deviceGroupId":"${named.deviceGroupId}","metadata":${metadata}}`);
    expect((await withMetadata(nested(32))).status).toBe(201);
    expectRefusal(await withMetadata(nested(33)), 'metadata must be at most 32 levels deep');
    expectRefusal(await withMetadata(nested(150_000)), 'metadata must be at most 16384 bytes');
    expectRefusal(await withMetadata('['.repeat(200_000) + ']'.repeat(200_000)), 'metadata must be an object');
  });

  it('ignores nesting of any depth in fields that it does not know; of a double key the last counts', async () => {
    const deep = '['.repeat(200_000) + ']'.repeat(200_000);
    const { status, body } = await raw(`{"name":"A","x":${deep},"deviceGroupId":"${named.deviceGroupId}","name":"B"}`);
    expect([status, body.job.name]).toEqual([201, 'B']);
  });
});
