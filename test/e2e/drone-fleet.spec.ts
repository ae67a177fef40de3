import { createHash } from 'node:crypto';
import type { Answer, Client } from '../support/client';
import type { Server } from '../support/server';
import { sharedServer } from '../support/shared-server';

const ZULU = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
const DEFAULT_POLICY = {
  reserveBatteryPercent: 20,
  acceptTimeoutSeconds: 10,
  startTimeoutSeconds: 60,
  linkLostLimitSeconds: 300,
  maxAttempts: 5,
  onConflict: 'WARN',
};

describe('drone: groups and devices', () => {
  let server: Server;
  let api: Client;

  beforeAll(async () => {
    server = await sharedServer();
    api = server.client((await server.tenant()).key);
  });

  afterAll(() => server?.stop());

  const makeGroup = async (fields = {}): Promise<string> =>
    (await api.post('/v3/device-groups', { name: 'G', ...fields })).body.deviceGroup.deviceGroupId as string;
  const makeDevice = async (fields: object): Promise<string> =>
    (await api.post('/v3/devices', { name: 'D', ...fields })).body.device.deviceId as string;
  const eventsOf = async (id: string): Promise<string[]> =>
    (
      await server.query<{ type: string }>('SELECT type FROM platform.events WHERE subject = $1 ORDER BY position', [
        id,
      ])
    ).map(({ type }) => type);

  function expectError({ status, body }: Answer, expected: [status: number, error: string, code: string]): void {
    expect([status, body.error, body.details.code]).toEqual(expected);
    expect(body.message).toBe(body.error);
  }
  function expectRefusal({ status, body }: Answer, message: string): void {
    expect([status, body.error, body.message]).toEqual([400, 'invalid_request', message]);
  }
  const groupGone: [number, string, string] = [404, 'Device group not found', 'DEVICE_GROUP_NOT_FOUND'];
  const deviceGone: [number, string, string] = [404, 'Device not found', 'DEVICE_NOT_FOUND'];

  describe('a group', () => {
    it('is made, shown, changed and deleted', async () => {
      const made = await api.post('/v3/device-groups', { name: ' Fleet ', description: 'North', locked: true });
      expect(made.status).toBe(201);
      const { deviceGroup } = made.body;
      const id = deviceGroup.deviceGroupId as string;
      expect(made.body).toEqual({
        success: true,
        deviceGroup: {
          deviceGroupId: expect.stringMatching(/^group-[0-9a-f-]{36}$/),
          name: ' Fleet ',
          description: 'North',
          deviceCount: 0,
          policy: DEFAULT_POLICY,
          locked: false,
          createdAt: expect.stringMatching(ZULU),
          updatedAt: expect.stringMatching(ZULU),
        },
      });
      expect(Object.keys(deviceGroup)).toEqual([
        'deviceGroupId',
        'name',
        'description',
        'deviceCount',
        'policy',
        'locked',
        'createdAt',
        'updatedAt',
      ]);
      const path = `/v3/device-groups/${id}`;
      expect((await api.get(path)).body).toEqual(made.body);
      const changed = await api.patch(path, {
        description: null,
        policy: { maxAttempts: 7, acceptTimeoutSeconds: null },
      });
      expect(changed.status).toBe(200);
      expect(changed.body.deviceGroup).toMatchObject({
        name: ' Fleet ',
        description: null,
        policy: { ...DEFAULT_POLICY, maxAttempts: 7 },
      });
      expect((await api.patch(path, { name: 'B' })).body.deviceGroup).toMatchObject({
        name: 'B',
        policy: { ...DEFAULT_POLICY, maxAttempts: 7 },
      });
      const deleted = await api.delete(path, { 'content-type': 'text/plain' });
      expect([deleted.status, deleted.body]).toEqual([
        200,
        { success: true, message: 'Device group deleted successfully' },
      ]);
      expectError(await api.get(path), groupGone);
      expect(await eventsOf(id)).toEqual(
        ['created', 'updated', 'updated', 'deleted'].map((change) => `quintet.drone.group.${change}`),
      );
    });

    it.each([
      [{}, 'name is required'],
      [{ name: '' }, 'name must not be empty'],
      [{ name: 'A', description: 5 }, 'description must be a string'],
      [{ name: 'A', policy: [] }, 'policy must be an object'],
      [
        { name: 'A', policy: { reserveBatteryPercent: 91 } },
        'policy.reserveBatteryPercent must be an integer between 0 and 90',
      ],
      [
        { name: 'A', policy: { acceptTimeoutSeconds: 0 } },
        'policy.acceptTimeoutSeconds must be an integer between 1 and 120',
      ],
      [
        { name: 'A', policy: { startTimeoutSeconds: 601 } },
        'policy.startTimeoutSeconds must be an integer between 1 and 600',
      ],
      [
        { name: 'A', policy: { linkLostLimitSeconds: 1 } },
        'policy.linkLostLimitSeconds must be an integer between 2 and 3600',
      ],
      [{ name: 'A', policy: { maxAttempts: '5' } }, 'policy.maxAttempts must be an integer between 1 and 20'],
    ])('is not made of %j', async (body, message) => {
      expectRefusal(await api.post('/v3/device-groups', body), message);
    });

    it.each([
      [{}, 'body must have at least one of name, description, policy'],
      [{ locked: true }, 'body must have at least one of name, description, policy'],
      [{ name: null }, 'name must be a string'],
      [{ policy: null }, 'policy must be an object'],
      [{ policy: { maxAttempts: 21 } }, 'policy.maxAttempts must be an integer between 1 and 20'],
    ])('is not changed by %j', async (body, message) => {
      expectRefusal(await api.patch(`/v3/device-groups/${await makeGroup()}`, body), message);
    });

    it('names all its bad fields by their paths', async () => {
      const policy = { maxAttempts: 0, reserveBatteryPercent: -1 };
      const { body } = await api.post('/v3/device-groups', { policy });
      const fields = (body.details.errors as { field: string }[]).map(({ field }) => field);
      expect(fields).toEqual(['name', 'policy.reserveBatteryPercent', 'policy.maxAttempts']);
    });

    it('stays while it has devices or unfinished jobs', async () => {
      const notEmpty: [number, string, string] = [409, 'Device group not empty', 'DEVICE_GROUP_NOT_EMPTY'];
      const id = await makeGroup();
      const deviceId = await makeDevice({ deviceGroupId: id });
      expect((await api.get(`/v3/device-groups/${id}`)).body.deviceGroup.deviceCount).toBe(1);
      expectError(await api.delete(`/v3/device-groups/${id}`), notEmpty);
      await api.delete(`/v3/devices/${deviceId}`);
      const job = await api.post('/v3/jobs/create', { name: 'A', deviceGroupId: id, scheduledAt: '2999-01-01T00:00Z' });
      expectError(await api.delete(`/v3/device-groups/${id}`), notEmpty);
      await server.query("UPDATE drone.jobs SET status = 'COMPLETED' WHERE id = $1", [job.body.job.jobId]);
      expect((await api.delete(`/v3/device-groups/${id}`)).status).toBe(200);
      expect((await api.get(`/v3/jobs/${job.body.job.jobId}`)).body.job.deviceGroupId).toBe(id);
    });

    it('is never deleted under a job or a device that is being made', async () => {
      for (let round = 0; round < 20; round++) {
        const deviceGroupId = await makeGroup();
        const [made, device, deleted] = await Promise.all([
          api.post('/v3/jobs/create', { name: 'A', deviceGroupId, scheduledAt: '2999-01-01T00:00Z' }),
          api.post('/v3/devices', { name: 'D', deviceGroupId }),
          api.delete(`/v3/device-groups/${deviceGroupId}`),
        ]);
        const outcome = [made.status, device.status, deleted.status];
        expect([
          [201, 201, 409],
          [201, 404, 409],
          [404, 201, 409],
          [404, 404, 200],
        ]).toContainEqual(outcome);
      }
    });

    it('is listed page by page, newest first', async () => {
      const mine = server.client((await server.tenant()).key);
      for (const name of ['A', 'B', 'C']) await mine.post('/v3/device-groups', { name });
      const first = (await mine.get('/v3/device-groups?limit=2')).body;
      expect(Object.keys(first)).toEqual(['success', 'deviceGroups', 'count', 'nextCursor']);
      const second = (await mine.get(`/v3/device-groups?limit=2&cursor=${first.nextCursor}`)).body;
      const names = [...first.deviceGroups, ...second.deviceGroups].map(({ name }: { name: string }) => name);
      expect([names, first.count, second.count, second.nextCursor]).toEqual([['C', 'B', 'A'], 2, 1, null]);
      expectRefusal(await mine.get('/v3/device-groups?limit=x'), 'limit must be an integer between 1 and 100');
    });
  });

  describe('a device', () => {
    it('is made, shown, changed and deleted', async () => {
      const [deviceGroupId, other] = [await makeGroup(), await makeGroup()];
      const made = await api.post('/v3/devices', {
        name: 'D1',
        deviceGroupId,
        model: 'M350',
        capabilities: ['thermal'],
      });
      expect(made.status).toBe(201);
      expect(Object.keys(made.body)).toEqual(['success', 'device', 'enrolment']);
      const { device, enrolment } = made.body;
      const id = device.deviceId as string;
      expect(device).toEqual({
        deviceId: expect.stringMatching(/^drone-[0-9a-f-]{36}$/),
        name: 'D1',
        deviceGroupId,
        model: 'M350',
        serialNumber: null,
        capabilities: ['thermal'],
        maxFlightSeconds: 1500,
        enabled: true,
        status: 'offline',
        battery: null,
        droneState: null,
        dockState: null,
        position: null,
        lastSeenAt: null,
        currentJobId: null,
        lastRejectedMessage: null,
        createdAt: expect.stringMatching(ZULU),
        updatedAt: expect.stringMatching(ZULU),
      });
      expect(enrolment).toEqual({
        token: expect.stringMatching(/^et_[\w-]{43}$/),
        expiresAt: expect.stringMatching(ZULU),
      });
      const lifetime = Date.parse(enrolment.expiresAt) - Date.parse(device.createdAt);
      expect(lifetime).toBe(24 * 3600 * 1000);
      const path = `/v3/devices/${id}`;
      expect((await api.get(path)).body).toEqual({ success: true, device });
      const changes = { name: 'D2', deviceGroupId: other, model: null, serialNumber: `S-${id}`, capabilities: [] };
      const changed = await api.patch(path, { ...changes, maxFlightSeconds: 60, enabled: false });
      expect([changed.status, changed.body.device]).toEqual([
        200,
        { ...device, ...changes, maxFlightSeconds: 60, enabled: false, updatedAt: expect.stringMatching(ZULU) },
      ]);
      expect((await api.patch(path, { enabled: true })).body.device).toMatchObject({ ...changes, enabled: true });
      expect((await api.patch(path, { serialNumber: null })).body.device.serialNumber).toBeNull();
      const deleted = await api.delete(path);
      expect([deleted.status, deleted.body]).toEqual([200, { success: true, message: 'Device deleted successfully' }]);
      expectError(await api.get(path), deviceGone);
      expect(await eventsOf(id)).toEqual(
        ['created', 'updated', 'updated', 'updated', 'deleted'].map((change) => `quintet.drone.device.${change}`),
      );
    });

    it.each([
      [{ name: 'D' }, 'deviceGroupId is required'],
      [{ deviceGroupId: 'x' }, 'name is required'],
      [{ name: 'D', deviceGroupId: 'x', model: 5 }, 'model must be a string'],
      [{ name: 'D', deviceGroupId: 'x', serialNumber: '' }, 'serialNumber must not be empty'],
      [{ name: 'D', deviceGroupId: 'x', capabilities: 'x' }, 'capabilities must be an array'],
      [{ name: 'D', deviceGroupId: 'x', capabilities: ['a', 5] }, 'capabilities[1] must be a string'],
      [
        { name: 'D', deviceGroupId: 'x', maxFlightSeconds: 59 },
        'maxFlightSeconds must be an integer between 60 and 86400',
      ],
      [{ name: 'D', deviceGroupId: 'x', enabled: 'true' }, 'enabled must be a boolean'],
    ])('is not made of %j', async (body, message) => {
      expectRefusal(await api.post('/v3/devices', body), message);
    });

    it.each([
      [
        {},
        'body must have at least one of name, deviceGroupId, model, serialNumber, capabilities, maxFlightSeconds, enabled',
      ],
      [{ name: null }, 'name must be a string'],
      [{ deviceGroupId: null }, 'deviceGroupId must be a string'],
      [{ capabilities: null }, 'capabilities must be an array'],
      [{ maxFlightSeconds: null }, 'maxFlightSeconds must be an integer between 60 and 86400'],
      [{ enabled: null }, 'enabled must be a boolean'],
    ])('is not changed by %j', async (body, message) => {
      const path = `/v3/devices/${await makeDevice({ deviceGroupId: await makeGroup() })}`;
      expectRefusal(await api.patch(path, body), message);
    });

    it('needs a group that is there', async () => {
      expectError(await api.post('/v3/devices', { name: 'D', deviceGroupId: 'nope' }), groupGone);
      const path = `/v3/devices/${await makeDevice({ deviceGroupId: await makeGroup() })}`;
      expectError(await api.patch(path, { deviceGroupId: '\u0000' }), groupGone);
      expectError(await api.patch('/v3/devices/nope', { deviceGroupId: 'nope' }), deviceGone);
    });

    it('has a serial number of its own, in its tenant', async () => {
      const deviceGroupId = await makeGroup();
      const taken: [number, string, string] = [409, 'Device already exists', 'DEVICE_ALREADY_EXISTS'];
      const first = { name: 'D', deviceGroupId, serialNumber: 'S1' };
      expect((await api.post('/v3/devices', first)).status).toBe(201);
      expectError(await api.post('/v3/devices', first, { 'idempotency-key': 'serial' }), taken);
      const second = await makeDevice({ deviceGroupId, serialNumber: 'S2' });
      expectError(await api.patch(`/v3/devices/${second}`, { serialNumber: 'S1' }), taken);
      const mine = server.client((await server.tenant()).key);
      const group = (await mine.post('/v3/device-groups', { name: 'G' })).body.deviceGroup.deviceGroupId;
      expect((await mine.post('/v3/devices', { ...first, deviceGroupId: group })).status).toBe(201);
      const racing = await Promise.all(
        Array.from({ length: 10 }, () => api.post('/v3/devices', { ...first, serialNumber: 'S3' })),
      );
      expect(racing.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(9).fill(409)]);
    });

    it('is neither deleted nor moved while it holds a lease', async () => {
      const busy: [number, string, string] = [409, 'Device is busy', 'DEVICE_IS_BUSY'];
      const [deviceGroupId, other] = [await makeGroup(), await makeGroup()];
      const id = await makeDevice({ deviceGroupId });
      const { jobId } = (await api.post('/v3/jobs/create', { name: 'A', deviceGroupId })).body.job;
      await server.query('UPDATE drone.jobs SET lease = 7, lease_device_id = $2 WHERE id = $1', [jobId, id]);
      const path = `/v3/devices/${id}`;
      expect((await api.get(path)).body.device.currentJobId).toBe(jobId);
      expect((await api.get(`/v3/jobs/${jobId}`)).body.job.lease).toBe(7);
      expectError(await api.delete(path), busy);
      expectError(await api.patch(path, { deviceGroupId: other }), busy);
      expect((await api.patch(path, { deviceGroupId, name: 'B' })).status).toBe(200);
      await server.query('UPDATE drone.jobs SET lease = NULL, lease_device_id = NULL WHERE id = $1', [jobId]);
      expect((await api.patch(path, { deviceGroupId: other })).status).toBe(200);
      expect((await api.delete(path)).status).toBe(200);
    });

    it('gets a new enrolment token, which ends those before; only hashes are kept', async () => {
      const { device, enrolment } = (await api.post('/v3/devices', { name: 'D', deviceGroupId: await makeGroup() }))
        .body;
      const hashes = async () =>
        (
          await server.query<{ hash: string }>(
            "SELECT encode(hash, 'hex') AS hash FROM drone.enrolment_tokens WHERE device_id = $1",
            [device.deviceId],
          )
        ).map(({ hash }) => hash);
      const hashOf = (token: string) => createHash('sha256').update(token).digest('hex');
      expect(await hashes()).toEqual([hashOf(enrolment.token as string)]);
      const path = `/v3/devices/${device.deviceId}/enrolment-token`;
      const answer = await api.raw('POST', path, { body: '', headers: { 'content-type': 'text/plain' } });
      expect([answer.status, Object.keys(answer.body)]).toEqual([201, ['success', 'enrolment']]);
      expect(await hashes()).toEqual([hashOf(answer.body.enrolment.token as string)]);
      const many = await Promise.all(Array.from({ length: 10 }, () => api.post(path)));
      expect(many.map(({ status }) => status)).toEqual(Array<number>(10).fill(201));
      expect(await hashes()).toHaveLength(1);
      expectError(await api.post('/v3/devices/nope/enrolment-token'), deviceGone);
      const text = JSON.stringify(await server.query('SELECT * FROM drone.enrolment_tokens'));
      expect(text).not.toContain('et_');
    });

    it('is listed by group and status', async () => {
      const mine = server.client((await server.tenant()).key);
      const group = async () => (await mine.post('/v3/device-groups', { name: 'G' })).body.deviceGroup.deviceGroupId;
      const [one, two] = [await group(), await group()];
      for (const [name, deviceGroupId] of [
        ['A', one],
        ['B', two],
        ['C', one],
      ])
        await mine.post('/v3/devices', { name, deviceGroupId });
      const namesOf = async (query: string) => {
        const { status, body } = await mine.get(`/v3/devices?${query}`);
        expect([status, body.count]).toEqual([200, body.devices.length]);
        return (body.devices as { name: string }[]).map(({ name }) => name);
      };
      expect(await namesOf('')).toEqual(['C', 'B', 'A']);
      expect(await namesOf(`deviceGroupId=${one}&status=offline`)).toEqual(['C', 'A']);
      expect(await namesOf('status=online')).toEqual([]);
      expectRefusal(await mine.get('/v3/devices?status=lost'), 'status must be one of online, offline');
    });
  });
});
