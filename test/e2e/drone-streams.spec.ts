import { JwtService } from '@nestjs/jwt';
import { request } from 'node:http';
import { RowFleet } from '../support/drone-row-fleet';
import { MqttClient } from '../support/mqtt';
import { startServer } from '../support/server';
import type { Server } from '../support/server';
import { messageOf, openStream, StreamRefused } from '../support/stream-client';
import type { StreamClient } from '../support/stream-client';
import { waitFor } from '../support/wait-for';

const JWT_SECRET = 'a secret of at least thirty-two bytes';
const JOB_KEYS = [
  'jobState',
  'droneState',
  'dockState',
  'navigation',
  'sensorPayload',
  'timestamp',
  'jobId',
  'deviceId',
  'battery',
  'linkLost',
  'progress',
];
const DEVICE_KEYS = [
  'droneState',
  'dockState',
  'navigation',
  'sensorPayload',
  'timestamp',
  'jobId',
  'deviceId',
  'battery',
  'weather',
  'online',
];

const statesOf = ({ messages }: StreamClient) => {
  const states = messages.map(({ jobState }) => jobState);
  return states.filter((state, index) => state !== states[index - 1]);
};
const refusalOf = (opened: Promise<StreamClient>) =>
  opened.then(
    () => 'let in',
    (error: unknown) => (error instanceof StreamRefused ? [error.status, error.body.message] : error),
  );

