import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { DISARM } from './autopilots.mjs';
import { allReached, progressOf, reachedBy } from './flight-progress.mjs';
import { itemsOf } from './mission-items.mjs';
import { MissionUpload } from './mission-upload.mjs';
import { NO_ANSWER, Refusal } from './refusal.mjs';
import { BEAT } from './vehicle.mjs';

/** Milliseconds from the server's knowing of a start to the take-off: time for an order not to. */
const LAST_WORD = 1_000;
/** Milliseconds until an armed vehicle shows that it is. */
const ARMING = 10_000;
const ANSWERS_KEPT = 200;

/**
 * Flies what the server gives: takes commands, and reports. A flight is `jobId, lease, mission, from, homeFirst, phase, startId,
 * reached, paused, armed`; phase ASSIGNED (being uploaded), STARTING (the server is told), FLYING.
 */
export class Pilot {
  #vehicle;
  #orders;
  #send;
  #report;
  #changed;
  #clock;
  #upload;
  #items;
  /** When its take-off was ordered, or it was taken over from before a restart. */
  #began;
  #resumed = false;
  #answers = new Map();
  flight;

  /**
   * @param send sends the vehicle a message: class, fields @param report sends the server an event @param changed called when
   * `flight` is another @param flight of before a restart
   */
  constructor({ vehicle, orders, send, report, changed, clock = Date.now }, flight) {
    this.#vehicle = vehicle;
    this.#orders = orders;
    this.#send = send;
    this.#report = report;
    this.#changed = changed;
    this.#clock = clock;
    if (!flight || flight.phase === 'ASSIGNED') return;
    this.flight = { ...flight, armed: false };
    this.#items = itemsOf(flight.mission, flight.from, flight.homeFirst);
    this.#resumed = true;
  }

  /** A command of the server; one that comes again is answered again. */
  receive(command) {
    if (this.#answers.has(command.id)) return void this.#answers.get(command.id)?.();
    if (this.#answers.size >= ANSWERS_KEPT) this.#answers.delete(this.#answers.keys().next().value);
    this.#answers.set(command.id, undefined);
    const mine = this.flight?.jobId === command.jobId && this.flight.lease === command.lease;
    return this.#obey(command, mine).catch((refusal) => {
      if (!(refusal instanceof Refusal)) throw refusal;
      this.#answer(command, 'rejected', refusal);
    });
  }

