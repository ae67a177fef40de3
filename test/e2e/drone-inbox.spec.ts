import { randomUUID } from 'node:crypto';
import { WRITE_TELEMETRY } from '../../src/domains/drone-jobs/telemetry/telemetry.statements';
import type { Client } from '../support/client';
import { Drone, makeGroup as makeGroupOf, makeJob } from '../support/drones';
import { MqttClient } from '../support/mqtt';
import { startServer } from '../support/server';
import type { Server } from '../support/server';
import { waitFor } from '../support/wait-for';

const TELEMETRY = {
  battery: 81,
  droneState: 'DOCKED',
  dockState: 'CLOSED',
  navigation: { position: { type: 'Point', coordinates: [-122.4194, 37.7749, 85.5] }, orientation: { heading: 270.5 } },
};

interface HttpDrone {
  id: string;
  groupId: string;
  credential: string;
  api: Client;
}

describe('drone: devices and what they send', () => {
  let server: Server;
  let api: Client;
  let tenantId: string;
  let key: { id: string; key: string };
  /** A device that never says anything that is taken. */
  let mute: HttpDrone;

  beforeAll(async () => {
    server = await startServer();
    key = await server.tenant();
    api = server.client(key.key);
    const groupId = await makeGroup();
    const rows = await server.query<{ tenant_id: string }>('SELECT tenant_id FROM drone.device_groups WHERE id = $1', [
      groupId,
    ]);
    tenantId = rows[0].tenant_id;
    mute = await enrol();
  });

  afterAll(() => server?.stop());

  const makeGroup = () => makeGroupOf(api);

  async function enrol(groupId?: string): Promise<HttpDrone> {
    const deviceGroupId = groupId ?? (await makeGroup());
    const made = await api.post('/v3/devices', { name: 'D', deviceGroupId });
    const { token } = made.body.enrolment as { token: string };
    const { body, status } = await server.stranger().post('/v3/devices/enrol', { token });
    expect(status).toBe(201);
    const credential = body.credential as string;
    return { id: body.deviceId as string, groupId: deviceGroupId, credential, api: server.client(credential) };
  }

  const show = async ({ id }: { id: string }) => (await api.get(`/v3/devices/${id}`)).body.device;
  const tell = (drone: HttpDrone, fields = {}) => drone.api.post('/v3/device/telemetry', { ...TELEMETRY, ...fields });
  /** What another process has heard `age` milliseconds ago and writes only now. */
  const heardElsewhere = ({ id }: { id: string }, age: number) => {
    const row = { device_id: id, tenant_id: tenantId, age, lease: null, job_id: null, state: TELEMETRY };
    return server.query(WRITE_TELEMETRY.text, [JSON.stringify([row])]);
  };
  const report = async (drone: HttpDrone, event: object) =>
    (await drone.api.post('/v3/device/events', { id: randomUUID(), ...event })).body.results[0].outcome as string;
  const statusOf = async (jobId: string) => (await api.get(`/v3/jobs/${jobId}`)).body.job;
  const eventsOf = async (id: string) =>
    (
      await server.query<{ type: string }>('SELECT type FROM platform.events WHERE subject = $1 ORDER BY position', [
        id,
      ])
    ).map(({ type }) => type.replace('quintet.drone.', ''));

  /** A job of the device's group, queued, and given to it as the dispatcher would. */
  async function assign(drone: HttpDrone): Promise<{ jobId: string; lease: number }> {
    const created = await api.post('/v3/jobs/create', {
      name: 'J',
      deviceGroupId: drone.groupId,
      scheduledAt: '2100-01-01T00:00:00Z',
    });
    const jobId = created.body.job.jobId as string;
    const [{ lease }] = await server.query<{ lease: number }>(
      `UPDATE drone.jobs SET status = 'QUEUED', queued_at = now(), lease = nextval('drone.lease_seq'), lease_device_id = $2,
        lease_phase = 'ASSIGNED', assigned_device_id = $2, deadline_at = now() + interval '1 hour'
       WHERE id = $1 RETURNING lease::float8`,
      [jobId, drone.id],
    );
    return { jobId, lease };
  }

  describe('enrolment', () => {
    it('gives a credential once, with all that the device needs to connect', async () => {
      const groupId = await makeGroup();
      const made = await api.post('/v3/devices', { name: 'D', deviceGroupId: groupId });
      const deviceId = made.body.device.deviceId as string;
      const enrolled = await server.stranger().post('/v3/devices/enrol', made.body.enrolment);
      expect([enrolled.status, enrolled.headers.get('cache-control')]).toEqual([201, 'no-store']);
      expect(enrolled.body).toEqual({
        success: true,
        deviceId,
        deviceGroupId: groupId,
        credential: expect.stringMatching(/^dk_[\w-]{43}$/),
        mqtt: {
          host: '127.0.0.1',
          port: expect.any(Number),
          tls: false,
          clientId: deviceId,
          username: deviceId,
          commandsTopic: `quintet/devices/${deviceId}/commands`,
          eventsTopic: `quintet/devices/${deviceId}/events`,
          telemetryTopic: `quintet/devices/${deviceId}/telemetry`,
        },
      });
      const again = await server.stranger().post('/v3/devices/enrol', made.body.enrolment);
      expect([again.status, again.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
      expect(again.body).toMatchObject({
        error: 'INVALID_TOKEN',
        message: 'Enrolment token is invalid, used or expired',
        details: { code: 'INVALID_TOKEN' },
      });
      expect(await eventsOf(deviceId)).toEqual(['device.created', 'device.enrolled']);
      const stored = await server.query('SELECT * FROM drone.devices WHERE id = $1', [deviceId]);
      expect(JSON.stringify(stored)).not.toContain(enrolled.body.credential);
    });

    it('is won by one of many at once', async () => {
      const made = await api.post('/v3/devices', { name: 'D', deviceGroupId: await makeGroup() });
      const crowd = Array.from({ length: 8 }, () => server.stranger().post('/v3/devices/enrol', made.body.enrolment));
      const statuses = (await Promise.all(crowd)).map(({ status }) => status).sort();
      expect(statuses).toEqual([201, ...Array.from({ length: 7 }, () => 401)]);
    });

    it.each([
      [{}, 400, 'token is required'],
      [{ token: 5 }, 400, 'token must be a string'],
      [{ token: '' }, 400, 'token must not be empty'],
      [{ token: 'et_nope' }, 401, 'Enrolment token is invalid, used or expired'],
    ])('refuses %j', async (body, status, message) => {
      const refused = await server.stranger().post('/v3/devices/enrol', body);
      expect([refused.status, refused.body.message]).toEqual([status, message]);
    });

    it('refuses an expired token, and voids the former credential when it is used', async () => {
      const drone = await enrol();
      const old = await api.post(`/v3/devices/${drone.id}/enrolment-token`);
      await server.query(
        `UPDATE drone.enrolment_tokens SET expires_at = now() WHERE device_id = $1 AND used_at IS NULL`,
        [drone.id],
      );
      expect((await server.stranger().post('/v3/devices/enrol', old.body.enrolment)).status).toBe(401);
      expect((await tell(drone)).status).toBe(204);
      const renewed = await api.post(`/v3/devices/${drone.id}/enrolment-token`);
      expect((await server.stranger().post('/v3/devices/enrol', renewed.body.enrolment)).status).toBe(201);
      expect((await tell(drone)).status).toBe(401);
      expect((await show(drone)).status).toBe('offline');
    });
  });

  describe('telemetry', () => {
    it('shows in the device at once, which goes online', async () => {
      const drone = await enrol();
      expect((await show(drone)).status).toBe('offline');
      expect((await tell(drone)).status).toBe(204);
      expect(await show(drone)).toMatchObject({
        status: 'online',
        battery: 81,
        droneState: 'DOCKED',
        dockState: 'CLOSED',
        position: { type: 'Point', coordinates: [-122.4194, 37.7749, 85.5] },
        lastSeenAt: expect.any(String),
        lastRejectedMessage: null,
      });
      await tell(drone, { battery: 80 });
      expect(await show(drone)).toMatchObject({ status: 'online', battery: 80 });
      expect((await eventsOf(drone.id)).filter((type) => type === 'device.online')).toHaveLength(1);
    });

    it.each([
      [{ battery: undefined }, 'battery is required'],
      [{ battery: 100.5 }, 'battery must be a number between 0 and 100'],
      [{ battery: '81' }, 'battery must be a number between 0 and 100'],
      [
        { droneState: 'FLYING' },
        'droneState must be one of MANUAL, GPS_NORMAL, WAYPOINT, HOVER, ORBIT, LANDED, DOCKED, RETURNING',
      ],
      [{ navigation: {} }, 'navigation.position is required'],
      [
        { navigation: { position: { type: 'Point', coordinates: [181, 0, 0] } } },
        'navigation.position.coordinates[0] must be a number between -180 and 180',
      ],
      [
        { navigation: { position: { type: 'Point', coordinates: [0, 0] } } },
        'navigation.position.coordinates must be a longitude, a latitude and an altitude',
      ],
      [{ sensorPayload: { a: '\u0000' } }, 'sensorPayload contains invalid characters'],
      [{ lease: 1.5 }, 'lease must be an integer between 1 and 9007199254740991'],
    ])('is dropped for %j, which the device shows', async (fields, message) => {
      const refused = await tell(mute, fields);
      expect([refused.status, refused.body.message]).toEqual([400, message]);
      expect(await show(mute)).toMatchObject({
        status: 'offline',
        lastRejectedMessage: { at: expect.stringMatching(/^\d{4}-.*T.*\.\d{3}Z$/), reason: message },
      });
    });

    it('takes the odd too', async () => {
      const drone = await enrol();
      const odd = { at: null, weather: { rain: true, windSpeed: 3 }, sensorPayload: { smile: '😀' }, extra: 1 };
      expect((await tell(drone, odd)).status).toBe(204);
      const [{ last_state }] = await server.query<{ last_state: object }>(
        'SELECT last_state FROM drone.devices WHERE id = $1',
        [drone.id],
      );
      expect(last_state).toEqual({ ...TELEMETRY, weather: odd.weather, sensorPayload: odd.sensorPayload });
    });
  });

  describe('events', () => {
    it('take a flight to its end, once each', async () => {
      const drone = await enrol();
      await tell(drone);
      const flight = await assign(drone);
      const accepted = { id: 'e-1', type: 'accepted', ...flight };
      expect(await report(drone, accepted)).toBe('applied');
      expect(await report(drone, accepted)).toBe('duplicate');
      expect(await report(drone, { type: 'started', ...flight })).toBe('applied');
      expect((await statusOf(flight.jobId)).status).toBe('IN_PROGRESS');
      await tell(drone, { ...flight, droneState: 'WAYPOINT', battery: 70 });
      await report(drone, { type: 'progress', ...flight, percent: 50, phase: 'MISSION' });
      expect((await statusOf(flight.jobId)).progress).toMatchObject({ percent: 50, phase: 'MISSION' });
      await Promise.all([tell(drone, { ...flight, battery: 60 }), report(drone, { type: 'completed', ...flight })]);
      expect((await statusOf(flight.jobId)).status).toBe('COMPLETED');
      expect(await report(drone, { type: 'completed', ...flight })).toBe('stale');
    });

    it('are many at once, in their order', async () => {
      const drone = await enrol();
      await tell(drone);
      const flight = await assign(drone);
      const types = ['accepted', 'started', 'completed', 'progress'];
      const events = types.map((type, index) => ({ id: `m-${index}`, type, ...flight }));
      const answer = await drone.api.post('/v3/device/events', [
        ...events,
        { id: 'm-0', type: 'accepted', ...flight },
        5,
      ]);
      expect([answer.status, answer.body]).toEqual([
        200,
        {
          success: true,
          results: [
            { id: 'm-0', outcome: 'applied' },
            { id: 'm-1', outcome: 'applied' },
            { id: 'm-2', outcome: 'applied' },
            { id: 'm-3', outcome: 'stale' },
            { id: 'm-0', outcome: 'duplicate' },
            { id: null, outcome: 'invalid' },
          ],
        },
      ]);
    });

    it.each([
      [{ id: undefined, type: 'offline' }, 'id is required'],
      [{ type: 'landed' }, 'type must be one of accepted, rejected, started, progress, completed, failed, offline'],
      [{ type: 'accepted' }, 'jobId is required'],
      [{ type: 'accepted', jobId: 'job-1' }, 'lease is required'],
      [{ type: 'progress', jobId: 'job-1', lease: 1, percent: 101 }, 'percent must be a number between 0 and 100'],
      [{ type: 'accepted', commandId: 'a\u0000' }, 'commandId contains invalid characters'],
    ])('are dropped for %j', async (event, reason) => {
      expect(await report(mute, event)).toBe('invalid');
      expect((await show(mute)).lastRejectedMessage.reason).toBe(reason);
    });

    it('say nothing of the jobs of others', async () => {
      const drone = await enrol();
      const other = await enrol();
      await tell(drone);
      const flight = await assign(drone);
      expect(await report(other, { type: 'accepted', ...flight })).toBe('stale');
      expect(await statusOf(flight.jobId)).toMatchObject({ status: 'QUEUED', assignedDeviceId: drone.id });
      const told = await other.api.get('/v3/device/commands');
      expect(told.body.commands).toMatchObject([{ type: 'cancel', reason: 'STALE_LEASE', ...flight }]);
      expect((await drone.api.get('/v3/device/commands')).body.commands).toEqual([]);
    });

    it.each<[string, unknown]>([
      ['an empty list', []],
      ['a text', 'x'],
      ['null', null],
      ['nothing', undefined],
      ['more than 100', Array.from({ length: 101 }, () => ({}))],
    ])('are not %s', async (_name, body) => {
      expect((await mute.api.post('/v3/device/events', body)).status).toBe(400);
    });
  });

  describe('offline', () => {
    it('goes who says so, at once', async () => {
      const drone = await enrol();
      await tell(drone);
      const flight = await assign(drone);
      expect(await report(drone, { id: 'bye', type: 'offline' })).toBe('applied');
      expect((await show(drone)).status).toBe('offline');
      expect(await statusOf(flight.jobId)).toMatchObject({ status: 'QUEUED', lease: null, attempts: 0 });
      await tell(drone);
      expect(await report(drone, { id: 'bye', type: 'offline' })).toBe('duplicate');
      expect((await show(drone)).status).toBe('online');
      expect((await eventsOf(drone.id)).slice(2)).toEqual(['device.online', 'device.offline', 'device.online']);
    });

    it('stays who said so, whatever another process has heard before', async () => {
      const drone = await enrol();
      await tell(drone);
      await report(drone, { id: 'bye', type: 'offline' });
      await heardElsewhere(drone, 1000);
      expect((await show(drone)).status).toBe('offline');
      await heardElsewhere(drone, 0);
      expect((await show(drone)).status).toBe('online');
    });

    it('goes who is silent for 5 s, and his flight is without a link until he is heard', async () => {
      const drone = await enrol();
      await tell(drone);
      const flight = await assign(drone);
      await report(drone, { type: 'started', ...flight });
      await tell(drone, flight);
      await waitFor(async () => (await show(drone)).status === 'offline', { what: 'silence to be noticed' });
      expect(await statusOf(flight.jobId)).toMatchObject({ status: 'IN_PROGRESS', linkLost: true });
      await tell(drone, flight);
      expect(await statusOf(flight.jobId)).toMatchObject({ status: 'IN_PROGRESS', linkLost: false });
      await report(drone, { type: 'completed', ...flight });
      const [{ age }] = await server.query<{ age: number }>(
        `SELECT extract(epoch FROM (SELECT at FROM drone.job_history WHERE job_id = $1 AND type = 'link_lost')
          - (SELECT max(time) FROM drone.telemetry WHERE device_id = $2 AND time <
              (SELECT at FROM drone.job_history WHERE job_id = $1 AND type = 'link_lost')))::float8 AS age`,
        [flight.jobId, drone.id],
      );
      expect(age).toBeGreaterThan(4.9);
    });

    it('loses the flight whose lease the telemetry does not know any more, after 10 s', async () => {
      const drone = await enrol();
      await tell(drone);
      const flight = await assign(drone);
      await report(drone, { type: 'started', ...flight });
      await tell(drone);
      expect((await statusOf(flight.jobId)).status).toBe('IN_PROGRESS');
      await server.query(`UPDATE drone.devices SET strayed_at = strayed_at - interval '10 seconds' WHERE id = $1`, [
        drone.id,
      ]);
      await tell(drone);
      expect(await statusOf(flight.jobId)).toMatchObject({ status: 'FAILED', failure: { code: 'DEVICE_RESET' } });
    });
  });

  describe('a lease that is taken back', () => {
    it('is let go with telemetry without it, and the device gets its next job', async () => {
      const drone = await enrol();
      await tell(drone);
      await server.query('UPDATE drone.devices SET held_lease = 77 WHERE id = $1', [drone.id]);
      const jobId = await makeJob(api, drone.groupId);
      await waitFor(async () => (await statusOf(jobId)).reasons.length > 0, { what: 'the job to be looked at' });
      await tell(drone, { lease: 77 });
      expect(await statusOf(jobId)).toMatchObject({ status: 'QUEUED', lease: null });
      await tell(drone);
      await waitFor(async () => (await statusOf(jobId)).assignedDeviceId === drone.id, { what: 'the assignment' });
    });
  });

  describe('a lease that is taken back from a flight', () => {
    it('is not let go with what was heard before', async () => {
      const drone = await enrol();
      await tell(drone);
      const { jobId, lease } = await assign(drone);
      await api.post(`/v3/jobs/${jobId}/cancel`);
      const held = () => server.query('SELECT held_lease::int FROM drone.devices WHERE id = $1', [drone.id]);
      await heardElsewhere(drone, 1000);
      expect(await held()).toEqual([{ held_lease: lease }]);
      await heardElsewhere(drone, 0);
      expect(await held()).toEqual([{ held_lease: null }]);
    });
  });

  describe('over MQTT', () => {
    const drones: Drone[] = [];
    const connected = async (groupId: string) => {
      const drone = await Drone.enrolled(server, api, groupId);
      drones.push(drone);
      return drone.online(api);
    };

    afterAll(() => Promise.all(drones.map((drone) => drone.stop())));

    it('one flight goes from enrolment to its end, and each step shows after its PUBACK', async () => {
      const groupId = await makeGroup();
      const drone = await connected(groupId);
      const watcher = await MqttClient.connect({
        port: server.mqttPort,
        clientId: 'watcher',
        username: key.id,
        password: key.key,
      });
      const scheduledAt = new Date(Date.now() + 2000).toISOString();
      const jobId = await makeJob(api, groupId, { scheduledAt });
      expect(await watcher.subscribe(`${jobId}/JOB/STATUS`)).toEqual([1]);
      const { lease } = await drone.accept(jobId);
      expect(await statusOf(jobId)).toMatchObject({ status: 'QUEUED', lease, assignedDeviceId: drone.id });
      drone.state.droneState = 'WAYPOINT';
      await drone.report('started');
      expect(await statusOf(jobId)).toMatchObject({ status: 'IN_PROGRESS', progress: { percent: 0 } });
      await drone.report('progress', { percent: 50, phase: 'MISSION', waypointIndex: 1, etaSeconds: 5 });
      expect((await statusOf(jobId)).progress).toEqual({
        percent: 50,
        phase: 'MISSION',
        waypointIndex: 1,
        etaSeconds: 5,
      });
      drone.tell({ battery: 70 });
      await drone.land();
      expect(await statusOf(jobId)).toMatchObject({ status: 'COMPLETED', progress: { percent: 100 }, lease });
      await watcher.message(`${jobId}/JOB/STATUS`, ({ jobState }) => jobState === 'COMPLETED');
      const states = watcher.json(`${jobId}/JOB/STATUS`).map(({ jobState }) => jobState as string);
      expect(states.filter((state, index) => state !== states[index - 1])).toEqual([
        'PENDING',
        'QUEUED',
        'INPROGRESS',
        'COMPLETED',
      ]);
      await watcher.disconnect();
      const { body } = await api.get(`/v3/jobs/${jobId}/history`);
      expect(body.history.map(({ type }: { type: string }) => type)).toEqual([
        'created',
        'queued',
        'assigned',
        'accepted',
        'started',
        'completed',
      ]);
    });

    it('a device goes offline at once by its will, by DISCONNECT and with its socket, not by a takeover', async () => {
      const groupId = await makeGroup();
      const drone = await connected(groupId);
      const offlines = async () => (await eventsOf(drone.id)).filter((type) => type === 'device.offline').length;
      const goesOffline = (what: string) =>
        waitFor(async () => (await show({ id: drone.id })).status === 'offline', { what, timeout: 3000 });
      await drone.loseLink();
      await goesOffline('the closed socket');
      await drone.online(api);
      drone.silence();
      await drone.mqtt.disconnect();
      await goesOffline('DISCONNECT');
      const will = { topic: drone.topics.eventsTopic, payload: JSON.stringify({ id: randomUUID(), type: 'offline' }) };
      await drone.online(api, { will });
      await drone.loseLink();
      await goesOffline('the will');
      expect(await offlines()).toBe(3);
      await drone.online(api, { will: { ...will, payload: JSON.stringify({ id: randomUUID(), type: 'offline' }) } });
      const jobId = await makeJob(api, groupId);
      await drone.accept(jobId);
      const former = drone.mqtt;
      await drone.connect();
      await former.closed;
      drone.talk();
      await drone.report('started');
      await drone.land();
      expect(await statusOf(jobId)).toMatchObject({ status: 'COMPLETED', attempts: 0 });
      expect(await offlines()).toBe(3);
    });

    it('a message that is not one is dropped, and the connection stays', async () => {
      const drone = await connected(await makeGroup());
      const { eventsTopic, telemetryTopic } = drone.topics;
      const reason = async () => (await show(drone)).lastRejectedMessage?.reason as string;
      for (const [payload, refusal] of [
        ['{', 'message is not valid JSON'],
        ['[]', 'message must be a JSON object'],
        ['{"type":"accepted"}', 'id is required'],
      ]) {
        await drone.mqtt.publish(eventsTopic, payload);
        expect(await reason()).toBe(refusal);
      }
      drone.mqtt.post(telemetryTopic, { battery: 5 });
      await waitFor(async () => (await reason()) === 'droneState is required', { what: 'the refusal' });
      await drone.report('offline');
    });

    it('a new credential ends the connection', async () => {
      const drone = await connected(await makeGroup());
      drone.silence();
      const { body } = await api.post(`/v3/devices/${drone.id}/enrolment-token`);
      expect((await server.stranger().post('/v3/devices/enrol', body.enrolment)).status).toBe(201);
      await drone.mqtt.closed;
      await expect(drone.connect()).rejects.toMatchObject({ code: 4 });
    });
  });

  describe('history', () => {
    const lines = [
      [-122.4194, 37.7749, 50],
      [-122.4184, 37.7749, 60],
      [-122.4174, 37.7749, 60],
    ];

    async function flown(): Promise<{ drone: HttpDrone; jobId: string }> {
      const drone = await enrol();
      await tell(drone);
      const flight = await assign(drone);
      await report(drone, { type: 'started', ...flight });
      for (const coordinates of lines) {
        await tell(drone, {
          ...flight,
          navigation: { position: { type: 'Point', coordinates } },
          droneState: 'WAYPOINT',
        });
      }
      await report(drone, { type: 'completed', ...flight });
      await tell(drone);
      return { drone, jobId: flight.jobId };
    }

    it('is the track of a job, and the telemetry of its device', async () => {
      const { drone, jobId } = await flown();
      const track = await api.get(`/v3/jobs/${jobId}/track`);
      expect(track.headers.get('content-type')).toContain('application/geo+json');
      const feature = JSON.parse(track.text) as { properties: { times: string[] } };
      expect(feature).toEqual({
        type: 'Feature',
        geometry: { type: 'LineString', coordinates: lines },
        properties: { jobId, deviceId: drone.id, times: expect.any(Array), distanceMeters: expect.closeTo(176.4, 0) },
      });
      expect(feature.properties.times).toHaveLength(3);

      const path = `/v3/devices/${drone.id}/telemetry`;
      const all = (await api.get(path)).body;
      expect([all.count, all.nextCursor]).toEqual([5, null]);
      expect(all.telemetry.map((one: { jobId: string | null }) => one.jobId)).toEqual([
        null,
        jobId,
        jobId,
        jobId,
        null,
      ]);
      expect(all.telemetry[0]).toEqual({
        at: expect.stringMatching(/\.\d{3}Z$/),
        jobId: null,
        ...TELEMETRY,
        sensorPayload: null,
        weather: null,
      });
      const paged: unknown[] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const page = (await api.get(`${path}?limit=2&cursor=${cursor}`)).body;
        paged.push(...page.telemetry);
        cursor = page.nextCursor as string | null;
      }
      expect(paged).toEqual(all.telemetry);
      const { at } = all.telemetry[1];
      expect((await api.get(`${path}?from=${at}`)).body.count).toBe(2);
      expect((await api.get(`${path}?to=${at}`)).body.count).toBe(3);
    });

    it('of a job without a flight has no track', async () => {
      const jobId = await makeJob(api, await makeGroup());
      const { body } = await api.get(`/v3/jobs/${jobId}/track`);
      expect(body).toEqual({
        type: 'Feature',
        geometry: null,
        properties: { jobId, deviceId: null, times: [], distanceMeters: 0 },
      });
    });

    it('is nobody else’s', async () => {
      const { drone, jobId } = await flown();
      const other = server.client((await server.tenant()).key);
      const paths = [`/v3/devices/${drone.id}/telemetry`, `/v3/jobs/${jobId}/history`, `/v3/jobs/${jobId}/track`];
      for (const path of paths) {
        const [foreign, missing] = [await other.get(path), await api.get(path.replace(/(job|drone)-[^/]*/, 'nope'))];
        expect([foreign.status, foreign.body.error]).toEqual([404, missing.body.error]);
      }
    });

    it.each([
      ['from=x', 'from must be an ISO 8601 date-time'],
      ['to=2024', 'to must be an ISO 8601 date-time'],
      ['limit=0', 'limit must be an integer between 1 and 100'],
      ['cursor=x', 'cursor must be the nextCursor of an answer'],
    ])('is not asked for by %s', async (query, message) => {
      const { body, status } = await api.get(`/v3/devices/${mute.id}/telemetry?${query}`);
      expect([status, body.message]).toEqual([400, message]);
    });
  });

  describe('commands', () => {
    const send = (drone: HttpDrone, id: string) =>
      server.query(
        `INSERT INTO drone.commands (id, tenant_id, device_id, job_id, lease, type, body, expires_at)
         VALUES ($1, $2, $3, 'job-x', 7, 'cancel', '{"reason":"OPERATOR"}', now() + interval '1 hour')`,
        [id, tenantId, drone.id],
      );

    it('are those that are open, or behind the cursor', async () => {
      const drone = await enrol();
      const nothing = await drone.api.get('/v3/device/commands');
      expect([nothing.status, nothing.body]).toEqual([200, { success: true, commands: [], cursor: '0' }]);
      const [one, two] = [`cmd-${randomUUID()}`, `cmd-${randomUUID()}`];
      await send(drone, one);
      const first = await drone.api.get('/v3/device/commands?wait=30');
      expect(first.body.commands).toEqual([
        {
          id: one,
          type: 'cancel',
          jobId: 'job-x',
          lease: 7,
          sentAt: expect.stringMatching(/\.\d{3}Z$/),
          expiresAt: expect.stringMatching(/\.\d{3}Z$/),
          reason: 'OPERATOR',
        },
      ]);
      const waiting = drone.api.get(`/v3/device/commands?wait=30&after=${first.body.cursor}`);
      await send(drone, two);
      expect((await waiting).body.commands).toMatchObject([{ id: two }]);
      expect(await report(drone, { type: 'accepted', commandId: one })).toBe('applied');
      expect((await drone.api.get('/v3/device/commands')).body.commands).toMatchObject([{ id: two }]);
    });

    it('are waited for no longer than said', async () => {
      const drone = await enrol();
      expect((await drone.api.get('/v3/device/commands?wait=1')).body.commands).toEqual([]);
    });

    it.each([
      ['wait=31', 'wait must be an integer between 0 and 30'],
      ['wait=x', 'wait must be an integer between 0 and 30'],
      ['after=x', 'after must be the cursor of an answer'],
    ])('are not asked for by %s', async (query, message) => {
      const { status, body } = await mute.api.get(`/v3/device/commands?${query}`);
      expect([status, body.message]).toEqual([400, message]);
    });
  });

  it('devices alone have the routes of devices, and no others', async () => {
    const drone = await enrol();
    for (const client of [server.stranger(), api, server.client('dk_nope')]) {
      const { status, body, headers } = await client.get('/v3/device/commands');
      expect([status, body.error, headers.get('www-authenticate')]).toEqual([401, 'INVALID_TOKEN', 'Bearer']);
    }
    expect((await drone.api.get('/v3/devices')).status).toBe(401);
  });

  it('a device that is deleted or moved is cut', async () => {
    const drone = await enrol();
    await tell(drone);
    await api.patch(`/v3/devices/${drone.id}`, { deviceGroupId: await makeGroup() });
    expect((await show(drone)).status).toBe('offline');
    await tell(drone);
    await api.delete(`/v3/devices/${drone.id}`);
    expect((await tell(drone)).status).toBe(401);
    expect((await eventsOf(drone.id)).slice(-2)).toEqual(['device.offline', 'device.deleted']);
  });

  it('endpoints tell where streams are', async () => {
    const { body } = await api.get('/v3/streams/endpoints');
    expect(body).toEqual({
      success: true,
      endpoints: {
        mqtt: { host: '127.0.0.1', port: expect.any(Number), tls: false },
        websocket: `${server.url.replace('http', 'ws')}/v3/stream`,
      },
    });
  });

  it('resources are the groups of the tenant with their devices', async () => {
    const mine = server.client((await server.tenant()).key);
    const empty = await mine.post('/v3/device-groups', { name: 'Empty', description: 'D' });
    const full = await mine.post('/v3/device-groups', { name: 'Full' });
    const { deviceGroupId } = full.body.deviceGroup;
    const device = await mine.post('/v3/devices', { name: 'One', deviceGroupId });
    expect((await mine.get('/v3/resources')).body).toEqual({
      success: true,
      resources: [
        {
          deviceGroupId: empty.body.deviceGroup.deviceGroupId,
          name: 'Empty',
          description: 'D',
          deviceCount: 0,
          devices: [],
        },
        {
          deviceGroupId,
          name: 'Full',
          description: null,
          deviceCount: 1,
          devices: [{ deviceId: device.body.device.deviceId, name: 'One', status: 'offline' }],
        },
      ],
      count: 2,
    });
  });

  it('messages are counted', async () => {
    const { text } = await server.client().get('/metrics');
    expect(text).toMatch(/quintet_drone_device_messages_total\{type="telemetry",outcome="applied"\} [1-9]/);
    expect(text).toMatch(/quintet_drone_device_messages_total\{type="accepted",outcome="duplicate"\} [1-9]/);
    expect(text).toMatch(/quintet_drone_link_lost_total [1-9]/);
  });

  it('an end of the process keeps what it has heard; silence in the first 10 s of a start means nothing; what is too old goes', async () => {
    const drone = await enrol();
    await tell(drone);
    const flight = await assign(drone);
    await report(drone, { type: 'started', ...flight });
    await report(drone, { id: 'young', type: 'progress', ...flight });
    const last = await (await Drone.enrolled(server, api, await makeGroup())).connect();
    const { telemetryTopic } = last.topics;
    await last.mqtt.publish(telemetryTopic, TELEMETRY);
    await last.mqtt.publish(telemetryTopic, { ...TELEMETRY, battery: 42 });
    await server.terminate();
    expect(
      await server.query(`SELECT online, last_state ->> 'battery' AS battery FROM drone.devices WHERE id = $1`, [
        last.id,
      ]),
    ).toEqual([{ online: true, battery: '42' }]);
    await server.query(
      `INSERT INTO drone.device_messages (device_id, message_id, tenant_id, at) VALUES ($1, 'old', $2, now() - interval '25 hours')`,
      [drone.id, tenantId],
    );
    await server.query(
      `INSERT INTO drone.telemetry (device_id, tenant_id, time, state) VALUES ($1, $2, now() - interval '32 days', '{}')`,
      [drone.id, tenantId],
    );
    await server.query(`UPDATE drone.devices SET last_seen_at = now() - interval '1 hour' WHERE id = $1`, [drone.id]);
    const since = performance.now();
    await server.start();
    drone.api = server.client(drone.credential);
    api = server.client(key.key);
    await waitFor(async () => (await show(drone)).status === 'offline', { what: 'the silence to count' });
    expect(performance.now() - since).toBeGreaterThan(10_000);
    expect(await statusOf(flight.jobId)).toMatchObject({ status: 'IN_PROGRESS', linkLost: true, lease: flight.lease });
    const [left] = await server.query<{ messages: string[]; rows: number }>(
      `SELECT (SELECT array_agg(message_id) FROM drone.device_messages WHERE device_id = $1 AND message_id IN ('old', 'young'))
        AS messages, (SELECT count(*)::int FROM drone.telemetry WHERE device_id = $1) AS rows`,
      [drone.id],
    );
    expect(left).toEqual({ messages: ['young'], rows: 1 });
  });
});
