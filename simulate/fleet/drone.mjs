import { headingTo, metersBetween, placeTowards } from '../../device/places.mjs';

const MAX_FLIGHT_SECONDS = 1500;
const CLIMB = 5;
/** Percent of the battery per second in the dock. */
const CHARGE = 0.5;
/** Seconds that the dock takes to open, and that a drone waits in it for an order not to fly after all. */
const PREPARATION = 3;
/** Seconds that it hovers when it is told to, before it comes home by itself. */
const ABORTED_HOVER = 10;
/** Seconds from a flight to the late report of the fault `stale`. */
const LATE = 3;

/**
 * One drone with its dock: what it is told goes in, what it reports comes out. It knows no clock and no network, so the
 * same commands and the same draws always make the same flight.
 */
export class Drone {
  #dock;
  #draws;
  #idPrefix;
  #ids = 0;
  #jobs = 0;
  #place;
  #battery = 100;
  #droneState = 'DOCKED';
  #dockState = 'CLOSED';
  #speed = 0;
  #heading = 0;
  #flight;
  #late = [];
  #out = [];
  /** Ticks that the link stays down. */
  #down = 0;
  /** Jobs that it took off for, and those that it completed. */
  flown = [];

  /** @param idPrefix begins the ids of its messages, which must not come again within a day */
  constructor({ dock, draws, idPrefix }) {
    this.#dock = dock;
    this.#place = dock;
    this.#draws = draws;
    this.#idPrefix = idPrefix;
  }

  get connected() {
    return this.#down === 0;
  }

  get busy() {
    return this.#flight !== undefined;
  }

