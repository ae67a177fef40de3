import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import type { Client } from '../support/client';
import { Drone, makeJob } from '../support/drones';
import { hasMosquitto, Mosquitto } from '../support/mosquitto';
import { MqttClient } from '../support/mqtt';
import { startServer } from '../support/server';
import type { Server } from '../support/server';
import { waitFor } from '../support/wait-for';

const QUINTET = { quintet: 's:e@cret' };
const USERS = { partner: 'partner-secret', 'drone-uuid-456': 'a', other: 'b' };
const CA = resolve(__dirname, '../../src/kernel/outbound/fixtures/ca.pem');

(hasMosquitto() ? describe : describe.skip)('drone: Mosquitto as the broker', () => {
  const group = 'group-uuid-789';
  let mosquitto: Mosquitto;
  let server: Server;
  let second: Server;
  let api: Client;
  let drone: Drone;
  let partner: MqttClient;

  beforeAll(async () => {
    mosquitto = await Mosquitto.prepare('user partner\ntopic read +/JOB/STATUS\ntopic read +/DEVICE/STATUS');
    const MQTT_URL = `mqtts://quintet:${encodeURIComponent(QUINTET.quintet)}@localhost:${mosquitto.tlsPort}`;
    server = await startServer({ env: { MQTT_URL, NODE_EXTRA_CA_CERTS: CA } });
    api = server.client();
    // The broker knows the device of the demonstration, by a password of its own.
    drone = Drone.known(server, 'drone-uuid-456', USERS['drone-uuid-456']);
  });

  afterAll(async () => {
    await drone?.stop();
    await partner?.destroy();
    await second?.stop();
    await server?.stop();
    await mosquitto?.stop();
  });

  const as = (username: string, password = USERS[username as keyof typeof USERS]): Promise<MqttClient> =>
    MqttClient.connect({ port: mosquitto.port, clientId: randomUUID(), username, password });
  const online = (by = api): Promise<Drone> => {
    const payload = JSON.stringify({ id: randomUUID(), type: 'offline' });
    return drone.online(by, { port: mosquitto.port, will: { topic: drone.topics.eventsTopic, payload } });
  };
  const jobOf = async (id: string, by = api) => (await by.get(`/v3/jobs/${id}`)).body.job;
  // The broker acknowledges for itself: what it was told takes effect soon after.
  const hasStatus = (id: string, status: string, by = api): Promise<unknown> =>
    waitFor(async () => (await jobOf(id, by)).status === status, { what: status });
  const statesOf = (topic: string): string[] => [
    ...new Set(partner.json(topic).map(({ jobState }) => jobState as string)),
  ];
  const typesOf = async (id: string, by = api): Promise<string[]> =>
    (await by.get(`/v3/jobs/${id}/history`)).body.history.map(({ type }: { type: string }) => type);
  const said = (text: string, by = server) => by.output.split(text).length - 1;

  it('starts without its broker, goes on by itself once that is there and lets it in, and says each once', async () => {
    await waitFor(() => said('ECONNREFUSED'), { what: 'word of a broker that is not there' });
    await mosquitto.start();
    mosquitto.admit(USERS);
    await waitFor(() => said('Not authorized') || said('Bad username or password'), { what: 'word of the refusal' });
    mosquitto.admit(QUINTET);
    partner = await as('partner');
    await partner.subscribe(`${group}/DEVICE/STATUS`);
    await online();
    expect([said('ECONNREFUSED'), said('Connection refused')]).toEqual([1, 1]);
    expect(server.output).not.toContain('cret');
  });

  it('flies a mission, and keeps its last state for who comes later', async () => {
    const acks = `quintet/devices/${drone.id}/acks`;
    await drone.mqtt.subscribe(acks);
    const jobId = await makeJob(api, group);
    const topic = `${jobId}/JOB/STATUS`;
    await partner.subscribe(topic);
    await drone.fly(jobId);
    await hasStatus(jobId, 'COMPLETED');
    await waitFor(() => drone.mqtt.json(acks).length === 4, { what: 'word of each report' });
    expect(drone.mqtt.json(acks)[3]).toEqual({ id: expect.any(String), outcome: 'applied' });
    await partner.message(topic, ({ jobState }) => jobState === 'COMPLETED');
    expect(['PENDING', 'QUEUED', 'INPROGRESS', 'COMPLETED'].filter((one) => statesOf(topic).includes(one))).toEqual(
      statesOf(topic),
    );
    expect(await partner.message(`${group}/DEVICE/STATUS`)).toMatchObject({ deviceId: drone.id, online: true });
    const late = await as('partner');
    await late.subscribe(topic);
    expect((await late.message(topic)).jobState).toBe('COMPLETED');
    expect(late.messages[0].retain).toBe(true);
    await api.delete(`/v3/jobs/${jobId}`);
    await waitFor(() => late.messages.at(-1)!.text === '', { what: 'the retained message to be cleared' });
    await late.destroy();
  });

  it('keeps a flight whose link is lost, and sends an abort when the device is back', async () => {
    await online();
    const jobId = await makeJob(api, group);
    await drone.start(jobId);
    await hasStatus(jobId, 'IN_PROGRESS');
    await drone.loseLink();
    await waitFor(async () => (await jobOf(jobId)).linkLost === true, { what: 'the loss' });
    expect((await jobOf(jobId)).status).toBe('IN_PROGRESS');
    await api.post(`/v3/jobs/${jobId}/abort`);
    await online();
    const abort = await drone.command('abort', jobId);
    await drone.report('accepted', { commandId: abort.id });
    await drone.land('failed', { code: 'ABORTED', reason: 'told so' });
    await hasStatus(jobId, 'CANCELLED');
    // It was online before, and took over from its former connection, whose will says no more than that.
    expect(await typesOf(jobId)).not.toContain('requeued');
  });

  it('takes over from a process that hangs, misses nobody, and is left in peace when that goes on', async () => {
    await online();
    const jobId = await makeJob(api, group);
    await drone.start(jobId);
    await hasStatus(jobId, 'IN_PROGRESS');
    second = await startServer({ beside: server });
    const by = second.client();
    server.signal('SIGSTOP');
    try {
      await drone.land();
      await hasStatus(jobId, 'COMPLETED', by);
      expect(await typesOf(jobId, by)).not.toContain('link_lost');
    } finally {
      server.signal('SIGCONT');
    }
    const next = await makeJob(by, group);
    await drone.fly(next);
    await hasStatus(next, 'COMPLETED', by);
    await waitFor(() => said('is lost'), { what: 'word of the lost connection' });
    expect([said('is lost', second), (await by.get(`/v3/devices/${drone.id}`)).body.device.status]).toEqual([
      0,
      'online',
    ]);
  });

  it('gets what devices report while no process is there, in order, from a broker that was restarted too', async () => {
    await online();
    const jobId = await makeJob(api, group);
    const topic = `${jobId}/JOB/STATUS`;
    await partner.subscribe(topic);
    const flight = await drone.start(jobId);
    await partner.message(topic, ({ jobState }) => jobState === 'INPROGRESS');
    await Promise.all([server.kill(), second.kill()]);
    // Its will stays with the broker; so does all that it reports after it has come back.
    await drone.loseLink();
    await mosquitto.restart();
    await drone.connect({ port: mosquitto.port });
    drone.flight = { jobId, lease: flight.lease };
    await drone.report('progress', { percent: 70 });
    await drone.land();
    drone.talk();
    partner = await as('partner');
    await partner.subscribe(topic);
    expect(await partner.message(topic)).toMatchObject({ jobState: 'INPROGRESS' });
    await second.start();
    await hasStatus(jobId, 'COMPLETED', second.client());
    expect((await typesOf(jobId, second.client())).slice(-2)).toEqual(['started', 'completed']);
    await partner.message(topic, ({ jobState }) => jobState === 'COMPLETED');
  });

  it('lets nobody read what is not his, and a guest what is shared', async () => {
    const by = second.client();
    const asked = { resourceId: group, shareType: 'DEVICE_STATUS', permissions: ['view'], expiresIn: 600 };
    const { shareCode } = (await by.post('/v3/streams/share', asked)).body.share as { shareCode: string };
    mosquitto.admit({ [shareCode]: 'guest' });
    const guest = await waitFor(() => as(shareCode, 'guest').catch(() => undefined), { what: 'the guest' });
    await guest.subscribe(`${shareCode}/SHARE/STATUS`, `${group}/DEVICE/STATUS`, '#');
    const other = await as('other');
    await other.subscribe(`quintet/devices/${drone.id}/commands`, '#', `${group}/DEVICE/STATUS`);
    await partner.subscribe(`${group}/DEVICE/STATUS`);
    const shared = await guest.message(`${shareCode}/SHARE/STATUS`);
    expect(shared).toMatchObject({ droneState: 'DOCKED' });
    expect(shared).not.toHaveProperty('deviceId');
    await partner.message(`${group}/DEVICE/STATUS`);
    expect([...new Set(guest.messages.map(({ topic }) => topic))]).toEqual([`${shareCode}/SHARE/STATUS`]);
    expect(other.messages).toEqual([]);
    await Promise.all([guest.destroy(), other.destroy()]);
  });
});
