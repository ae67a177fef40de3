import { setTimeout as delay } from 'node:timers/promises';

/** Seconds that a server which does not answer is asked again for: it may be starting. */
const PATIENCE = 60;

/** The public calls of the service. */
export class Api {
  #bases;

  /** @param bases where it is asked for: the next one when one does not answer */
  constructor(bases, key) {
    this.#bases = [...bases];
    this.key = key;
  }

  get base() {
    return this.#bases[0];
  }

  /** That one does not answer. */
  turnFrom(base) {
    if (base === this.base) this.#bases.push(this.#bases.shift());
  }

  /** @throws Error for an answer that is not the expected one */
  async call(method, path, body, expected = [200, 201]) {
    const { status, body: answer } = await this.send(method, path, body);
    if (!expected.includes(status)) throw new Error(`${method} ${path}: ${status} ${answer?.message ?? ''}`);
    return answer;
  }

  async send(method, path, body, key = this.key) {
    for (let tries = 1; ; tries++) {
      const { base } = this;
      try {
        const answer = await fetch(base + path, {
          method,
          headers: {
            ...(key !== undefined && { authorization: `Bearer ${key}` }),
            ...(body !== undefined && { 'content-type': 'application/json' }),
          },
          body: body === undefined ? undefined : JSON.stringify(body),
        });
        const text = await answer.text();
        if (answer.status < 500) return { status: answer.status, body: text ? JSON.parse(text) : undefined };
        throw new Error(`${method} ${path}: ${answer.status}`);
      } catch (error) {
        if (tries === PATIENCE) throw error;
        this.turnFrom(base);
        await delay(1_000);
      }
    }
  }

  async *list(path, name) {
    for (let cursor = ''; cursor !== null;) {
      const page = await this.call('GET', `${path}${path.includes('?') ? '&' : '?'}limit=100&cursor=${cursor ?? ''}`);
      yield* page[name];
      cursor = page.nextCursor;
    }
  }
}
