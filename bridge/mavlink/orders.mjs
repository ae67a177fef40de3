import { common } from 'node-mavlink';
import { NO_ANSWER, Refusal } from './refusal.mjs';

const { MavCmd, MavResult } = common;
const AGAIN = 1_000;
const TRIES = 5;
/** Milliseconds that a vehicle may take for what it says is in progress. */
const PROGRESS = 30_000;

/** Gives a vehicle orders as COMMAND_LONG, one after the other, each until it answers. */
export class Orders {
  #send;
  #last = Promise.resolve();
  #open;

  /** @param send sends a message: class, fields @param why what the vehicle said last, for refusals */
  constructor(send, why) {
    this.#send = send;
    this.why = why;
  }

  /** Resolves once the vehicle does it. @throws Refusal */
  give(order) {
    const given = this.#last.then(() => this.#untilAnswered(order));
    this.#last = given.catch(() => undefined);
    return given;
  }

  /** A message of the vehicle. */
  heard(name, { command, result }) {
    if (name === 'COMMAND_ACK' && this.#open?.command === command) this.#open.answered(result);
  }

  #untilAnswered({ command, params }) {
    return new Promise((resolve, reject) => {
      let tries = 0;
      let timer;
      const name = MavCmd[command];
      const end = (settle, value) => {
        clearTimeout(timer);
        this.#open = undefined;
        settle(value);
      };
      const unanswered = () => end(reject, new Refusal(NO_ANSWER, `The vehicle does not answer ${name}`));
      const send = () => {
        if (tries === TRIES) return unanswered();
        const fields = Object.fromEntries(Array.from({ length: 7 }, (_, i) => [`_param${i + 1}`, params[i] ?? 0]));
        this.#send(common.CommandLong, { ...fields, command, confirmation: tries++ });
        timer = setTimeout(send, AGAIN);
        return undefined;
      };
      const answered = (result) => {
        if (result === MavResult.ACCEPTED) return end(resolve);
        if (result === MavResult.IN_PROGRESS) {
          clearTimeout(timer);
          timer = setTimeout(unanswered, PROGRESS);
          return undefined;
        }
        const text = [`The vehicle answers ${name} with ${MavResult[result] ?? result}`, this.why()];
        return end(reject, new Refusal(`${name}_REFUSED`, text.filter(Boolean).join(': ')));
      };
      this.#open = { command, answered };
      send();
    });
  }
}