  /** Takes a command that it was sent; one that comes again is answered again. */
  receive(command) {
    if (command.type === 'assign') return this.#assigned(command);
    const mine = this.#flight?.lease === command.lease;
    if (command.type === 'pause' || command.type === 'resume') {
      if (!mine || !this.#flight.airborne) return this.#answer(command, 'rejected', 'NOT_FLYING');
      this.#flight.paused = command.type === 'pause';
      return this.#answer(command, 'accepted');
    }
    this.#answer(command, 'accepted');
    if (!mine) return undefined;
    if (!this.#flight.airborne) this.#flight = undefined;
    else if (command.action === 'LAND') this.#end('ABORTED', 'Aborted', []);
    else if (command.action === 'HOVER') {
      const here = { ...this.#place, hoverSeconds: ABORTED_HOVER, index: -1 };
      this.#end('ABORTED', 'Aborted', [here, this.#homeAbove()]);
    } else this.#end('ABORTED', 'Aborted', [this.#homeAbove()]);
    return undefined;
  }

  /** The server has the event with that id. */
  acknowledged(id) {
    if (this.#flight?.startId === id) this.#flight.allowed = true;
  }

  /** Lets so many seconds pass; what it reports, in order, with its telemetry last. */
  tick(seconds) {
    if (this.#down > 0) this.#down--;
    for (let second = 0; second < seconds; second++) this.#second();
    if (this.connected && this.#flight?.airborne && !this.#flight.over) this.#reportProgress();
    const out = this.#out;
    this.#out = [];
    return [...out, { topic: 'telemetry', message: this.#telemetry() }];
  }

  #assigned(command) {
    if (this.#flight) {
      if (this.#flight.lease !== command.lease) this.#answer(command, 'rejected', 'BUSY');
      return;
    }
    const job = ++this.#jobs;
    const has = (fault) => this.#draws.has(job, fault);
    if (has('silent')) return;
    if (has('reject')) return void this.#answer(command, 'rejected', 'WEATHER');
    this.#flight = this.#planned(command, job);
    this.#report('accepted', { commandId: command.id });
    if (has('preflight-loss')) this.#down = 4 + Math.floor(this.#draws.number(job, 'preflight-loss-ticks') * 5);
  }

  #planned({ jobId, lease, mission }, job) {
    const speed = mission?.speed ?? 10;
    const points = mission?.waypoints ?? [{ ...this.#dock, alt: 30, hoverSeconds: 10 }];
    const targets = points.map((point, index) => ({ ...point, speed: point.speed ?? speed, index }));
    const has = (fault) => this.#draws.has(job, fault);
    const somewhere = (fault) => Math.floor(this.#draws.number(job, `${fault}-at`) * targets.length);
    return {
      jobId,
      lease,
      job,
      waits: PREPARATION,
      targets,
      count: targets.length,
      meters: 0,
      length: targets.reduce((sum, to, i) => sum + metersBetween(i ? targets[i - 1] : this.#place, to), 0),
      home: mission?.finishAction !== 'LAND',
      losesLinkAt: has('link-loss') ? somewhere('link-loss') : undefined,
      runsLowAt: has('low-battery') ? somewhere('low-battery') : undefined,
      repeats: has('duplicate'),
      late: has('stale'),
    };
  }

  #second() {
    for (const report of this.#late) report.in--;
    while (this.#late[0]?.in === 0) this.#out.push(this.#late.shift());
    const flight = this.#flight;
    if (!flight) return this.#rest();
    if (!flight.airborne) return this.#prepare(flight);
    this.#battery = Math.max(0, this.#battery - 100 / MAX_FLIGHT_SECONDS);
    if (flight.paused) return this.#stand('HOVER');
    if (flight.landing) return this.#land(flight);
    return this.#fly(flight);
  }

  #rest() {
    this.#dockState = this.#battery < 100 ? 'CHARGING' : 'CLOSED';
    this.#battery = Math.min(100, this.#battery + CHARGE);
  }

  /** It takes off only with the link up and once the server knows of it: else another drone may have the job by then. */
  #prepare(flight) {
    if (!this.connected) return;
    this.#dockState = flight.waits > 1 ? 'OPENING' : 'OPEN';
    if (flight.waits > 0) return void flight.waits--;
    flight.startId ??= this.#report('started');
    if (!flight.allowed || flight.waits-- > -1) return;
    flight.airborne = true;
    this.#droneState = 'GPS_NORMAL';
    this.flown.push({ jobId: flight.jobId, lease: flight.lease, completed: false });
  }

  #fly(flight) {
    const [target] = flight.targets;
    if (!target) return this.#comeHome(flight);
    if (target.index === flight.losesLinkAt) {
      flight.losesLinkAt = undefined;
      this.#down = 2 + Math.floor(this.#draws.number(flight.job, 'link-loss-ticks') * 8);
    }
    if (target.index === flight.runsLowAt) {
      return this.#end('LOW_BATTERY', 'The battery ran low', [this.#homeAbove()]);
    }
    if (metersBetween(this.#place, target) > 0) return this.#move(flight, target);
    if ((target.hoverSeconds ?? 0) > 0) {
      target.hoverSeconds--;
      return this.#stand('HOVER');
    }
    flight.targets.shift();
    return undefined;
  }

  #move(flight, target) {
    const next = placeTowards(this.#place, target, target.speed);
    this.#speed = metersBetween(this.#place, next);
    flight.meters += this.#speed;
    this.#heading =
      metersBetween(this.#place, { ...target, alt: this.#place.alt }) > 0 ? headingTo(this.#place, target) : 0;
    this.#place = next;
    this.#droneState = flight.returning ? 'RETURNING' : 'WAYPOINT';
  }

  #comeHome(flight) {
    if (flight.home && !flight.returning) {
      flight.returning = true;
      flight.targets = [this.#homeAbove()];
    } else {
      flight.landing = true;
    }
  }

  #land(flight) {
    this.#place = { ...this.#place, alt: Math.max(0, this.#place.alt - CLIMB) };
    if (this.#place.alt > 0) return;
    this.#speed = 0;
    if (!flight.over) {
      this.#report('completed');
      this.flown.at(-1).completed = true;
    }
    if (flight.late) {
      const message = { id: this.#nextId(), type: 'progress', jobId: flight.jobId, lease: flight.lease, percent: 50 };
      this.#late.push({ in: LATE, topic: 'events', message });
    }
    this.#flight = undefined;
    // Where it landed elsewhere, somebody has carried it back.
    this.#place = this.#dock;
    this.#droneState = 'DOCKED';
  }

  #end(code, reason, targets) {
    const { returning } = this.#flight;
    this.#report('failed', { code, reason });
    Object.assign(this.#flight, {
      over: true,
      paused: false,
      targets,
      home: false,
      returning: returning || targets.length > 0,
    });
  }

  #homeAbove() {
    return { ...this.#dock, alt: Math.max(30, this.#place.alt), speed: 10, index: -1 };
  }

  #stand(state) {
    this.#speed = 0;
    this.#droneState = state;
  }

  #reportProgress() {
    const { targets, count, meters, length, returning, landing, paused } = this.#flight;
    const flying = returning ? 'RETURNING' : meters === 0 ? 'TAKEOFF' : 'MISSION';
    this.#report('progress', {
      percent: returning || landing ? 99 : Math.min(98, Math.round((100 * meters) / Math.max(1, length))),
      phase: paused ? 'PAUSED' : landing ? 'LANDING' : flying,
      waypointIndex: targets[0] && targets[0].index >= 0 ? targets[0].index : count - 1,
      etaSeconds: Math.max(0, Math.round((length - meters) / 10)),
    });
  }

  #answer({ id, jobId, lease }, type, code) {
    const reason = code && { code, reason: `The drone says ${code}` };
    this.#send({ id: this.#nextId(), type, jobId, lease, commandId: id, ...reason });
  }

  #report(type, more) {
    const id = this.#nextId();
    const { jobId, lease } = this.#flight;
    this.#send({ id, type, jobId, lease, ...more });
    return id;
  }

  #send(message) {
    const report = { topic: 'events', message };
    this.#out.push(report);
    if (this.#flight?.repeats) this.#out.push(report);
  }

  #nextId() {
    return `${this.#idPrefix}-${++this.#ids}`;
  }

  #telemetry() {
    const { lat, lon, alt } = this.#place;
    const { jobId, lease } = this.#flight ?? {};
    const round = (number, digits) => Number(number.toFixed(digits));
    return {
      battery: round(this.#battery, 1),
      droneState: this.#droneState,
      dockState: this.#flight?.airborne ? 'OPEN' : this.#dockState,
      navigation: {
        position: { type: 'Point', coordinates: [round(lon, 7), round(lat, 7), round(alt, 2)] },
        orientation: { heading: round(this.#heading, 1), pitch: 0, roll: 0 },
        velocity: { groundSpeed: round(this.#speed, 2), verticalSpeed: 0 },
      },
      sensorPayload: { camera: { orientation: { pitch: -45, yaw: 0, roll: 0 } } },
      weather: { windSpeed: 3.2, windDirection: 240, temperature: 18.5, humidity: 62, rain: 0 },
      jobId,
      lease,
    };
  }
}
