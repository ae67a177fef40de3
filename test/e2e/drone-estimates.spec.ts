import type { Client } from '../support/client';
import { endFlight, putOnline } from '../support/drone-rows';

import type { Server } from '../support/server';
import { sharedServer } from '../support/shared-server';
import { waitFor } from '../support/wait-for';

const DEGREE = 111_195.08;
/** Metres east and north of nowhere in particular. */
const at = (east: number, north: number, alt = 60) => ({ lat: north / DEGREE, lon: east / DEGREE, alt });
const EAST = [at(0, 0), at(1000, 0)];
const SOON = '2999-01-01T00:00:00Z';

describe('drone: estimates and conflicts', () => {
  let server: Server;
  let api: Client;

  beforeAll(async () => {
    server = await sharedServer();
  });

  beforeEach(async () => {
    api = server.client((await server.tenant()).key);
  });

  afterAll(() => server?.stop());

  const makeGroup = async (policy = {}): Promise<string> =>
    (await api.post('/v3/device-groups', { name: 'G', policy })).body.deviceGroup.deviceGroupId as string;
  const makeDevice = async (deviceGroupId: string, fields = {}): Promise<string> =>
    (await api.post('/v3/devices', { name: 'D', deviceGroupId, ...fields })).body.device.deviceId as string;
  const makeMission = async (fields = {}): Promise<string> =>
    (await api.post('/v3/missions', { name: 'M', waypoints: EAST, ...fields })).body.mission.missionId as string;
  const makeJob = async (deviceGroupId: string, fields = {}): Promise<string> =>
    (await api.post('/v3/jobs/create', { name: 'J', deviceGroupId, ...fields })).body.job.jobId as string;
  const jobOf = async (id: string) => (await api.get(`/v3/jobs/${id}`)).body.job;

  describe('an estimate', () => {
    const estimate = (mission: string, body?: object) => api.post(`/v3/missions/${mission}/estimate`, body);

    it('counts the legs of the mission, 1500 s and no reserve where nobody is named', async () => {
      const answer = await estimate(await makeMission());
      expect(answer.status).toBe(200);
      expect(answer.body).toEqual({
        success: true,
        estimate: {
          distanceMeters: expect.closeTo(1000, 2),
          durationSeconds: expect.closeTo(130, 3),
          batteryPercent: expect.closeTo((100 * 130) / 1500, 3),
          requiredBatteryPercent: expect.closeTo((100 * 130) / 1500, 3),
          feasible: true,
          violations: [],
        },
      });
    });

    it('adds the way from the device and home, its endurance, and the reserve of its group', async () => {
      const group = await makeGroup({ reserveBatteryPercent: 30 });
      const deviceId = await makeDevice(group, { maxFlightSeconds: 1000 });
      await putOnline(server, deviceId, { at: [0, 0, 500], battery: 55 });
      const { estimate: found } = (await estimate(await makeMission({ speed: 20 }), { deviceId })).body;
      const meters = 60 + 1000 + Math.hypot(1000, 60);
      expect(found).toMatchObject({
        distanceMeters: expect.closeTo(meters, 1),
        durationSeconds: expect.closeTo(meters / 20 + 30, 2),
        batteryPercent: expect.closeTo((meters / 20 + 30) / 10, 2),
        requiredBatteryPercent: expect.closeTo((meters / 20 + 30) / 10 + 30, 2),
        feasible: true,
      });
      const named = { deviceId, deviceGroupId: group, version: 1 };
      expect((await estimate(await makeMission({ speed: 20 }), named)).body.estimate).toEqual(found);
    });

    it('tells what stands against it, leg by leg', async () => {
      const group = await makeGroup();
      const deviceId = await makeDevice(group);
      await putOnline(server, deviceId, { at: [-0.001, 0, 0], battery: 25 });
      await api.put(`/v3/device-groups/${group}/geofence`, {
        exclusions: [{ name: 'Dock', center: [-0.0005, 0], radiusMeters: 5 }],
        ceilingMeters: 100,
      });
      const fields = { waypoints: [...EAST, at(1000, 100, 101)], requiredCapabilities: ['x'] };
      const { estimate: found } = (await estimate(await makeMission(fields), { deviceId })).body;
      expect(found.feasible).toBe(false);
      expect(found.violations.map(({ code, segment }: { code: string; segment: number }) => [code, segment])).toEqual([
        ['IN_EXCLUSION', 0],
        ['ABOVE_CEILING', 2],
        ['IN_EXCLUSION', 3],
        ['ABOVE_CEILING', 3],
        ['MISSING_CAPABILITY', null],
        ['BATTERY_LOW', null],
      ]);
      const own = (await estimate(await makeMission(fields), { deviceGroupId: group })).body.estimate;
      expect(own.violations).toEqual([
        { code: 'ABOVE_CEILING', segment: 2, message: 'Leg 2 is above the ceiling of 100 m' },
      ]);
      expect(own.requiredBatteryPercent).toBeCloseTo(own.batteryPercent + 20, 6);
    });

    it('is of the version that is named', async () => {
      const mission = await makeMission();
      await api.put(`/v3/missions/${mission}`, { name: 'M', waypoints: [at(0, 0)] });
      expect((await estimate(mission)).body.estimate.distanceMeters).toBe(0);
      expect((await estimate(mission, { version: 1 })).body.estimate.distanceMeters).toBeCloseTo(1000, 2);
    });

    it('is refused where something is wrong', async () => {
      const [mission, group] = [await makeMission(), await makeGroup()];
      const elsewhere = await makeDevice(await makeGroup());
      const other = server.client((await server.tenant()).key);
      const foreign = await other.post(`/v3/missions/${mission}/estimate`);
      const answers = [
        foreign,
        await estimate('nope'),
        await estimate(mission, { version: 2 }),
        await estimate(mission, { deviceGroupId: 'nope' }),
        await estimate(mission, { deviceId: 'nope' }),
        await estimate(mission, { deviceId: elsewhere, deviceGroupId: group }),
        await estimate(mission, { version: 0 }),
        await estimate(mission, { deviceId: 5 }),
      ];
      expect(answers.map(({ status, body }) => [status, body.message])).toEqual([
        [404, 'Mission not found'],
        [404, 'Mission not found'],
        [404, 'Mission not found'],
        [404, 'Device group not found'],
        [404, 'Device not found'],
        [400, 'deviceId is not in the device group'],
        [400, 'version must be an integer between 1 and 2147483647'],
        [400, 'deviceId must be a string'],
      ]);
    });
  });

  describe('conflicts', () => {
    const conflicts = async (id: string) => (await api.get(`/v3/jobs/${id}/conflicts`)).body;

    it('are flights that come too near at the same time', async () => {
      const group = await makeGroup();
      const back = await makeMission({ waypoints: [at(1000, 10, 65), at(0, 10, 65)] });
      const above = await makeMission({ waypoints: [at(1000, 0, 81), at(0, 0, 81)] });
      const scheduledAt = SOON;
      const job = await makeJob(group, { missionId: await makeMission(), scheduledAt });
      const met = await makeJob(group, { missionId: back, scheduledAt });
      await makeJob(group, { missionId: above, scheduledAt });
      await makeJob(group, { missionId: back, scheduledAt: '2999-01-01T01:00:00Z' });
      await makeJob(group, { missionId: back });
      expect(await conflicts(job)).toEqual({
        success: true,
        conflicts: [
          {
            jobId: met,
            from: '2999-01-01T00:01:17Z',
            to: '2999-01-01T00:01:22Z',
            horizontalMeters: expect.closeTo(10, 1),
            verticalMeters: expect.closeTo(5, 6),
          },
        ],
        count: 1,
      });
      expect((await conflicts(met)).conflicts[0].jobId).toBe(job);
      await api.post(`/v3/jobs/${met}/cancel`);
      expect((await conflicts(job)).count).toBe(0);
      expect((await conflicts(met)).count).toBe(0);
    });

    it('are none without a mission, and of the tenant alone', async () => {
      const scheduledAt = SOON;
      const group = await makeGroup();
      const job = await makeJob(group, { missionId: await makeMission(), scheduledAt });
      expect(await conflicts(await makeJob(group, { scheduledAt }))).toMatchObject({ conflicts: [], count: 0 });
      expect(await conflicts('nope')).toMatchObject({ error: 'Job not found', code: 404 });
      api = server.client((await server.tenant()).key);
      expect(await conflicts(job)).toMatchObject({ error: 'Job not found', code: 404 });
      const own = await makeJob(await makeGroup(), { missionId: await makeMission(), scheduledAt });
      expect((await conflicts(own)).count).toBe(0);
    });

    it('hold a job back where the group wants it, until the other flight is over', async () => {
      const group = await makeGroup({ onConflict: 'HOLD' });
      const [one, other] = [await makeDevice(group), await makeDevice(group)];
      for (const device of [one, other]) await putOnline(server, device, { at: [0, 0, 0] });
      const missionId = await makeMission();
      const first = await makeJob(group, { missionId });
      await waitFor(async () => (await jobOf(first)).lease !== null);
      const second = await makeJob(group, { missionId });
      await waitFor(async () =>
        (await jobOf(second)).reasons.some(({ code }: { code: string }) => code === 'CONFLICT'),
      );
      const apart = await makeJob(group, { missionId: await makeMission({ waypoints: [at(0, 500), at(1000, 500)] }) });
      await endFlight(server, first);
      await waitFor(async () => (await jobOf(second)).lease !== null);
      expect((await jobOf(apart)).status).toBe('QUEUED');
    });

    it('only warn otherwise', async () => {
      const group = await makeGroup();
      for (const device of [await makeDevice(group), await makeDevice(group)]) {
        await putOnline(server, device, { at: [0, 0, 0] });
      }
      const missionId = await makeMission();
      const jobs = [await makeJob(group, { missionId }), await makeJob(group, { missionId })];
      for (const job of jobs) await waitFor(async () => (await jobOf(job)).lease !== null);
      expect((await conflicts(jobs[0])).conflicts[0].jobId).toBe(jobs[1]);
    });
  });
});