  /** The server has the event with that id. */
  acknowledged(id) {
    const { flight } = this;
    if (flight?.phase !== 'STARTING' || flight.startId !== id || this.#resumed) return;
    setTimeout(() => void this.#takeOff(flight), LAST_WORD);
  }

  /** A message of the vehicle. */
  heard(name, message) {
    this.#upload?.heard(name, message);
    const { flight } = this;
    if (flight?.phase !== 'FLYING' || this.#began === undefined) return;
    const reached = reachedBy(name, message, flight.reached, this.#items);
    if (reached !== flight.reached) this.#change({ reached });
  }

  /** Once a second, while the vehicle is heard: what becomes of the flight. @returns its progress, while it flies */
  look() {
    const { flight } = this;
    const now = this.#clock();
    if (this.#resumed) this.#began = now;
    this.#resumed = false;
    if (!flight || this.#began === undefined) return undefined;
    const { armed, airborne, droneState, landing } = this.#vehicle;
    if (flight.phase === 'STARTING') {
      if (!armed) return this.#fail({ code: 'BRIDGE_RESTARTED', message: 'The bridge was restarted before take-off' });
      this.#change({ phase: 'FLYING' });
    }
    if (armed && !flight.armed) this.#change({ armed: true });
    const all = allReached(this.#items, flight.reached);
    if (all && (!airborne || flight.mission.finishAction === 'HOVER')) {
      this.#tell(flight, 'completed');
      return this.#drop();
    }
    if (!armed && (flight.armed || now - this.#began >= ARMING)) {
      const message = ['The vehicle landed before its last waypoint', this.#vehicle.complaint(now)];
      return this.#fail({ code: 'LANDED_EARLY', message: message.filter(Boolean).join(': ') });
    }
    const state = { state: droneState, landing };
    return progressOf({ ...this.flight, items: this.#items }, this.#vehicle.place(now), state);
  }

  async #obey(command, mine) {
    switch (command.type) {
      case 'assign':
        return this.#assigned(command, mine);
      case 'pause':
      case 'resume':
        if (!mine || this.flight.phase !== 'FLYING') throw new Refusal('NOT_FLYING', 'The job is not being flown');
        await this.#orders.give(this.#vehicle.dialect[command.type]);
        if (this.#is(command)) this.#change({ paused: command.type === 'pause' });
        return this.#answer(command, 'accepted');
      default:
        return this.#ordered(command, mine ? this.flight : undefined);
    }
  }

  /** To end it: cancel, abort or rth. @param flight the one that is meant, where it is this bridge's */
  async #ordered(command, flight) {
    if (flight && flight.phase !== 'FLYING') {
      const upload = this.#upload;
      this.#drop();
      upload?.cancel();
    } else if (flight || this.#fliesUnknown()) {
      await this.#stop(command.action ?? 'RTH', flight);
    }
    this.#answer(command, 'accepted');
    if (!flight || command.type === 'cancel') return void (this.#is(flight) && flight && this.#drop());
    this.#tell(flight, 'failed', { code: 'ABORTED', reason: 'Ended as the server ordered' });
    if (this.#is(flight)) this.#drop();
  }

  /** Its state may have been lost. */
  #fliesUnknown() {
    return !this.flight && this.#vehicle.airborne && this.#vehicle.droneState === 'WAYPOINT';
  }

  #is(flight) {
    return this.flight?.lease === flight?.lease;
  }

  async #assigned(command, mine) {
    if (this.flight) {
      if (!mine) throw new Refusal('BUSY', 'The vehicle flies another job');
      return;
    }
    const { jobId, lease, mission } = command;
    if (!mission) throw new Refusal('NO_MISSION', 'The job has no mission');
    const now = this.#clock();
    this.#vehicle.mustBeReady(now);
    const from = this.#vehicle.place(now);
    const { homeFirst } = this.#vehicle.dialect;
    this.#items = itemsOf(mission, from, homeFirst);
    this.#began = undefined;
    this.flight = {
      jobId,
      lease,
      mission,
      from,
      homeFirst,
      phase: 'ASSIGNED',
      reached: -1,
      paused: false,
      armed: false,
    };
    const { flight } = this;
    this.#changed();
    this.#upload = new MissionUpload(this.#items, this.#send);
    try {
      await this.#upload.run();
    } catch (refusal) {
      if (!this.#is(flight)) return;
      this.#drop();
      throw refusal;
    }
    this.#answer(command, 'accepted');
    const startId = randomUUID();
    this.#change({ phase: 'STARTING', startId });
    this.#report({ id: startId, type: 'started', jobId, lease });
  }

  /** @param flight as it was when it was allowed: by now it may be another's */
  async #takeOff(flight) {
    if (!this.#is(flight)) return;
    try {
      this.#vehicle.mustBeReady(this.#clock());
    } catch (refusal) {
      return void this.#fail(refusal);
    }
    // From now on the vehicle may fly, whatever becomes of the bridge.
    this.#change({ phase: 'FLYING' });
    try {
      for (const order of this.#vehicle.dialect.start) {
        await this.#orders.give(order).catch((refusal) => {
          if (!order.optional) throw refusal;
        });
        if (!this.#is(flight)) return;
      }
      this.#began = this.#clock();
    } catch (refusal) {
      await this.#orders.give(DISARM).catch(() => undefined);
      if (this.#is(flight)) this.#fail(refusal);
    }
  }

  /** Ends a flight in the air, or on its way there. What the vehicle does not hear is said again, as long as it takes. */
  async #stop(action, flight) {
    let disarms = true;
    while (this.#is(flight)) {
      if (!this.#vehicle.online(this.#clock())) {
        await delay(BEAT);
        continue;
      }
      const disarm = disarms && !this.#vehicle.airborne;
      try {
        return await this.#orders.give(disarm ? DISARM : this.#vehicle.dialect[action]);
      } catch (refusal) {
        if (refusal.code === NO_ANSWER) continue;
        if (!disarm) throw refusal;
        // It has taken off by now.
        disarms = false;
      }
    }
  }

  #answer({ id, jobId, lease }, type, refusal) {
    const reason = refusal && { code: refusal.code, reason: refusal.message.slice(0, 1_000) };
    const answer = () => this.#report({ id: randomUUID(), type, jobId, lease, commandId: id, ...reason });
    this.#answers.set(id, answer);
    answer();
  }

  #fail({ code, message }) {
    this.#tell(this.flight, 'failed', { code, reason: message.slice(0, 1_000) });
    this.#drop();
  }

  #tell({ jobId, lease }, type, more) {
    this.#report({ id: randomUUID(), type, jobId, lease, ...more });
  }

  #drop() {
    this.flight = undefined;
    this.#upload = undefined;
    this.#changed();
  }

  #change(what) {
    this.flight = { ...this.flight, ...what };
    this.#changed();
  }
}
