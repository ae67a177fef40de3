import { createHmac, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { resolve } from 'node:path';
import { Client as PostgresClient } from 'pg';
import { CUT_CHANNEL } from '../../src/domains/drone-jobs/presence/presence';
import type { Client } from '../support/client';
import { Drone, makeGroup, makeJob } from '../support/drones';
import { MqttClient } from '../support/mqtt';
import type { ConnackError, MqttOptions } from '../support/mqtt';
import { freePort, startServer } from '../support/server';
import type { Server } from '../support/server';
import { waitFor } from '../support/wait-for';

const JWT_SECRET = 'a secret of at least 32 bytes, for tests';
const SHARE = 'AbCdEfGhIjKlMnOpQrStUv';
const file = (name: string) => resolve(__dirname, '../../src/kernel/outbound/fixtures', name);
const FULL_SHARE = 'FullFullFullFullFullFu';
const DEAD_SHARE = 'DeadDeadDeadDeadDeadDe';

/** Without TLS. */
const PLAIN = { MQTT_TLS_CERT: '', MQTT_TLS_KEY: '' };

/** A token as the service issues them, with a lifetime of its own. */
function tokenOf(keyId: string, tenant: string, seconds: number): string {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const exp = Math.floor(Date.now() / 1000) + seconds;
  const text = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode({ sub: keyId, tenant, scope: 'drone:read', exp })}`;
  return `${text}.${createHmac('sha256', JWT_SECRET).update(text).digest('base64url')}`;
}

describe('drone: the embedded broker', () => {
  let server: Server;
  let api: Client;
  let mine: { key: string; id: string; tenant: string };
  let other: { key: string; id: string; tenant: string };
  let writer: { key: string; id: string };
  let group: string;
  let job: string;
  let mqttsPort: number;
  let foreignGroup: string;
  let foreignJob: string;
  const drones: Drone[] = [];

  beforeAll(async () => {
    mqttsPort = await freePort();
    const tls = {
      MQTTS_PORT: String(mqttsPort),
      MQTT_TLS_CERT: file('server.pem'),
      MQTT_TLS_KEY: file('server-key.pem'),
    };
    server = await startServer({ env: { JWT_SECRET, ...tls } });
    [mine, other] = [await server.tenant(), await server.tenant()];
    writer = await server.tenant(mine.tenant, ['drone:write']);
    api = server.client(mine.key);
    group = await makeGroup(api);
    job = await makeJob(api, group);
    foreignGroup = await makeGroup(server.client(other.key));
    foreignJob = await makeJob(server.client(other.key), foreignGroup);
    await server.query(
      `INSERT INTO drone.shares (code, tenant_id, resource_id, resource_kind, share_type, permissions, max_viewers, metadata,
         expires_at, revoked_at)
       SELECT code, tenant_id, $1, 'GROUP', 'DEVICE_STATUS', '["view"]', max, '{}', now() + interval '1 hour', revoked
       FROM drone.device_groups, (VALUES ($2, 5, NULL), ($3, 0, NULL), ($4, 5, now())) AS share (code, max, revoked)
       WHERE id = $1`,
      [group, SHARE, FULL_SHARE, DEAD_SHARE],
    );
  });

  afterAll(async () => {
    for (const drone of drones) await drone.stop();
    expect(server?.output).not.toContain('"level":50');
    await server?.stop();
  });

  const connect = (options: Partial<MqttOptions> = {}): Promise<MqttClient> =>
    MqttClient.connect({ port: server.mqttPort, clientId: randomUUID(), ...options });
  const watcher = (options: Partial<MqttOptions> = {}): Promise<MqttClient> =>
    connect({ username: mine.id, password: mine.key, ...options });
  const enrolled = async (groupId = group): Promise<Drone> => {
    const drone = await Drone.enrolled(server, api, groupId);
    drones.push(drone);
    return drone;
  };
  const deviceOf = async (drone: Drone) => (await api.get(`/v3/devices/${drone.id}`)).body.device;

  describe('CONNECT', () => {
    let drone: Drone;
    beforeAll(async () => (drone = await enrolled()));

    it.each<[string, () => Partial<MqttOptions>, number]>([
      ['a device', () => ({ clientId: drone.id, username: drone.id, password: drone.credential }), 0],
      ['a device with another client id', () => ({ username: drone.id, password: drone.credential }), 2],
      ['a device with a wrong credential', () => ({ clientId: drone.id, username: drone.id, password: 'dk_x' }), 4],
      ['a device with an API key', () => ({ clientId: drone.id, username: drone.id, password: mine.key }), 4],
      ['an unknown user', () => ({ username: 'nobody', password: mine.key }), 4],
      ['no user', () => ({}), 4],
      ['a key', () => ({ username: mine.id, password: mine.key }), 0],
      ['a token', () => ({ username: mine.id, password: tokenOf(mine.id, mine.tenant, 60) }), 0],
      ['the token of another key', () => ({ username: mine.id, password: tokenOf(other.id, other.tenant, 60) }), 4],
      ['a token that is over', () => ({ username: mine.id, password: tokenOf(mine.id, mine.tenant, -1) }), 4],
      ['an unknown key id', () => ({ username: randomUUID(), password: mine.key }), 4],
      ['a wrong key', () => ({ username: mine.id, password: 'sk_wrong' }), 4],
      ['a key without drone:read', () => ({ username: writer.id, password: writer.key }), 5],
      ['a share', () => ({ username: SHARE, password: 'whatever' }), 0],
      ['a full share', () => ({ username: FULL_SHARE, password: '-' }), 5],
      ['a dead share', () => ({ username: DEAD_SHARE, password: '-' }), 4],
      ['an unknown share', () => ({ username: DEAD_SHARE.toLowerCase(), password: '-' }), 4],
    ])('of %s', async (_who, options, code) => {
      const answer = await connect(options()).then(
        (client) => client.disconnect().then(() => 0),
        (error: ConnackError) => error.code,
      );
      expect(answer).toBe(code);
    });

    it('of MQTT 5 is refused with code 1', async () => {
      const answer = await MqttClient.raw(server.mqttPort, Buffer.from('101000044d5154540502003c000003616263', 'hex'));
      expect(answer.toString('hex')).toBe('20020001');
    });
  });

  describe('who listens in', () => {
    it('is let nowhere but to streams of the tenant, and stays connected', async () => {
      const client = await watcher();
      const asked: [string, number][] = [
        [`${job}/JOB/STATUS`, 1],
        [`${group}/DEVICE/STATUS`, 1],
        [`${SHARE}/SHARE/STATUS`, 1],
        [`${job}/DEVICE/STATUS`, 0x80],
        ['#', 0x80],
        ['+/JOB/STATUS', 0x80],
        [`${foreignGroup}/DEVICE/#`, 0x80],
        ['$SYS/#', 0x80],
        [`$share/x/${job}/JOB/STATUS`, 0x80],
        [`${foreignJob}/JOB/STATUS`, 0x80],
        [`${foreignGroup}/DEVICE/STATUS`, 0x80],
        ['job-missing/JOB/STATUS', 0x80],
        [`quintet/devices/${(await enrolled()).id}/commands`, 0x80],
        ['constructor', 0x80],
        ['a/#/b', 0x80],
        ['#a', 0x80],
        ['a+/b', 0x80],
        ['', 0x80],
        ['/'.repeat(200), 0x80],
      ];
      const codes = await client.subscribe(...asked.map(([topic]) => topic));
      expect(asked.map(([topic], index) => [topic, codes[index]])).toEqual(asked);
      expect(await client.message(`${job}/JOB/STATUS`)).toMatchObject({ jobId: job });
      await client.unsubscribe('a/#/b');
      await client.disconnect();
    });

    it('is not let back to a job that was deleted meanwhile', async () => {
      const client = await watcher();
      const topic = `${await makeJob(api, group)}/JOB/STATUS`;
      expect(await client.subscribe(topic)).toEqual([1]);
      await api.delete(`/v3/jobs/${topic.split('/', 1)[0]}`);
      expect(await client.subscribe(topic)).toEqual([0x80]);
      await client.disconnect();
    });

    it('by a share sees the share alone', async () => {
      const guest = await connect({ username: SHARE });
      const topics = [`${SHARE}/SHARE/STATUS`, `${group}/DEVICE/STATUS`, `${job}/JOB/STATUS`, '#'];
      expect(await guest.subscribe(...topics)).toEqual([1, 0x80, 0x80, 0x80]);
      await guest.disconnect();
    });

    it('as a device hears its own commands alone', async () => {
      const [drone, neighbour] = [await enrolled(), await enrolled()];
      await drone.connect({ subscribe: false });
      const topics = [drone.topics.commandsTopic, neighbour.topics.commandsTopic, `${job}/JOB/STATUS`, '#'];
      expect(await drone.mqtt.subscribe(...topics)).toEqual([1, 0x80, 0x80, 0x80]);
    });

    it('may have 100 subscriptions', async () => {
      const client = await watcher();
      const jobs = await Promise.all(Array.from({ length: 101 }, () => makeJob(api, group)));
      const codes = await client.subscribe(...jobs.map((id) => `${id}/JOB/STATUS`));
      expect(codes.filter((code) => code === 1)).toHaveLength(100);
      const left = codes.indexOf(0x80);
      await client.unsubscribe(`${jobs[(left + 1) % 101]}/JOB/STATUS`);
      expect(await client.subscribe(`${jobs[left]}/JOB/STATUS`)).toEqual([1]);
      await client.disconnect();
    });

    it('with a client id of somebody else displaces nobody', async () => {
      const drone = await enrolled();
      await drone.connect();
      const first = await watcher({ clientId: 'same' });
      const thief = await connect({ clientId: 'same', username: other.id, password: other.key });
      const asDevice = await connect({ clientId: drone.id, username: other.id, password: other.key });
      const guests = [
        await connect({ clientId: 'same', username: SHARE }),
        await connect({ clientId: 'same', username: SHARE }),
      ];
      for (const client of [first, thief, asDevice, ...guests, drone.mqtt]) await client.ping();
      const second = await watcher({ clientId: 'same' });
      expect(await first.closed).toBe('closed');
      for (const client of [second, thief, asDevice, ...guests]) await client.destroy();
    });
  });

  describe('what is published', () => {
    it.each<[string, (drone: Drone, neighbour: Drone) => string]>([
      ["to another device's events", (_, neighbour) => neighbour.topics.eventsTopic],
      ["to another device's telemetry", (_, neighbour) => neighbour.topics.telemetryTopic],
      ['to its own commands', (drone) => drone.topics.commandsTopic],
      ["to a job's stream", () => `${job}/JOB/STATUS`],
      ['to $SYS', () => '$SYS/x'],
    ])('by a device %s is dropped, and the connection ends', async (_what, topicOf) => {
      const [drone, neighbour] = [await enrolled(), await enrolled()];
      await drone.connect();
      const payload = { id: randomUUID(), type: 'offline', ...drone.state };
      await expect(drone.mqtt.publish(topicOf(drone, neighbour), payload)).rejects.toThrow('connection ended');
      expect((await deviceOf(neighbour)).lastSeenAt).toBeNull();
    });

    it('by a subscriber ends its connection', async () => {
      const client = await watcher();
      await expect(client.publish(`${job}/JOB/STATUS`, 'x', { retain: true })).rejects.toThrow('connection ended');
      const next = await watcher();
      await next.subscribe(`${job}/JOB/STATUS`);
      expect(await next.message(`${job}/JOB/STATUS`)).toMatchObject({ jobId: job });
      await next.disconnect();
    });

    it('may be 64 KiB, and nothing larger', async () => {
      const drone = await enrolled();
      await drone.connect();
      await drone.mqtt.publish(drone.topics.telemetryTopic, Buffer.alloc(65_000));
      await waitFor(async () => (await deviceOf(drone)).lastRejectedMessage, { what: 'the rejection' });
      await expect(drone.mqtt.publish(drone.topics.telemetryTopic, Buffer.alloc(70_000))).rejects.toThrow('ended');
    });
  });

  describe('a connection ends', () => {
    it('with the revocation of its key, and with its token', async () => {
      const key = await server.tenant(mine.tenant);
      const [byKey, byToken] = [
        await connect({ username: key.id, password: key.key }),
        await connect({ username: mine.id, password: tokenOf(mine.id, mine.tenant, 2) }),
      ];
      await byToken.ping();
      const since = Date.now();
      await server.client().delete(`/platform/v1/api-keys/${key.id}`);
      await byKey.closed;
      expect(Date.now() - since).toBeLessThan(5_000);
      await byToken.closed;
      expect(Date.now() - since).toBeLessThan(5_000);
    });

    it('not where its device enrolled just before, however late that is heard', async () => {
      const listener = new PostgresClient({ connectionString: server.databaseUrl });
      const told: string[] = [];
      listener.on('notification', ({ payload }) => told.push(payload ?? ''));
      await listener.connect();
      await listener.query(`LISTEN ${CUT_CHANNEL}`);
      const drone = await enrolled();
      const late = await waitFor(() => told.find((payload) => payload.startsWith(drone.id)), { what: 'the cut' });
      await listener.end();
      const [early, other] = [await drone.connect(), await enrolled()];
      await server.query('SELECT pg_notify($1, $2)', [CUT_CHANNEL, late]);
      const again = await connect({ clientId: other.id, username: other.id, password: other.credential });
      await server.query('SELECT pg_notify($1, $2)', [CUT_CHANNEL, other.id]);
      await again.closed;
      await early.mqtt.ping();
    });

    it('with the deletion of its device', async () => {
      const drone = await enrolled();
      await drone.connect();
      await api.delete(`/v3/devices/${drone.id}`);
      await drone.mqtt.closed;
    });

    it('with a newer one of the device, which is no loss', async () => {
      const drone = await enrolled();
      const will = { topic: drone.topics.eventsTopic, payload: JSON.stringify({ id: randomUUID(), type: 'offline' }) };
      await drone.online(api, { will });
      const first = drone.mqtt;
      await drone.connect();
      await first.closed;
      drone.tell();
      const offline = `SELECT FROM platform.events WHERE subject = $1 AND type = 'quintet.drone.device.offline'`;
      expect(await server.query(offline, [drone.id])).toEqual([]);
      expect((await deviceOf(drone)).status).toBe('online');
      await drone.loseLink();
      await waitFor(async () => (await deviceOf(drone)).status === 'offline', { timeout: 3_000 });
      expect(await server.query(offline, [drone.id])).toHaveLength(1);
    });
  });

  it('sends what is open again at each subscription, with the same id', async () => {
    const fleet = await makeGroup(api);
    const drone = await enrolled(fleet);
    await drone.online(api);
    const jobId = await makeJob(api, fleet);
    const assign = await drone.command('assign', jobId);
    await drone.mqtt.subscribe(drone.topics.commandsTopic);
    await waitFor(() => drone.commands.length === 2, { what: 'the command again' });
    expect(drone.commands[1]).toEqual(assign);
    await drone.fly(jobId);
    expect((await api.get(`/v3/jobs/${jobId}`)).body.job.status).toBe('COMPLETED');
  });

  it('leaves commands to the connection that counts, though the device may still listen by another one', async () => {
    const [fleet, others] = [await makeGroup(api), await makeGroup(api)];
    const [drone, witness] = [await enrolled(fleet), await enrolled(others)];
    await Promise.all([drone.online(api), witness.online(api)]);
    const move = (by: number) =>
      server.query('UPDATE drone.devices SET connection = connection + $2 WHERE id = $1', [drone.id, by]);
    await move(1_000_000);
    const jobId = await makeJob(api, fleet);
    const isSent = async () =>
      (await server.query('SELECT FROM drone.commands WHERE job_id = $1', [jobId])).length === 1;
    await waitFor(isSent, { what: 'the assignment' });
    await witness.command('assign', await makeJob(api, others));
    expect(drone.commands).toEqual([]);
    await move(-1_000_000);
    await drone.fly(jobId);
  });

  it('is also there with TLS, which is what devices are told', async () => {
    const drone = await enrolled();
    await drone.online(api, { port: mqttsPort, ca: readFileSync(file('ca.pem'), 'utf8') });
    expect((await api.get('/v3/streams/endpoints')).body.endpoints.mqtt).toMatchObject({ port: mqttsPort, tls: true });
  });

  it('counts its connections', async () => {
    const { text } = await server.client().get('/metrics');
    expect(text).toMatch(/quintet_drone_mqtt_connections\{kind="device"\} [1-9]/);
  });

  it('does not start on a port that is taken', async () => {
    const taken = startServer({ beside: server, env: { MQTT_PORT: String(server.mqttPort), ...PLAIN } });
    await expect(taken).rejects.toThrow(`MQTT_PORT: port ${server.mqttPort} is taken`);
  });

  it('serves a device and its watcher from two processes, and through the second when the first dies', async () => {
    const blocker = createServer()
      .on('error', () => undefined)
      .listen(1883, '127.0.0.1');
    const first = await startServer({ beside: server, env: { MQTT_PORT: '', ROLE: 'api', ...PLAIN } });
    try {
      // Whoever had it before this test may have left since.
      const [, port] = /port 1883 is taken: MQTT is at port (\d+)/.exec(first.output) ?? [undefined, '1883'];
      expect(port !== '1883' || !blocker.listening).toBe(true);
      first.mqttPort = Number(port);
      const fleet = await makeGroup(api);
      const drone = await enrolled(fleet);
      const jobs = [await makeJob(api, fleet), await makeJob(api, fleet)];
      const topics = jobs.map((id) => `${id}/JOB/STATUS`);
      const client = await watcher();
      await client.subscribe(...topics);
      for (const topic of topics) await client.message(topic, ({ jobState }) => jobState === 'QUEUED');
      await drone.online(api, { on: first });
      await drone.start(jobs[0]);
      await client.message(topics[0], ({ jobState }) => jobState === 'INPROGRESS');
      await first.kill();
      await drone.mqtt.closed;
      drone.silence();
      await drone.connect({ on: server });
      drone.talk();
      await drone.land();
      await drone.fly(jobs[1]);
      for (const topic of topics) {
        await client.message(topic, ({ jobState }) => jobState === 'COMPLETED');
        const states = client.json(topic).map(({ jobState }) => jobState as string);
        expect([...new Set(['PENDING', ...states])]).toEqual(['PENDING', 'QUEUED', 'INPROGRESS', 'COMPLETED']);
      }
      await client.disconnect();
    } finally {
      blocker.close();
      await first.stop();
    }
  });

  it('ends in good order with devices connected, which are not taken for lost', async () => {
    const drone = await enrolled();
    await drone.online(api);
    const since = Date.now();
    expect(await server.terminate()).toBe(0);
    expect(Date.now() - since).toBeLessThan(8_000);
    await drone.mqtt.closed;
    expect(await server.query('SELECT online FROM drone.devices WHERE id = $1', [drone.id])).toEqual([
      { online: true },
    ]);
  });
});
