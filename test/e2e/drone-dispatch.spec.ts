import { randomUUID } from 'node:crypto';
import type { Client } from '../support/client';
import { endFlight, putOnline } from '../support/drone-rows';
import { startServer } from '../support/server';
import type { Server } from '../support/server';
import { waitFor } from '../support/wait-for';

const HERE = { lat: 37.7749, lon: -122.4194, alt: 60 };
const NEAR = { lat: 37.7759, lon: -122.4194, alt: 60 };

interface Job {
  jobId: string;
  status: string;
  assignedDeviceId: string | null;
  lease: number | null;
  failure: { code: string; message: string } | null;
  reasons: { code: string; message: string; deviceId: string }[];
}

describe('drone: dispatch', () => {
  let server: Server;
  let api: Client;

  beforeAll(async () => {
    server = await startServer();
    api = server.client((await server.tenant()).key);
  });

  afterAll(() => server?.stop());

  const makeGroup = async (fields = {}): Promise<string> =>
    (await api.post('/v3/device-groups', { name: 'G', ...fields })).body.deviceGroup.deviceGroupId as string;
  const makeDevice = async (deviceGroupId: string, fields = {}): Promise<string> =>
    (await api.post('/v3/devices', { name: 'D', deviceGroupId, ...fields })).body.device.deviceId as string;
  const makeMission = async (fields = {}): Promise<string> =>
    (await api.post('/v3/missions', { name: 'M', waypoints: [HERE, NEAR], ...fields })).body.mission
      .missionId as string;
  const makeJob = async (deviceGroupId: string, fields = {}): Promise<string> =>
    (await api.post('/v3/jobs/create', { name: 'J', deviceGroupId, ...fields })).body.job.jobId as string;
  const jobOf = async (id: string) => (await api.get(`/v3/jobs/${id}`)).body.job as Job;
  const jobWhen = (id: string, test: (job: Job) => unknown) =>
    waitFor(
      async () => {
        const job = await jobOf(id);
        return test(job) ? job : undefined;
      },
      { what: `job ${id}: ${test.toString()}` },
    );
  const assigned = (id: string) => jobWhen(id, ({ lease }) => lease !== null);
  const reasons = async (id: string, ...codes: string[]) =>
    jobWhen(id, (job) => job.status === 'QUEUED' && job.reasons.map(({ code }) => code).join() === codes.join());
  /** A change that says nothing has the group looked at. */
  const touch = (group: string) => api.patch(`/v3/device-groups/${group}`, { policy: { maxAttempts: 5 } });

  it('gives one device one job after the other: by priority, by time, by creation', async () => {
    const group = await makeGroup();
    const low = await makeJob(group, { priority: 1 });
    const high = await makeJob(group, { priority: 10 });
    const middle = await makeJob(group, { priority: 5 });
    const older = await makeJob(group, { priority: 5, scheduledAt: '2020-01-01T00:00:00Z' });
    for (const job of [low, high, middle, older]) await jobWhen(job, ({ status }) => status === 'QUEUED');
    await putOnline(server, await makeDevice(group));
    for (const next of [high, older, middle, low]) {
      await touch(group);
      await assigned(next);
      const rows = await server.query(`SELECT FROM drone.jobs WHERE group_id = $1 AND lease_device_id IS NOT NULL`, [
        group,
      ]);
      expect(rows).toHaveLength(1);
      await endFlight(server, next);
    }
  });

  it('writes the assignment, its command, history and event', async () => {
    const group = await makeGroup({ policy: { acceptTimeoutSeconds: 100 } });
    const device = await makeDevice(group);
    await putOnline(server, device);
    const id = await makeJob(group, { missionId: await makeMission() });
    const job = await assigned(id);
    expect(job).toMatchObject({ status: 'QUEUED', assignedDeviceId: device, reasons: [] });
    const commands = await server.query('SELECT type, lease::int, device_id FROM drone.commands WHERE job_id = $1', [
      id,
    ]);
    expect(commands).toEqual([{ type: 'assign', lease: job.lease, device_id: device }]);
    const history = await server.query('SELECT type FROM drone.job_history WHERE job_id = $1 ORDER BY seq', [id]);
    expect(history.map(({ type }) => type as string)).toEqual(['created', 'queued', 'assigned']);
  });

  it('takes the nearest device, then the fullest, then the first', async () => {
    const group = await makeGroup();
    const [far, fuller, emptier] = [await makeDevice(group), await makeDevice(group), await makeDevice(group)];
    const missionId = await makeMission();
    const first = await makeJob(group, { missionId });
    await reasons(first, 'DEVICE_OFFLINE', 'DEVICE_OFFLINE', 'DEVICE_OFFLINE');
    await putOnline(server, far, { at: [-122.43, 37.7749, 0] });
    await putOnline(server, emptier, { battery: 80 });
    await putOnline(server, fuller, { battery: 90 });
    await touch(group);
    expect((await assigned(first)).assignedDeviceId).toBe(fuller);
    expect((await assigned(await makeJob(group, { missionId }))).assignedDeviceId).toBe(emptier);
    expect((await assigned(await makeJob(group, { missionId }))).assignedDeviceId).toBe(far);
  });

  it('does not let a job that nobody can fly now block those behind', async () => {
    const group = await makeGroup();
    const [able, free] = [await makeDevice(group, { capabilities: ['thermal'] }), await makeDevice(group)];
    await putOnline(server, free);
    const missionId = await makeMission({ requiredCapabilities: ['thermal'] });
    const blocked = await makeJob(group, { missionId, priority: 10 });
    const behind = await makeJob(group);
    expect((await assigned(behind)).assignedDeviceId).toBe(free);
    const lacking = { code: 'MISSING_CAPABILITY', message: 'The device lacks thermal', deviceId: free };
    const offline = { code: 'DEVICE_OFFLINE', message: 'The device is offline', deviceId: able };
    const { reasons: given } = await jobWhen(blocked, (job) => job.reasons.length > 1);
    expect(given).toEqual(expect.arrayContaining([offline, lacking]));
  });

  it('tells why each device is refused, and goes on as soon as that is over', async () => {
    const group = await makeGroup();
    const device = await makeDevice(group, { enabled: false });
    const job = await makeJob(group, { deviceId: device });
    await reasons(job, 'DEVICE_OFFLINE', 'DEVICE_DISABLED');
    await putOnline(server, device, { droneState: 'MANUAL', battery: 19 });
    await api.patch(`/v3/devices/${device}`, { enabled: true });
    const { reasons: given } = await reasons(job, 'DEVICE_NOT_READY', 'BATTERY_LOW');
    expect(given[1].message).toBe('The battery has 19 %: the flight needs 0 % and 20 % must be left');
    await putOnline(server, device, { battery: 19 });
    await touch(group);
    await reasons(job, 'BATTERY_LOW');
    await server.query('UPDATE drone.device_groups SET locked = true WHERE id = $1', [group]);
    await api.patch(`/v3/device-groups/${group}`, { policy: { reserveBatteryPercent: 10 } });
    await reasons(job, 'GROUP_LOCKED');
    await server.query('UPDATE drone.device_groups SET locked = false WHERE id = $1', [group]);
    await server.query('UPDATE drone.devices SET held_lease = 1 WHERE id = $1', [device]);
    await touch(group);
    await reasons(job, 'DEVICE_BUSY');
    await server.query('UPDATE drone.devices SET held_lease = NULL WHERE id = $1', [device]);
    await touch(group);
    expect((await assigned(job)).reasons).toEqual([]);
  });

  it('looks again by itself where a battery was low', async () => {
    const group = await makeGroup();
    const device = await makeDevice(group);
    await putOnline(server, device, { battery: 15 });
    const job = await makeJob(group);
    await reasons(job, 'BATTERY_LOW');
    await putOnline(server, device);
    await assigned(job);
  });

  it('keeps a device off a job that it has refused, not others', async () => {
    const group = await makeGroup();
    const [refuser, other] = [await makeDevice(group), await makeDevice(group)];
    const job = await makeJob(group);
    await reasons(job, 'DEVICE_OFFLINE', 'DEVICE_OFFLINE');
    await server.query(
      `INSERT INTO drone.hold_backs (tenant_id, job_id, device_id, code, message, until)
        SELECT tenant_id, id, $2, 'REJECTED', 'Wind', now() + interval '1 hour' FROM drone.jobs WHERE id = $1`,
      [job, refuser],
    );
    await putOnline(server, refuser);
    await touch(group);
    expect((await reasons(job, 'REJECTED', 'DEVICE_OFFLINE')).reasons[0]).toEqual({
      code: 'REJECTED',
      message: 'Wind',
      deviceId: refuser,
    });
    await putOnline(server, other);
    await touch(group);
    expect((await assigned(job)).assignedDeviceId).toBe(other);
  });

  describe('a job that can never be flown', () => {
    const failed = (id: string) => jobWhen(id, ({ status }) => status === 'FAILED');

    it('fails before it is queued, with what stands against each device', async () => {
      const group = await makeGroup();
      const device = await makeDevice(group);
      const job = await failed(await makeJob(group, { missionId: await makeMission({ requiredCapabilities: ['x'] }) }));
      const message = 'The device lacks x';
      expect(job.failure).toEqual({ code: 'PREFLIGHT_FAILED', message: `No device can ever fly it: ${message}` });
      expect(job.reasons).toEqual([{ code: 'MISSING_CAPABILITY', message, deviceId: device }]);
      const types = await server.query('SELECT type FROM platform.events WHERE subject = $1 ORDER BY position', [
        job.jobId,
      ]);
      expect(types.map(({ type }) => (type as string).slice('quintet.drone.job.'.length))).toEqual([
        'created',
        'failed',
      ]);
    });

    it('fails for its length, by the reserve of the group', async () => {
      const group = await makeGroup();
      await makeDevice(group, { maxFlightSeconds: 100 });
      const missionId = await makeMission({ waypoints: [{ ...HERE, hoverSeconds: 60 }] });
      const job = await failed(await makeJob(group, { missionId }));
      expect(job.reasons[0].code).toBe('BATTERY_LOW');
      await api.patch(`/v3/device-groups/${group}`, { policy: { reserveBatteryPercent: 10 } });
      await reasons(await makeJob(group, { missionId }), 'DEVICE_OFFLINE');
    });

    it('fails in the queue when the last able device is changed, and when its own is deleted', async () => {
      const group = await makeGroup();
      const device = await makeDevice(group, { capabilities: ['x'] });
      const other = await makeDevice(group);
      const job = await makeJob(group, { missionId: await makeMission({ requiredCapabilities: ['x'] }) });
      const own = await makeJob(group, { deviceId: other });
      await jobWhen(own, ({ status }) => status === 'QUEUED');
      await reasons(job, 'DEVICE_OFFLINE', 'DEVICE_OFFLINE', 'MISSING_CAPABILITY');
      await api.patch(`/v3/devices/${device}`, { capabilities: [] });
      expect((await failed(job)).failure!.code).toBe('PREFLIGHT_FAILED');
      await api.delete(`/v3/devices/${other}`);
      expect((await failed(own)).failure!.code).toBe('DEVICE_GONE');
    });

    it('waits in a group without devices, and where all are disabled', async () => {
      const group = await makeGroup();
      const missionId = await makeMission({ requiredCapabilities: ['x'] });
      await reasons(await makeJob(group, { missionId }));
      await makeDevice(group, { enabled: false });
      await reasons(await makeJob(group, { missionId }), 'DEVICE_OFFLINE', 'DEVICE_DISABLED', 'MISSING_CAPABILITY');
    });
  });

  it('shares out 60 jobs among 20 devices in one go, each at most one', async () => {
    const group = await makeGroup();
    const jobs = await Promise.all(Array.from({ length: 60 }, () => makeJob(group)));
    await Promise.all(jobs.map((job) => jobWhen(job, ({ status }) => status === 'QUEUED')));
    await server.query(
      `INSERT INTO drone.devices (tenant_id, id, group_id, name, capabilities, max_flight_seconds, enabled, online,
          last_seen_at, last_state)
        SELECT tenant_id, $2 || n, id, 'D', '{}', 1500, true, true, now() + interval '1 hour',
          '{"battery":90,"droneState":"DOCKED","navigation":{"position":{"coordinates":[1,2,3]}}}'
        FROM drone.device_groups, generate_series(1, 20) n WHERE id = $1`,
      [group, `drone-${randomUUID()}-`],
    );
    await touch(group);
    const count = async () =>
      server.query('SELECT lease_device_id FROM drone.jobs WHERE group_id = $1 AND lease_device_id IS NOT NULL', [
        group,
      ]);
    await waitFor(async () => (await count()).length === 20);
    expect(new Set((await count()).map(({ lease_device_id: id }) => id as string)).size).toBe(20);
  });

  it('shows the jobs and devices there are, and how long assignments took', async () => {
    const { text } = await server.client().get('/metrics');
    expect(text).toMatch(/^quintet_drone_devices\{status="online"\} \d+$/m);
    expect(text).toMatch(/^quintet_drone_jobs\{status="QUEUED"\} [1-9]\d*$/m);
    expect(text).toMatch(/^quintet_drone_dispatch_seconds_count [1-9]\d*$/m);
  });
});
