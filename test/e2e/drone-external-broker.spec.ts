import { randomUUID } from 'node:crypto';
import type { Client } from '../support/client';
import { Drone, makeJob } from '../support/drones';
import { hasMosquitto, Mosquitto } from '../support/mosquitto';
import { MqttClient } from '../support/mqtt';
import { startServer } from '../support/server';
import type { Server } from '../support/server';
import { waitFor } from '../support/wait-for';

const USERS = { quintet: 'secret', partner: 'partner-secret', 'drone-uuid-456': 'a', other: 'b' };

(hasMosquitto() ? describe : describe.skip)('drone: Mosquitto as the broker', () => {
  const group = 'group-uuid-789';
  let mosquitto: Mosquitto;
  let server: Server;
  let second: Server | undefined;
  let api: Client;
  let drone: Drone;
  let partner: MqttClient;

  beforeAll(async () => {
    mosquitto = await Mosquitto.start(USERS, 'user partner\ntopic read +/JOB/STATUS\ntopic read +/DEVICE/STATUS');
    const MQTT_URL = `mqtt://quintet:${USERS.quintet}@127.0.0.1:${mosquitto.port}`;
    server = await startServer({ env: { MQTT_URL } });
    // The broker knows the device of the demonstration, by a password of its own.
    api = server.client();
    drone = Drone.known(server, 'drone-uuid-456', USERS['drone-uuid-456']);
    partner = await as('partner');
    await partner.subscribe(`${group}/DEVICE/STATUS`);
  });

  afterAll(async () => {
    await drone?.stop();
    await partner?.destroy();
    await second?.stop();
    await server?.stop();
    await mosquitto?.stop();
  });

  const as = (username: keyof typeof USERS): Promise<MqttClient> =>
    MqttClient.connect({ port: mosquitto.port, clientId: randomUUID(), username, password: USERS[username] });
  const online = (): Promise<Drone> => {
    const payload = JSON.stringify({ id: randomUUID(), type: 'offline' });
    return drone.online(api, { port: mosquitto.port, will: { topic: drone.topics.eventsTopic, payload } });
  };
  const jobOf = async (id: string) => (await api.get(`/v3/jobs/${id}`)).body.job;
  // The broker acknowledges for itself: what it was told takes effect soon after.
  const hasStatus = (id: string, status: string, by = api): Promise<unknown> =>
    waitFor(async () => (await by.get(`/v3/jobs/${id}`)).body.job.status === status, { what: status });
  const statesOf = (topic: string): string[] => [
    ...new Set(partner.json(topic).map(({ jobState }) => jobState as string)),
  ];

  it('flies a mission, and keeps its last state for who comes later', async () => {
    await online();
    const jobId = await makeJob(api, group);
    const topic = `${jobId}/JOB/STATUS`;
    await partner.subscribe(topic);
    await drone.fly(jobId);
    await hasStatus(jobId, 'COMPLETED');
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
  });

  it('goes on with another process when the one that was connected dies', async () => {
    await online();
    const jobId = await makeJob(api, group);
    await drone.start(jobId);
    await hasStatus(jobId, 'IN_PROGRESS');
    second = await startServer({ beside: server });
    const since = Date.now();
    await server.kill();
    await drone.land();
    await hasStatus(jobId, 'COMPLETED', second.client());
    expect(Date.now() - since).toBeLessThan(5_000);
  });

  it('lets nobody read what is not his', async () => {
    const other = await as('other');
    const topics = [`quintet/devices/${drone.id}/commands`, '#', `${group}/DEVICE/STATUS`];
    await other.subscribe(...topics);
    partner.messages.length = 0;
    await partner.message(`${group}/DEVICE/STATUS`);
    expect(other.messages).toEqual([]);
    await other.destroy();
  });
});
