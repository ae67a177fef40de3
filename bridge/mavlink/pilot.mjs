import { randomUUID } from 'node:crypto';
import { Answers } from './answers.mjs';
import { endOf, progressOf, reachedBy } from './flight-progress.mjs';
import { Manoeuvres } from './manoeuvres.mjs';
import { itemsOf } from './mission-items.mjs';
import { MissionUpload } from './mission-upload.mjs';
import { Refusal } from './refusal.mjs';

/** Milliseconds from the server's knowing of a start to the take-off: time for an order not to. */
const LAST_WORD = 1_000;
/** Milliseconds until an armed vehicle shows that it is. */
const ARMING = 10_000;

/**
 * Flies what the server gives: takes commands, and reports. A flight is `jobId, lease, mission, from, homeFirst, phase, startId,
 * reached, paused, armed`; phase ASSIGNED (being uploaded), STARTING (the server is told), FLYING. Whoever waited looks whether
 * the flight is still the one.
 */
export class Pilot {
  #vehicle;
  #manoeuvres;
  #answers = new Answers(
    (command) => this.#obey(command),
    ({ id, ...flight }, answer) => this.#tell(flight, answer.type, { ...answer, commandId: id }),
  );
  #send;
  #report;
  #changed;
  #clock;
  #upload;
  #items;
  /** When it was made to take off, or was taken over from before a restart. */
  #began;
  #resumed = false;
  #stopping = false;
  flight;

  /**
   * @param send sends the vehicle a message: class, fields @param report sends the server an event @param changed called when
   * `flight` is another @param flight of before a restart
   */
  constructor({ vehicle, orders, send, report, changed, clock = Date.now }, flight) {
    this.#vehicle = vehicle;
    this.#manoeuvres = new Manoeuvres({ vehicle, orders, clock });
    this.#send = send;
    this.#report = report;
    this.#changed = changed;
    this.#clock = clock;
    // What was not accepted comes again.
    if (!flight || flight.phase === 'ASSIGNED') return;
    this.flight = { ...flight, armed: false };
    this.#items = itemsOf(flight.mission, flight.from, flight.homeFirst);
    this.#resumed = true;
  }

  /** A command of the server. */
  receive(command) {
    return this.#answers.receive(command);
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
    const now = this.#clock();
    if (this.#resumed) this.#began = now;
    this.#resumed = false;
    if (!this.flight || this.#began === undefined) return undefined;
    if (this.flight.phase === 'STARTING') {
      return this.#fail({ code: 'BRIDGE_RESTARTED', message: 'The bridge was restarted before take-off' });
    }
    const { armed, airborne, droneState, landing } = this.#vehicle;
    if (armed && !this.flight.armed) this.#change({ armed: true });
    const showsArming = this.flight.armed || now - this.#began >= ARMING;
    switch (endOf({ ...this.flight, items: this.#items }, { airborne, grounded: !armed && showsArming })) {
      case 'completed':
        this.#tell(this.flight, 'completed');
        return this.#drop();
      case 'failed': {
        const message = ['The vehicle landed before its last waypoint', this.#vehicle.complaint(now)];
        return this.#fail({ code: 'LANDED_EARLY', message: message.filter(Boolean).join(': ') });
      }
    }
    const state = { state: droneState, landing };
    return progressOf({ ...this.flight, items: this.#items }, this.#vehicle.place(now), state);
  }

  /** Resolves where a command is accepted, with what is to do once that is told. @throws Refusal */
  async #obey(command) {
    const { type, jobId, lease } = command;
    const flight = this.flight?.jobId === jobId && this.flight.lease === lease ? this.flight : undefined;
    // After a restart the server may not have the answer yet.
    if (type === 'assign') return flight ? undefined : this.#assigned(command);
    if (type !== 'pause' && type !== 'resume') return this.#ordered(command, flight);
    if (flight?.phase !== 'FLYING') throw new Refusal('NOT_FLYING', 'The job is not being flown');
    await this.#manoeuvres.interrupt(type);
    if (this.#is(flight)) this.#change({ paused: type === 'pause' });
    return undefined;
  }

  async #assigned({ jobId, lease, mission }) {
    if (this.flight) throw new Refusal('BUSY', 'The vehicle flies another job');
    if (!mission) throw new Refusal('NO_MISSION', 'The job has no mission');
    const now = this.#clock();
    this.#vehicle.mustBeReady(now);
    const from = this.#vehicle.place(now);
    const { homeFirst } = this.#vehicle.dialect;
    this.#items = itemsOf(mission, from, homeFirst);
    this.#began = undefined;
    this.#stopping = false;
    const flight = { jobId, lease, mission, from, homeFirst, reached: -1, paused: false, armed: false };
    this.#change({ ...flight, phase: 'ASSIGNED' });
    this.#upload = new MissionUpload(this.#items, this.#send);
    try {
      await this.#upload.run();
    } catch (refusal) {
      if (this.#is(flight)) this.#drop();
      throw refusal;
    }
    return () => {
      const startId = randomUUID();
      this.#change({ phase: 'STARTING', startId });
      this.#tell(flight, 'started', { id: startId });
    };
  }

  /** To end it: cancel, abort or rth. @param flight the one that is meant, where it is this bridge's */
  async #ordered({ type, action = 'RTH' }, flight) {
    if (flight && flight.phase !== 'FLYING') {
      const upload = this.#upload;
      this.#drop();
      upload?.cancel();
    } else if (flight || this.#fliesUnknown()) {
      await this.#stop(action, flight);
    }
    return () => {
      if (flight && type !== 'cancel') {
        this.#tell(flight, 'failed', { code: 'ABORTED', reason: 'Ended as the server ordered' });
      }
      if (flight && this.#is(flight)) this.#drop();
    };
  }

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
      await this.#manoeuvres.takeOff(() => this.#is(flight) && !this.#stopping);
    } catch (refusal) {
      // It may have heard, and only its answer was lost.
      await this.#stop('RTH', flight).catch(() => undefined);
      if (this.#is(flight)) this.#fail(refusal);
    }
    if (this.#is(flight)) this.#began = this.#clock();
  }

  async #stop(action, flight) {
    this.#stopping = true;
    await this.#manoeuvres.end(action, () => this.#is(flight));
  }

  /** A mission of which this bridge knows nothing: its state may have been lost. */
  #fliesUnknown() {
    return !this.flight && this.#vehicle.airborne && this.#vehicle.droneState === 'WAYPOINT';
  }

  #is(flight) {
    return this.flight?.lease === flight?.lease;
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
