import { randomUUID } from 'node:crypto';
import { common, minimal } from 'node-mavlink';
import { Orders } from './orders.mjs';
import { Pilot } from './pilot.mjs';
import { UdpLine } from './udp-line.mjs';
import { BEAT, Vehicle } from './vehicle.mjs';

/** What the vehicle is asked to tell once a second. */
const WANTED = [
  common.SysStatus,
  common.GpsRawInt,
  common.Attitude,
  common.GlobalPositionInt,
  common.MissionCurrent,
  common.VfrHud,
  common.BatteryStatus,
  common.ExtendedSysState,
];
const HEARTBEAT = {
  type: minimal.MavType.GCS,
  autopilot: minimal.MavAutopilot.INVALID,
  systemStatus: minimal.MavState.ACTIVE,
  mavlinkVersion: 3,
};

/** One vehicle's bridge: a device to the server, a ground station to the vehicle. */
export class Bridge {
  #state;
  #keep;
  #print;
  #line = new UdpLine((name, message) => this.#heard(name, message));
  #send = (kind, fields) => this.#line.send(kind, fields);
  #vehicle = new Vehicle();
  #orders = new Orders(this.#send, () => this.#vehicle.complaint(Date.now()));
  #pilot;
  #link;
  #owed;
  #online = false;
  #beat;

  /**
   * @param state of before: the flight, and events that the server may not have @param keep called with each new state
   * @param connect makes the link to the server of what it calls @param print tells who runs the bridge
   */
  constructor({ state, keep, connect, print }) {
    this.#state = state;
    this.#keep = keep;
    this.#print = print;
    const { flight, owed = [] } = state;
    // Nobody takes off by an event of before a restart: whether the server has had it does not matter any more.
    const stillOwed = flight?.phase === 'STARTING' ? owed.filter(({ id }) => id !== flight.startId) : owed;
    this.#owed = new Map(stillOwed.map((event) => [event.id, event]));
    const told = { send: this.#send, report: (event) => this.#report(event), changed: () => this.#save() };
    this.#pilot = new Pilot({ vehicle: this.#vehicle, orders: this.#orders, ...told }, flight);
    this.#link = connect({
      received: (command) => void this.#pilot.receive(command),
      acknowledged: (id) => this.#acknowledged(id),
    });
  }

  /** Resolves with the UDP port. @throws Error where that cannot be had */
  async open(udp) {
    const port = await this.#line.open(udp);
    for (const event of this.#owed.values()) this.#link.send('events', event);
    this.#link.connect();
    this.#beat = setInterval(() => this.#tick(), BEAT);
    return port;
  }

  /** The vehicle flies on by itself. */
  async close() {
    clearInterval(this.#beat);
    await this.#link.close();
    this.#line.close();
  }

  #heard(name, message) {
    this.#vehicle.heard(name, message, Date.now());
    this.#orders.heard(name, message);
    this.#pilot.heard(name, message);
  }

  #tick() {
    this.#send(minimal.Heartbeat, HEARTBEAT);
    const now = Date.now();
    const online = this.#vehicle.online(now);
    if (online !== this.#online) this.#turned(online);
    if (!online) return;
    const telemetry = this.#vehicle.telemetry(now);
    if (!telemetry) this.#ask();
    const progress = this.#pilot.look();
    const { jobId, lease, paused } = this.#pilot.flight ?? {};
    // Some stay in the mode of their mission.
    const droneState = paused && telemetry?.droneState === 'WAYPOINT' ? 'HOVER' : telemetry?.droneState;
    if (telemetry) this.#link.send('telemetry', { ...telemetry, droneState, jobId, lease });
    // What is not heard now is not worth keeping.
    if (progress && this.#link.connected) {
      this.#link.send('events', { id: randomUUID(), type: 'progress', jobId, lease, ...progress });
    }
  }

  #turned(online) {
    this.#online = online;
    this.#print({ event: 'vehicle', online });
    if (online) this.#ask();
    else if (this.#link.connected) this.#link.send('events', { id: randomUUID(), type: 'offline' });
  }

  #ask() {
    for (const { MSG_ID } of WANTED) {
      const params = { _param1: MSG_ID, _param2: BEAT * 1_000 };
      this.#send(common.CommandLong, { command: common.MavCmd.SET_MESSAGE_INTERVAL, ...params });
    }
  }

  #report(event) {
    const { type, jobId, commandId, code, reason } = event;
    this.#print({ event: 'report', type, jobId, commandId, code, reason });
    this.#owed.set(event.id, event);
    this.#save();
    this.#link.send('events', event);
  }

  #acknowledged(id) {
    if (this.#owed.delete(id)) this.#save();
    this.#pilot.acknowledged(id);
  }

  #save() {
    try {
      this.#keep({ ...this.#state, flight: this.#pilot.flight, owed: [...this.#owed.values()] });
    } catch (error) {
      // It flies on: only a restart would miss it.
      this.#print({ event: 'error', message: error.message });
    }
  }
}