describe('drone: public streams over WebSocket', () => {
  let server: Server;
  let second: Server;
  let owner: { key: string; id: string; tenant: string };
  let fleet: RowFleet;
  const open: StreamClient[] = [];

  const stream = async (path: string, on = server, headers = {}) => {
    const client = await openStream(on, path, headers);
    open.push(client);
    return client;
  };
  const of = (resourceId: string, token = owner.key) => `/v3/stream?token=${token}&resourceId=${resourceId}`;

  beforeAll(async () => {
    server = await startServer({ env: { JWT_SECRET } });
    second = await startServer({ beside: server, env: { ROLE: 'api' } });
    owner = await server.tenant();
    fleet = await RowFleet.of(server, owner.key);
  });

  afterEach(() => {
    for (const client of open.splice(0)) client.close();
  });

  afterAll(async () => {
    await second?.stop();
    await server?.stop();
  });

  it('tell a job from its last state on, every state in order, in every process', async () => {
    const jobId = await fleet.job();
    const clients = [
      await stream(of(jobId)),
      await stream(of(jobId), second),
      await stream(`/v3/jobs/${jobId}/status/ws`, server, { authorization: `Bearer ${owner.key}` }),
    ];
    for (const client of clients) await messageOf(client, ({ jobState }) => jobState === 'PENDING');
    const [first] = clients;
    expect(Object.keys(first.messages[0])).toEqual(JOB_KEYS);
    expect(first.messages[0]).toMatchObject({
      jobId,
      deviceId: null,
      droneState: null,
      battery: null,
      linkLost: false,
    });
    await fleet.move(jobId, 'QUEUED', 'queued');
    await fleet.hear(81);
    await fleet.move(jobId, 'IN_PROGRESS', 'started');
    await messageOf(first, ({ jobState, battery }) => jobState === 'INPROGRESS' && battery === 81);
    await fleet.hear(80);
    await messageOf(first, ({ jobState, battery }) => jobState === 'INPROGRESS' && battery === 80);
    await fleet.move(jobId, 'COMPLETED', 'completed');
    await fleet.move(jobId, 'COMPLETED', 'late_report');
    await fleet.hear(70);
    for (const client of clients) {
      await messageOf(client, ({ jobState }) => jobState === 'COMPLETED');
      expect(statesOf(client)).toEqual(['PENDING', 'QUEUED', 'INPROGRESS', 'COMPLETED']);
    }
    const late = await stream(of(jobId), second);
    const last = await messageOf(late, () => true);
    expect(last).toMatchObject({
      jobState: 'COMPLETED',
      deviceId: fleet.deviceId,
      battery: 80,
      droneState: 'WAYPOINT',
    });
    await server.query('DELETE FROM drone.jobs WHERE id = $1', [jobId]);
    await waitFor(() => late.closed, { what: 'the end of a deleted job' });
    expect(late.closed?.code).toBe(1000);
    expect(late.messages).toHaveLength(1);
  });

  it('tell a group of each device, at most once a second, and once more when it goes offline', async () => {
    await fleet.hear(60);
    const client = await stream(`/v3/devices/${fleet.groupId}/status/ws?token=${owner.key}`);
    const lastState = await messageOf(client, ({ battery }) => battery === 60);
    expect(Object.keys(lastState)).toEqual(DEVICE_KEYS);
    expect(lastState).toMatchObject({ online: true, weather: { windSpeed: 3 }, jobId: null, deviceId: fleet.deviceId });
    for (let battery = 59; battery > 49; battery--) await fleet.hear(battery);
    await messageOf(client, ({ battery }) => battery === 50);
    const times = client.messages.slice(1).map(({ timestamp }) => Date.parse(timestamp as string));
    expect(times.length).toBeLessThanOrEqual(3);
    await fleet.lose();
    const offline = await messageOf(client, ({ online }) => online === false);
    expect(offline).toMatchObject({ battery: 50, online: false });
  });

  it('are refused in plain HTTP', async () => {
    const jobId = await fleet.job();
    const writer = await server.tenant(owner.tenant, ['drone:write']);
    const stranger = await server.tenant();
    const unknown: [number, string] = [401, 'Access token is missing, invalid or expired'];
    const cases: [string, [number, string]][] = [
      [`/v3/stream?resourceId=${jobId}`, unknown],
      [of(jobId, 'sk_wrong'), unknown],
      [of(jobId, 'a.b.c'), unknown],
      [`/v3/jobs/${jobId}/status/ws`, unknown],
      [of(jobId, writer.key), [403, 'Scope drone:read is required']],
      [of(jobId, stranger.key), [404, 'Job not found']],
      [of('nope'), [404, 'Job not found']],
      [of('%00'), [404, 'Job not found']],
      [of('x'.repeat(22)), [404, 'Job not found']],
      [of(fleet.deviceId), [404, 'Job not found']],
      [of(''), [400, 'resourceId is required']],
      [`/v3/jobs/${fleet.groupId}/status/ws?token=${owner.key}`, [404, 'Job not found']],
      [`/v3/devices/${jobId}/status/ws?token=${owner.key}`, [404, 'Device group not found']],
      [`/v3/devices/${fleet.groupId}/status/ws?token=${stranger.key}`, [404, 'Device group not found']],
      [`/v3/shares/nope/status/ws`, [404, 'Share not found']],
      [`/v3/streams?token=${owner.key}`, [404, 'Route not found']],
    ];
    for (const [path, expected] of cases) expect([path, await refusalOf(stream(path))]).toEqual([path, expected]);
    const error = await stream(of('nope')).catch((refused: StreamRefused) => refused);
    expect(Object.keys((error as StreamRefused).body)).toHaveLength(8);
  });

  it('are 50 of a credential at most, and end with it', async () => {
    const key = await server.tenant(owner.tenant);
    const clients = await Promise.all(Array.from({ length: 50 }, () => stream(of(fleet.groupId, key.key))));
    expect(await refusalOf(stream(of(fleet.groupId, key.key)))).toEqual([429, 'Too many requests']);
    clients[0].close();
    await waitFor(() => stream(of(fleet.groupId, key.key)).catch(() => undefined), { what: 'a free place' });
    await server.client().delete(`/platform/v1/api-keys/${key.id}`);
    await waitFor(() => clients.slice(1).every(({ closed }) => closed?.code === 1008), { timeout: 5_000 });
  });

  it('end when the token does', async () => {
    const claims = { sub: owner.id, tenant: owner.tenant, scope: 'drone:read' };
    const token = new JwtService({ secret: JWT_SECRET }).sign(claims, { expiresIn: 2 });
    const client = await stream(of(fleet.groupId, token));
    await waitFor(() => client.closed, { what: 'the end of the token', timeout: 5_000 });
    expect(client.closed?.code).toBe(1008);
  });

  it('leave other wishes for another protocol to HTTP', async () => {
    const headers = {
      connection: 'Upgrade, HTTP2-Settings',
      upgrade: 'h2c',
      'http2-settings': 'AAMAAABkAAQAoAAAAAIAAAAA',
    };
    const body = JSON.stringify({ name: 'by a client that asks for HTTP/2' });
    const status = await new Promise((answered, failed) => {
      const sent = request(`${server.url}/v3/device-groups`, {
        method: 'POST',
        headers: { ...headers, authorization: owner.key, 'content-type': 'application/json' },
      });
      sent.on('response', ({ statusCode }) => answered(statusCode));
      sent.on('error', failed);
      sent.end(body);
    });
    expect(status).toBe(201);
    expect((await server.client(owner.key).get('/v3/device-groups')).text).toContain('HTTP/2');
  });

  it('give who subscribes after the end, or after a restart, the final state, retained', async () => {
    const jobId = await fleet.job();
    const topic = `${jobId}/JOB/STATUS`;
    const subscribe = async () => {
      const identity = { clientId: 'c', username: owner.id, password: owner.key };
      const client = await MqttClient.connect({ port: server.mqttPort, ...identity });
      expect(await client.subscribe(topic, `${fleet.groupId}/DEVICE/STATUS`)).toEqual([1, 1]);
      return client;
    };
    const lastOf = async () => {
      const client = await subscribe();
      const message = await waitFor(() => client.messages.find((one) => one.topic === topic));
      await client.destroy();
      return [message.retain, (JSON.parse(message.text) as { jobState: string }).jobState];
    };
    const watcher = await subscribe();
    await fleet.move(jobId, 'QUEUED', 'queued');
    await fleet.hear(77);
    await fleet.move(jobId, 'IN_PROGRESS', 'started');
    await fleet.move(jobId, 'COMPLETED', 'completed');
    await watcher.message(topic, ({ jobState }) => jobState === 'COMPLETED');
    const told = watcher.messages.filter((one) => one.topic === topic);
    const states = told.map(({ text }) => (JSON.parse(text) as { jobState: string }).jobState);
    expect(states.filter((state, index) => state !== states[index - 1])).toEqual([
      ...['PENDING', 'QUEUED', 'INPROGRESS', 'COMPLETED'],
    ]);
    expect(told.map(({ retain }) => retain)).toEqual([true, ...told.slice(1).map(() => false)]);
    expect(await lastOf()).toEqual([true, 'COMPLETED']);
    await server.kill();
    await server.start();
    expect(await lastOf()).toEqual([true, 'COMPLETED']);
  });

  it('are closed by a server that stops', async () => {
    const client = await stream(of(fleet.groupId), second);
    expect(await second.terminate()).toBe(0);
    expect(client.closed?.code).toBe(1001);
  });
});
