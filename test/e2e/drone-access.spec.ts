import type { Answer, Client } from '../support/client';
import { startServer } from '../support/server';
import type { Server } from '../support/server';

const JOB = { name: 'A', deviceGroupId: 'group-uuid-789' };
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

describe('drone: who may do what', () => {
  let server: Server;
  let owner: Client;

  beforeAll(async () => {
    server = await startServer();
    owner = server.client();
  });

  afterAll(() => server?.stop());

  describe('tokens', () => {
    const grantOf = ({ id, key }: { id: string; key: string }) => ({
      grant_type: 'client_credentials',
      client_id: id,
      client_secret: key,
    });
    const expectError = ({ status, body, headers }: Answer, expected: [number, string, string]) => {
      expect([status, body.error, body.error_description]).toEqual(expected);
      expect(Object.keys(body)).toHaveLength(8);
      expect(headers.get('x-ratelimit-limit')).toBe('50');
    };

    it('are bought with a key, as JSON and as a form, and open the same doors', async () => {
      const key = await server.tenant();
      const api = server.stranger();
      const headers = { 'x-api-key': key.key };
      const json = await api.post('/v3/auth/token', grantOf(key), headers);
      const form = await api.raw('POST', '/v3/auth/token', {
        body: new URLSearchParams(grantOf(key)).toString(),
        headers: { ...headers, ...FORM },
      });
      for (const { status, body, headers: answered } of [json, form]) {
        expect([status, Object.keys(body)]).toEqual([200, ['access_token', 'token_type', 'expires_in']]);
        expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 3600 });
        expect(answered.get('cache-control')).toBe('no-store');
        expect(answered.get('x-ratelimit-limit')).toBe('50');
        const mine = server.client(body.access_token as string);
        expect((await mine.post('/v3/device-groups', { name: 'G' })).status).toBe(201);
      }
    });

    it('are refused in order: the x-api-key, the fields, the grant, the pair', async () => {
      const key = await server.tenant();
      const other = await server.tenant();
      const api = server.stranger();
      const headers = { 'x-api-key': key.key };
      const denied: [number, string, string] = [403, 'access_denied', 'x-api-key is missing or invalid'];
      expectError(await api.raw('POST', '/v3/auth/token', { body: '{"' }), denied);
      expectError(await api.post('/v3/auth/token', grantOf(key), { 'x-api-key': `${key.key}x` }), denied);
      const ask = (changes: object) => api.post('/v3/auth/token', { ...grantOf(key), ...changes }, headers);
      const missing = (field: string): [number, string, string] => [400, 'invalid_request', `${field} is required`];
      expectError(await ask({ grant_type: undefined }), missing('grant_type'));
      expectError(await ask({ grant_type: 'password', client_id: null }), missing('client_id'));
      expectError(await ask({ client_secret: 5 }), [400, 'invalid_request', 'client_secret must be a string']);
      expectError(await ask({ grant_type: 'password', client_secret: 'x' }), [
        400,
        'unsupported_grant_type',
        'Only client_credentials is supported',
      ]);
      for (const changes of [
        { client_secret: 'x' },
        { client_id: 'x' },
        { client_id: other.id },
        { client_id: '\u0000' },
      ]) {
        const answer = await ask(changes);
        expectError(answer, [401, 'invalid_client', 'Invalid client credentials']);
        expect(answer.headers.get('www-authenticate')).toBe('Bearer');
      }
      const text = await api.raw('POST', '/v3/auth/token', {
        body: 'x',
        headers: { ...headers, 'content-type': 'text/plain' },
      });
      expect([text.status, text.body.error]).toEqual([415, 'UnsupportedMediaType']);
    });

    it('are bought by forms, jobs are not', async () => {
      const answer = await owner.raw('POST', '/v3/jobs/create', { body: 'name=A', headers: FORM });
      expect(answer.status).toBe(415);
    });
  });

  it('needs drone:read to look, drone:write for the rest', async () => {
    const reader = server.client((await server.tenant(undefined, ['drone:read'])).key);
    const writer = server.client((await server.tenant(undefined, ['drone:write'])).key);
    for (const path of ['jobs', 'device-groups', 'devices', 'missions']) {
      expect((await reader.get(`/v3/${path}`)).status).toBe(200);
      const { status, body } = await writer.get(`/v3/${path}`);
      expect([status, body.message]).toEqual([403, 'Scope drone:read is required']);
    }
    const name = { name: 'A' };
    for (const answer of [
      await reader.post('/v3/jobs/create', JOB),
      await reader.post('/v3/device-groups', name),
      await reader.patch('/v3/device-groups/x', name),
      await reader.delete('/v3/device-groups/x'),
      await reader.post('/v3/devices', name),
      await reader.patch('/v3/devices/x', name),
      await reader.delete('/v3/devices/x'),
      await reader.post('/v3/devices/x/enrolment-token'),
      await reader.post('/v3/missions', name),
      await reader.put('/v3/missions/x', name),
      await reader.delete('/v3/missions/x'),
    ]) {
      expect([answer.status, answer.body.message]).toEqual([403, 'Scope drone:write is required']);
    }
  });

  it('hides everything of a tenant from another', async () => {
    const { jobId } = (await owner.post('/v3/jobs/create', JOB)).body.job;
    const intruder = server.client((await server.tenant()).key);
    const own = (await intruder.post('/v3/device-groups', { name: 'G' })).body.deviceGroup.deviceGroupId as string;
    const waypoints = [{ lat: 1, lon: 2, alt: 3 }];
    const [group, device, mission] = [
      '/v3/device-groups/group-uuid-789',
      '/v3/devices/drone-uuid-456',
      '/v3/missions/mission-uuid-123',
    ];
    const before = await Promise.all([group, device, mission].map(async (path) => (await owner.get(path)).text));
    const name = { name: 'stolen' };
    const attempts: [Promise<Answer>, string][] = [
      [intruder.get(`/v3/jobs/${jobId}`), 'Job not found'],
      [intruder.post('/v3/jobs/create', JOB), 'Device group not found'],
      [
        intruder.post('/v3/jobs/create', { name: 'A', deviceGroupId: own, deviceId: 'drone-uuid-456' }),
        'Device not found',
      ],
      [
        intruder.post('/v3/jobs/create', { name: 'A', deviceGroupId: own, missionId: 'mission-uuid-123' }),
        'Mission not found',
      ],
      [intruder.get(group), 'Device group not found'],
      [intruder.patch(group, name), 'Device group not found'],
      [intruder.delete(group), 'Device group not found'],
      [intruder.post('/v3/devices', { name: 'D', deviceGroupId: 'group-uuid-789' }), 'Device group not found'],
      [intruder.get(device), 'Device not found'],
      [intruder.patch(device, { name: 'stolen', deviceGroupId: own }), 'Device not found'],
      [intruder.delete(device), 'Device not found'],
      [intruder.post(`${device}/enrolment-token`), 'Device not found'],
      [intruder.get(mission), 'Mission not found'],
      [intruder.get(`${mission}?version=1`), 'Mission not found'],
      [intruder.get(`${mission}/versions`), 'Mission not found'],
      [intruder.put(mission, { name: 'stolen', waypoints }), 'Mission not found'],
      [intruder.delete(mission), 'Mission not found'],
    ];
    for (const [attempt, message] of attempts) {
      const { status, body } = await attempt;
      expect([status, body.message]).toEqual([404, message]);
    }
    const mine = (await intruder.post('/v3/devices', { name: 'D', deviceGroupId: own })).body.device.deviceId as string;
    const moved = await intruder.patch(`/v3/devices/${mine}`, { deviceGroupId: 'group-uuid-789' });
    expect([moved.status, moved.body.message]).toEqual([404, 'Device group not found']);
    for (const [path, count] of [
      ['jobs', 0],
      ['jobs?deviceGroupId=group-uuid-789', 0],
      ['device-groups', 1],
      ['devices', 1],
      ['devices?deviceGroupId=group-uuid-789', 0],
      ['missions', 0],
    ] as const) {
      expect([path, (await intruder.get(`/v3/${path}`)).body.count]).toEqual([path, count]);
    }
    expect(await Promise.all([group, device, mission].map(async (path) => (await owner.get(path)).text))).toEqual(
      before,
    );
  });

  it('does not find ids that no text can be', async () => {
    for (const id of ['%00', 'a%00b', '%ED%A0%80', '..%2F', 'x'.repeat(4000)]) {
      for (const path of ['jobs', 'device-groups', 'devices', 'missions']) {
        expect((await owner.get(`/v3/${path}/${id}`)).status).toBe(404);
      }
      expect((await owner.delete(`/v3/devices/${id}`)).status).toBe(404);
    }
  });
});
