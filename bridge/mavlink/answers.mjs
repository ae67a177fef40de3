import { Refusal } from './refusal.mjs';

const KEPT = 200;

/** Answers commands of the server: each is obeyed once, and answered again where it comes again. */
export class Answers {
  #answers = new Map();

  /** @param obey called with a command that is new; what it resolves means `accepted` @param report sends an answer */
  constructor(obey, report) {
    this.obey = obey;
    this.report = report;
  }

  async receive(command) {
    const { id } = command;
    if (this.#answers.has(id)) {
      const answer = this.#answers.get(id);
      if (answer) this.report(command, answer);
      return;
    }
    if (this.#answers.size >= KEPT) this.#answers.delete(this.#answers.keys().next().value);
    this.#answers.set(id, undefined);
    const after = await this.obey(command).catch((refusal) => {
      if (!(refusal instanceof Refusal)) throw refusal;
      return refusal;
    });
    const refused = after instanceof Refusal;
    const answer = refused
      ? { type: 'rejected', code: after.code, reason: after.message.slice(0, 1_000) }
      : { type: 'accepted' };
    this.#answers.set(id, answer);
    this.report(command, answer);
    if (!refused) after?.();
  }
}
