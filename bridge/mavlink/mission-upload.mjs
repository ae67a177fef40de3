import { common } from 'node-mavlink';
import { NO_ANSWER, Refusal } from './refusal.mjs';

const { MavMissionResult, MavMissionType } = common;
/** Milliseconds until the number of items, or an item, is sent again, and how often it is sent at most. */
const COUNT_AGAIN = 1_500;
const ITEM_AGAIN = 250;
const TRIES = 5;

/** Gives a vehicle a mission. It asks for the items, in whatever order; what gets lost is sent again. */
export class MissionUpload {
  #items;
  #send;
  #timer;
  #served = new Set();
  #settle;
  #over = false;

  /** @param items as `itemsOf` makes them @param send sends a message: class, fields */
  constructor(items, send) {
    this.#items = items;
    this.#send = send;
  }

  /** Resolves once the vehicle has the mission. @throws Refusal */
  run() {
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
      this.#repeat(COUNT_AGAIN, () =>
        this.#send(common.MissionCount, { count: this.#items.length, missionType: MavMissionType.MISSION }),
      );
    });
  }

  /** A message of the vehicle. */
  heard(name, message) {
    if (this.#over || (message.missionType ?? 0) !== MavMissionType.MISSION) return;
    if (name === 'MISSION_REQUEST_INT' || name === 'MISSION_REQUEST') this.#serve(message.seq);
    if (name === 'MISSION_ACK') this.#acknowledged(message.type);
  }

  /** Gives it up, and tells the vehicle. */
  cancel() {
    if (this.#over) return;
    const type = MavMissionResult.OPERATION_CANCELLED;
    this.#send(common.MissionAck, { type, missionType: MavMissionType.MISSION });
    this.#end(new Refusal('CANCELLED', 'The upload was given up'));
  }

  #serve(seq) {
    const item = this.#items[seq];
    if (!item) return;
    this.#served.add(seq);
    const [param1, param2, param3, param4] = item.params;
    const { command, frame, x, y, z } = item;
    const more = { current: 0, autocontinue: 1, missionType: MavMissionType.MISSION };
    const fields = { seq, command, frame, param1, param2, param3, param4, x, y, z, ...more };
    this.#repeat(ITEM_AGAIN, () => this.#send(common.MissionItemInt, fields));
  }

  #acknowledged(type) {
    if (type !== MavMissionResult.ACCEPTED) {
      const name = MavMissionResult[type] ?? `result ${type}`;
      return this.#end(new Refusal(`MISSION_${name}`.slice(0, 100), `The vehicle refuses the mission: ${name}`));
    }
    // One that comes before all items were asked for is of another upload.
    if (this.#served.size === this.#items.length) this.#end();
    return undefined;
  }

  #repeat(milliseconds, send) {
    clearInterval(this.#timer);
    let tries = 1;
    send();
    this.#timer = setInterval(() => {
      if (tries++ < TRIES) return send();
      return this.#end(new Refusal(NO_ANSWER, 'The vehicle does not answer while it is given its mission'));
    }, milliseconds);
  }

  #end(refusal) {
    this.#over = true;
    clearInterval(this.#timer);
    if (refusal) this.#settle.reject(refusal);
    else this.#settle.resolve();
  }
}
