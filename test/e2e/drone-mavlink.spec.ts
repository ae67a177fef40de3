import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { common } from 'node-mavlink';
import type { Client } from '../support/client';
import { makeGroup, makeJob } from '../support/drones';
import { MavlinkVehicle } from '../support/mavlink-vehicle';
import type { VehicleTraits } from '../support/mavlink-vehicle';
import type { Server } from '../support/server';
import { sharedServer } from '../support/shared-server';
import { waitFor } from '../support/wait-for';

const BRIDGE = resolve(__dirname, '../../bridge/mavlink.mjs');
const { MavCmd, MavMissionResult, MavResult } = common;
const WAYPOINTS = [
  { lat: 37.775, lon: -122.4194, alt: 30, heading: 90 },
  { lat: 37.776, lon: -122.4194, alt: 40, hoverSeconds: 2, speed: 5 },
  { lat: 37.776, lon: -122.4184, alt: 40, speed: 5 },
];
/** Number of the item of the last waypoint: take-off, speed, waypoint, speed, waypoint, waypoint, home. */
const LAST = 5;

interface Line {
  event: string;
  udp: { port: number };
}

describe('drone: the MAVLink bridge', () => {
  let server: Server;
  let api: Client;
  let folder: string;
  const running: (() => void)[] = [];

  beforeAll(async () => {
    server = await sharedServer();
    api = server.client((await server.tenant()).key);
    folder = mkdtempSync(join(tmpdir(), 'quintet-bridge-'));
  });

  afterEach(() => {
    for (const end of running.splice(0)) end();
  });

  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await server?.stop();
  });

  /** A process of the bridge, once it is ready. */
  async function startBridge(args: string[], state: string) {
    const access = ['--base', server.url, '--udp', '127.0.0.1:0', '--state', state];
    const child = spawn(process.execPath, [BRIDGE, ...access, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    let errors = '';
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    const ended = new Promise<number | null>((end) => child.once('close', end));
    running.push(() => child.kill('SIGKILL'));
    const lines = () =>
      text
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as Line);
    const ready = () => lines().find(({ event }) => event === 'ready');
    await waitFor(() => ready() ?? errors !== '', { what: 'the bridge to be ready' });
    if (errors) throw new Error(errors);
    return { child, ended, output: () => text + errors, port: ready()!.udp.port };
  }

  /** A device of a group of its own, its bridge and its vehicle, once it is online. */
  async function setUp(traits: VehicleTraits = {}, { policy = {}, transport = 'mqtt' } = {}) {
    const groupId = await makeGroup(api, { policy });
    const { device, enrolment } = (await api.post('/v3/devices', { name: 'Copter', deviceGroupId: groupId })).body;
    const { token } = enrolment as { token: string };
    const state = join(folder, `${device.deviceId}.json`);
    const bridge = await startBridge(['--token', token, '--transport', transport], state);
    const vehicle = MavlinkVehicle.start(bridge.port, traits);
    running.push(() => vehicle.stop());
    const online = () => isOnline(device.deviceId as string);
    await waitFor(online, { what: 'the device to be online' });
    return { groupId, deviceId: device.deviceId as string, token, state, bridge, vehicle };
  }

  const isOnline = async (deviceId: string) =>
    (await api.get(`/v3/devices/${deviceId}`)).body.device.status === 'online';

  async function ask(groupId: string, fields: object = {}): Promise<string> {
    const { mission } = (await api.post('/v3/missions', { name: 'Round', waypoints: WAYPOINTS, ...fields })).body;
    return makeJob(api, groupId, { missionId: mission.missionId as string });
  }

  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  const job = async (id: string): Promise<any> => (await api.get(`/v3/jobs/${id}`)).body.job;
  const has = (id: string, status: string) =>
    waitFor(async () => ((await job(id)).status === status ? job(id) : undefined), { what: `${id} to be ${status}` });

  it('gives a mission to a vehicle that loses packets, and reports its flight', async () => {
    const { groupId, deviceId, bridge, vehicle, token, state } = await setUp({
      lostCounts: 1,
      lostItems: [0, 3],
      lostOrders: [Number(MavCmd.COMPONENT_ARM_DISARM)],
    });
    vehicle.until = 3;
    const id = await ask(groupId);
    const { progress } = await waitFor(
      async () => ((await job(id)).progress?.waypointIndex === 1 ? job(id) : undefined),
      {
        what: 'the first waypoint to be reached',
      },
    );
    expect(progress).toMatchObject({ phase: 'MISSION', percent: expect.any(Number), etaSeconds: expect.any(Number) });
    expect((await api.get(`/v3/devices/${deviceId}`)).body.device).toMatchObject({
      droneState: 'WAYPOINT',
      battery: 88,
    });
    vehicle.until = Infinity;
    expect(await has(id, 'COMPLETED')).toMatchObject({ assignedDeviceId: deviceId, attempts: 0, failure: null });

    expect(vehicle.counts).toBe(2);
    expect(vehicle.items.map(({ command, frame, z }) => [command, frame, z])).toEqual([
      [MavCmd.NAV_TAKEOFF, 3, 30],
      [MavCmd.DO_CHANGE_SPEED, 2, 0],
      [MavCmd.NAV_WAYPOINT, 3, 30],
      [MavCmd.DO_CHANGE_SPEED, 2, 0],
      [MavCmd.NAV_WAYPOINT, 3, 40],
      [MavCmd.NAV_WAYPOINT, 3, 40],
      [MavCmd.NAV_RETURN_TO_LAUNCH, 2, 0],
    ]);
    expect(vehicle.items[4]).toMatchObject({ x: 377_760_000, y: -1_224_194_000, param1: 2, targetSystem: 7 });
    // The first one of these was lost.
    expect(vehicle.orders.find(({ command }) => command === Number(MavCmd.COMPONENT_ARM_DISARM))).toMatchObject({
      confirmation: 1,
    });
    expect(vehicle.heartbeats).toBeGreaterThan(2);

    expect(statSync(state).mode & 0o777).toBe(0o600);
    const { credential } = JSON.parse(readFileSync(state, 'utf8')) as { credential: string };
    expect(bridge.output()).not.toContain(token);
    expect(bridge.output()).not.toContain(credential);
    bridge.child.kill('SIGTERM');
    expect(await bridge.ended).toBe(0);
  });

  it('gives ArduPilot its home first, in whatever order it asks', async () => {
    const asks = (count: number) => [2, 0, 1, ...Array.from({ length: count - 3 }, (_, i) => i + 3)];
    const { groupId, vehicle } = await setUp({ autopilot: 'ARDUPILOT', asks }, { transport: 'http' });
    await has(await ask(groupId), 'COMPLETED');
    expect(vehicle.arrivals.slice(0, 4)).toEqual([2, 0, 1, 3]);
    expect(vehicle.items[0]).toMatchObject({ command: MavCmd.NAV_WAYPOINT, frame: 0, x: 377_749_000, z: 12 });
    expect(vehicle.items[1]).toMatchObject({ command: MavCmd.NAV_TAKEOFF, z: 30 });
    expect(vehicle.commands).toEqual([
      MavCmd.DO_SET_MISSION_CURRENT,
      MavCmd.DO_SET_MODE,
      MavCmd.COMPONENT_ARM_DISARM,
      MavCmd.MISSION_START,
    ]);
  });

  it('rejects what the vehicle refuses, and fails what it does not take off with', async () => {
    const traits: VehicleTraits = { verdict: MavMissionResult.NO_SPACE };
    const { groupId, vehicle } = await setUp(traits, { policy: { maxAttempts: 1 } });
    expect((await has(await ask(groupId), 'FAILED')).failure).toEqual({
      code: 'ATTEMPTS_EXHAUSTED',
      message: expect.stringContaining('MISSION_NO_SPACE: The vehicle refuses the mission: NO_SPACE'),
    });
    expect(vehicle.commands).toEqual([]);
    traits.verdict = MavMissionResult.ACCEPTED;
    traits.results = { [MavCmd.COMPONENT_ARM_DISARM]: Number(MavResult.DENIED) };
    expect((await has(await ask(groupId), 'FAILED')).failure).toEqual({
      code: 'COMPONENT_ARM_DISARM_REFUSED',
      message: 'The vehicle answers COMPONENT_ARM_DISARM with DENIED',
    });
  });

  it('pauses, resumes and aborts', async () => {
    const { groupId, vehicle } = await setUp();
    vehicle.until = 2;
    const id = await ask(groupId);
    await has(id, 'IN_PROGRESS');
    await waitFor(() => vehicle.current === 3, { what: 'the vehicle to be under way' });
    const { body } = await api.post(`/v3/jobs/${id}/pause`);
    expect(body.command).toMatchObject({ type: 'pause', status: 'SENT' });
    await waitFor(async () => (await job(id)).paused === true, { what: 'the pause' });
    expect(vehicle.mode).toBe(0x03_04_00_00);
    await waitFor(async () => (await job(id)).progress.phase === 'PAUSED', { what: 'the pause to be reported' });
    await api.post(`/v3/jobs/${id}/resume`);
    await waitFor(async () => (await job(id)).paused === false, { what: 'the end of the pause' });
    expect(vehicle.mode).toBe(0x04_04_00_00);
    await api.post(`/v3/jobs/${id}/abort`, { action: 'RTH' });
    await has(id, 'CANCELLED');
    expect(vehicle.mode).toBe(0x05_04_00_00);
    await waitFor(() => !vehicle.armed, { what: 'the vehicle to be home' });
  });

  it('does not start what the server takes back', async () => {
    const { groupId, vehicle } = await setUp({ mute: true }, { policy: { acceptTimeoutSeconds: 60 } });
    const id = await ask(groupId);
    await waitFor(() => vehicle.counts > 0, { what: 'the upload' });
    expect((await api.post(`/v3/jobs/${id}/cancel`)).status).toBe(200);
    await waitFor(() => vehicle.acknowledgements.includes(MavMissionResult.OPERATION_CANCELLED), {
      what: 'the end of the upload',
    });
    expect(vehicle.commands).toEqual([]);
  });

  it('is offline without heartbeats, and flies on through a loss of the link and a restart of its own', async () => {
    const { groupId, deviceId, vehicle, bridge, token, state } = await setUp();
    vehicle.until = LAST - 1;
    const id = await ask(groupId);
    await waitFor(() => vehicle.current === LAST, { what: 'the vehicle to be near its last waypoint' });
    const { lease } = await has(id, 'IN_PROGRESS');
    vehicle.silence();
    await waitFor(async () => !(await isOnline(deviceId)), { what: 'the device to be offline' });
    await waitFor(async () => (await job(id)).linkLost === true, { what: 'the lost link' });
    bridge.child.kill('SIGKILL');
    await bridge.ended;
    const again = await startBridge(['--token', token, '--udp', `127.0.0.1:${bridge.port}`], state);
    vehicle.talk();
    await waitFor(async () => (await job(id)).linkLost === false, { what: 'the link to be back' });
    vehicle.until = Infinity;
    expect(await has(id, 'COMPLETED')).toMatchObject({ lease, attempts: 0 });
    expect(again.output()).not.toContain('"error"');
  });

  it('is nobody without a token or a state', async () => {
    await expect(startBridge([], join(folder, 'none.json'))).rejects.toThrow('give an enrolment token with --token');
  });
});
