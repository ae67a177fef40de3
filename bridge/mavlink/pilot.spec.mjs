import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Orders } from './orders.mjs';
import { Pilot } from './pilot.mjs';
import { Vehicle } from './vehicle.mjs';

const HEARTBEAT = { type: 2, autopilot: 12, baseMode: 1, customMode: 0 };
const POSITION = { lat: 1, lon: 2, alt: 0, relativeAlt: 0, vx: 0, vy: 0, vz: 0, hdg: 0 };
const MISSION = { speed: 10, altitudeMode: 'RELATIVE', finishAction: 'RTH', waypoints: [{ lat: 1, lon: 2, alt: 30 }] };
const ASSIGN = { id: 'c1', type: 'assign', jobId: 'job', lease: 3, mission: MISSION };
const ARM = 400;

describe('a pilot', () => {
  let vehicle;
  let orders;
  let sent;
  let reports;
  let results;
  let pilot;

  function board(flight) {
    reports = [];
    sent = [];
    results = {};
    vehicle = new Vehicle();
    vehicle.heard('HEARTBEAT', HEARTBEAT, Date.now());
    vehicle.heard('GLOBAL_POSITION_INT', POSITION, Date.now());
    const send = (kind, fields) => {
      sent.push(fields.command === ARM ? `ARM ${fields._param1}` : (fields.command ?? kind.MSG_NAME));
      const result = results[fields.command] ?? 0;
      if (kind.MSG_NAME === 'COMMAND_LONG') {
        void Promise.resolve().then(() => orders.heard('COMMAND_ACK', { command: fields.command, result }));
      }
    };
    orders = new Orders(send, () => undefined);
    const report = (event) => reports.push(event);
    pilot = new Pilot({ vehicle, orders, send, report, changed: () => undefined }, flight);
  }

  const told = () => reports.map(({ type, code }) => [type, code].filter(Boolean).join(' '));
  const pass = (milliseconds) => jest.advanceTimersByTimeAsync(milliseconds);

  /** Takes the mission, and asks to start. */
  async function accept() {
    void pilot.receive(ASSIGN);
    for (let seq = 0; seq < 4; seq++) pilot.heard('MISSION_REQUEST_INT', { seq, missionType: 0 });
    pilot.heard('MISSION_ACK', { type: 0, missionType: 0 });
    await pass(0);
    sent.length = 0;
  }

  beforeEach(() => {
    jest.useFakeTimers();
    board();
  });
  afterEach(() => jest.useRealTimers());

  it('takes off only once the server has the start, and a second for its last word is over', async () => {
    await accept();
    expect(told()).toEqual(['accepted', 'started']);
    await pass(10_000);
    expect(sent).toEqual([]);
    vehicle.heard('HEARTBEAT', HEARTBEAT, Date.now());
    vehicle.heard('GLOBAL_POSITION_INT', POSITION, Date.now());
    pilot.acknowledged(reports[1].id);
    await pass(999);
    expect(sent).toEqual([]);
    await pass(1);
    expect(sent).toEqual([176, 'ARM 1']);
  });

  it('does not take off against the last word', async () => {
    await accept();
    pilot.acknowledged(reports[1].id);
    await pilot.receive({ id: 'c2', type: 'abort', jobId: 'job', lease: 3 });
    await pass(5_000);
    expect(sent).toEqual([]);
    expect(told().slice(2)).toEqual(['accepted', 'failed ABORTED']);
  });

  it('does not arm what is being stopped meanwhile', async () => {
    await accept();
    results[176] = 5;
    pilot.acknowledged(reports[1].id);
    await pass(1_000);
    expect(sent).toEqual([176]);
    const aborted = pilot.receive({ id: 'c2', type: 'abort', jobId: 'job', lease: 3, action: 'LAND' });
    orders.heard('COMMAND_ACK', { command: 176, result: 0 });
    await aborted;
    await pass(5_000);
    expect(sent).toEqual([176, 'ARM 0']);
    expect(told().slice(2)).toEqual(['accepted', 'failed ABORTED']);
  });

  it('stops what may have heard an order that it did not answer', async () => {
    await accept();
    results[ARM] = 4;
    pilot.acknowledged(reports[1].id);
    await pass(1_000);
    expect(sent).toEqual([176, 'ARM 1', 'ARM 0', 176]);
    expect(told().slice(2)).toEqual(['failed COMPONENT_ARM_DISARM_REFUSED']);
  });

  it('obeys a command once, and answers it again', async () => {
    await accept();
    const order = { id: 'c2', type: 'pause', jobId: 'job', lease: 3 };
    await pilot.receive(order);
    await pilot.receive(order);
    expect(told().slice(2)).toEqual(['rejected NOT_FLYING', 'rejected NOT_FLYING']);
    expect(reports.at(-1)).toMatchObject({ commandId: 'c2', jobId: 'job', lease: 3 });
  });

  it('takes one job at a time, with a mission', async () => {
    await pilot.receive({ ...ASSIGN, id: 'c0', mission: null });
    await accept();
    await pilot.receive({ ...ASSIGN, id: 'c2', lease: 4 });
    await pilot.receive({ ...ASSIGN, id: 'c3' });
    expect(told()).toEqual(['rejected NO_MISSION', 'accepted', 'started', 'rejected BUSY', 'accepted']);
  });

  it('does not take off with a start of before a restart, but flies on', async () => {
    const flight = {
      jobId: 'job',
      lease: 3,
      mission: MISSION,
      from: { lat: 1, lon: 2, alt: 0 },
      homeFirst: false,
      reached: 1,
    };
    board({ ...flight, phase: 'STARTING', startId: 'e1' });
    pilot.acknowledged('e1');
    pilot.look();
    await pass(5_000);
    expect([sent, told()]).toEqual([[], ['failed BRIDGE_RESTARTED']]);

    board({ ...flight, phase: 'FLYING' });
    vehicle.heard('HEARTBEAT', { ...HEARTBEAT, baseMode: 129 }, Date.now());
    vehicle.heard('EXTENDED_SYS_STATE', { landedState: 2 }, Date.now());
    expect(pilot.look()).toMatchObject({ waypointIndex: 0 });
    pilot.heard('MISSION_CURRENT', { seq: 3 });
    vehicle.heard('EXTENDED_SYS_STATE', { landedState: 1 }, Date.now());
    pilot.look();
    expect(told()).toEqual(['completed']);
  });
});
