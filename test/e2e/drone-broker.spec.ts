import { randomUUID } from 'node:crypto';
import type { Client } from '../support/client';
import { Drone, makeGroup } from '../support/drones';
import { ConnackError, MqttClient } from '../support/mqtt';
import { startServer } from '../support/server';
import type { Server } from '../support/server';

describe('drone: the embedded broker', () => {
  let server: Server;
  let api: Client;
  let key: { key: string; id: string };
  let group: string;
  let drone: Drone;

  beforeAll(async () => {
    server = await startServer();
    key = await server.tenant();
    api = server.client(key.key);
    group = await makeGroup(api);
    drone = await Drone.enrolled(server, api, group);
  });

  afterAll(async () => {
    await drone?.stop();
    await server?.stop();
  });

  const connackOf = (options: object): Promise<unknown> =>
    MqttClient.connect({ port: server.mqttPort, clientId: randomUUID(), ...options }).then(
      () => 0,
      (error: ConnackError) => error.code ?? error,
    );

  it('lets a device in and hears it', async () => {
    await drone.online(api);
    const { body } = await api.get(`/v3/devices/${drone.id}`);
    expect(body.device).toMatchObject({ status: 'online', battery: 100, droneState: 'DOCKED' });
  });

  it.each<[string, () => object, number]>([
    ['an unknown user', () => ({ username: 'nobody', password: 'x' }), 4],
    ['no user', () => ({}), 4],
    ['a wrong credential', () => ({ clientId: drone.id, username: drone.id, password: 'dk_wrong' }), 4],
    ['another client id', () => ({ clientId: 'other', username: drone.id, password: drone.credential }), 2],
    ['an unknown key', () => ({ username: randomUUID(), password: key.key }), 4],
    ['a wrong key', () => ({ username: key.id, password: 'sk_wrong' }), 4],
    ['no token', () => ({ username: key.id, password: 'ey.ey.ey' }), 4],
    ['a key', () => ({ username: key.id, password: key.key }), 0],
  ])('answers CONNECT of %s', async (_name, options, code) => {
    expect(await connackOf(options())).toBe(code);
  });
});
