import { randomUUID } from 'node:crypto';
import type { DeviceCommand, DeviceEventType } from '../../src/domains/drone-jobs/device-protocol/messages';
import type { Client } from '../support/client';
import { Drone, makeGroup, makeJob } from '../support/drones';
import { startServer } from '../support/server';
import type { Server } from '../support/server';
import { waitFor } from '../support/wait-for';

interface HistoryLine {
  at: string;
  type: string;
  lease: number | null;
}

describe('drone: two processes, each with its broker', () => {
  let servers: [Server, Server];
  let api: Client;
  const drones: Drone[] = [];

  beforeAll(async () => {
    const first = await startServer();
    servers = [first, await startServer({ beside: first })];
    api = servers[1].client();
  });

  afterAll(async () => {
    for (const drone of drones) await drone.stop();
    await servers?.[1].stop();
    await servers?.[0].stop();
  });

  const enrolled = async (group: string): Promise<Drone> => {
    const drone = await Drone.enrolled(servers[1], api, group);
    drones.push(drone);
    return drone;
  };
  const jobOf = async (id: string) => (await api.get(`/v3/jobs/${id}`)).body.job;
  const hasStatus = (id: string, status: string): Promise<unknown> =>
    waitFor(async () => (await jobOf(id)).status === status, { what: status, timeout: 20_000 });
  const historyOf = async (id: string): Promise<HistoryLine[]> =>
    (await api.get(`/v3/jobs/${id}/history`)).body.history as HistoryLine[];

  /** Flies whatever it is told to, and says each thing again, with the same id, until it is acknowledged. */
  function flyAll(drone: Drone): void {
    const known = new Set<string>();
    const tell = async (type: DeviceEventType, { jobId, lease }: DeviceCommand) => {
      const id = randomUUID();
      while (
        !(await drone.report(type, { id, jobId, lease }).then(
          () => true,
          () => new Promise((later) => setTimeout(later, 20)),
        ))
      );
    };
    const obey = async (assign: DeviceCommand) => {
      drone.flight = { jobId: assign.jobId, lease: assign.lease };
      for (const type of ['accepted', 'started', 'progress'] as const) await tell(type, assign);
      drone.flight = undefined;
      await tell('completed', assign);
    };
    drone.mqtt.onMessage(({ topic, text }) => {
      const command = JSON.parse(text) as DeviceCommand;
      if (topic !== drone.topics.commandsTopic || command.type !== 'assign' || known.has(command.id)) return;
      known.add(command.id);
      void obey(command);
    });
  }

  it('flies the jobs of a device that goes from one to the other, 20 times: each once, none late, never offline', async () => {
    const group = await makeGroup(api);
    const drone = await enrolled(group);
    await drone.online(api, { on: servers[0] });
    flyAll(drone);
    const jobs: string[] = [];
    for (let move = 1; move <= 20; move++) {
      jobs.push(await makeJob(servers[move % 2].client(), group));
      await drone.connect({ on: servers[move % 2], subscribe: false });
      flyAll(drone);
      await drone.mqtt.subscribe(drone.topics.commandsTopic);
    }
    for (const id of jobs) await hasStatus(id, 'COMPLETED');
    const lines = (await Promise.all(jobs.map(historyOf))).flat();
    const of = (type: string) => lines.filter((line) => line.type === type);
    expect([of('assigned').length, of('started').length, of('completed').length]).toEqual([20, 20, 20]);
    const leases = of('assigned').map(({ lease, at }) => [at, of('completed').find((end) => end.lease === lease)!.at]);
    leases.sort(([a], [b]) => a.localeCompare(b));
    expect(leases.every(([begin], i) => i === 0 || begin >= leases[i - 1][1])).toBe(true);
    const offline = `SELECT FROM platform.events WHERE subject = $1 AND type = 'quintet.drone.device.offline'`;
    expect(await servers[1].query(offline, [drone.id])).toEqual([]);
  });

  it('goes on with a device whose process hangs, and hears no more of what that one still had of it', async () => {
    const group = await makeGroup(api);
    const drone = await enrolled(group);
    await drone.online(api, { on: servers[0] });
    const [job, next] = [await makeJob(api, group, { name: 'one' }), await makeJob(api, group, { name: 'two' })];
    const flight = await drone.start(job);
    const old = drone.mqtt;
    drone.silence();
    servers[0].signal('SIGSTOP');
    // Nobody takes these now; the drone says again, elsewhere, what was not acknowledged.
    const progress = { id: randomUUID(), type: 'progress', jobId: job, lease: flight.lease, percent: 80 };
    old.publish(drone.topics.eventsTopic, progress).catch(() => undefined);
    old.publish(drone.topics.eventsTopic, { ...progress, id: randomUUID(), percent: 10 }).catch(() => undefined);
    old.post(drone.topics.telemetryTopic, { ...drone.state, battery: 7 });
    await drone.connect({ on: servers[1] });
    drone.talk();
    await drone.mqtt.publish(drone.topics.eventsTopic, progress);
    await drone.land();
    const second = await drone.accept(next);
    expect((await api.post(`/v3/jobs/${next}/cancel`)).status).toBe(200);
    await drone.command('cancel', next);
    const third = await makeJob(api, group, { name: 'three' });

    // So it goes on before it can be told that the device has left.
    await servers[1].query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1', [
      `quintet:${servers[0].pid}`,
    ]);
    servers[0].signal('SIGCONT');
    await old.closed;
    // What it had of the device is written, if ever, before what it is told now of another one.
    const other = await enrolled(await makeGroup(api));
    const told = await servers[0].client(other.credential).post('/v3/device/telemetry', drone.state);
    expect(told.status).toBe(204);
    const { device } = (await api.get(`/v3/devices/${drone.id}`)).body;
    expect([device.status, device.battery]).toEqual(['online', 100]);
    // It has not let go of the lease that was taken back.
    expect((await jobOf(third)).reasons[0].code).toBe('DEVICE_BUSY');
    expect((await jobOf(job)).status).toBe('COMPLETED');
    expect((await historyOf(job)).filter(({ type }) => type === 'started')).toHaveLength(1);

    const cancel = await drone.command('cancel', next);
    drone.flight = undefined;
    await drone.report('accepted', { commandId: cancel.id });
    expect(second.lease).toBeLessThan((await drone.fly(third)).lease);
    await hasStatus(third, 'COMPLETED');
  });
});
