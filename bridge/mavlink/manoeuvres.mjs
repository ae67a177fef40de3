import { setTimeout as delay } from 'node:timers/promises';
import { DISARM } from './autopilots.mjs';
import { NO_ANSWER, Refusal } from './refusal.mjs';
import { BEAT } from './vehicle.mjs';

/** What a vehicle is made to do, order by order. */
export class Manoeuvres {
  #vehicle;
  #orders;
  #clock;

  constructor({ vehicle, orders, clock }) {
    this.#vehicle = vehicle;
    this.#orders = orders;
    this.#clock = clock;
  }

  /** Arms it and starts its mission, for as long as that is wanted. @throws Refusal */
  async takeOff(wanted) {
    for (const order of this.#vehicle.dialect.start) {
      if (!wanted()) return;
      await this.#orders.give(order).catch((refusal) => {
        if (!order.optional) throw refusal;
      });
    }
  }

  /** @param what `pause` or `resume` @throws Refusal */
  async interrupt(what) {
    if (!this.#vehicle.online(this.#clock())) throw new Refusal('VEHICLE_OFFLINE', 'The vehicle is not heard');
    await this.#orders.give(this.#vehicle.dialect[what]);
  }

  /**
   * Ends a flight in the air, or on its way there. What the vehicle does not hear is said again, for as long as it is wanted.
   * @param action `HOVER`, `LAND` or `RTH` @throws Refusal where the vehicle refuses
   */
  async end(action, wanted) {
    let disarms = true;
    while (wanted()) {
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
}
