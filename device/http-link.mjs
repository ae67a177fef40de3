import { setTimeout as delay } from 'node:timers/promises';

/** Seconds that a request for commands waits for one. */
const WAIT = 25;

/** A drone that speaks HTTPS instead of MQTT. Events wait while the link is down; telemetry is lost. */
export class HttpLink {
  #api;
  #credential;
  #waiting = [];
  #sending = false;
  #stop;
  #cursor = '';

  constructor({ credential }, { received, acknowledged }, api) {
    this.#api = api;
    this.#credential = credential;
    this.received = received;
    this.acknowledged = acknowledged;
  }

  get open() {
    return this.#stop !== undefined;
  }

  /** Whether what is sent now leaves now. */
  get connected() {
    return this.open && this.#waiting.length === 0;
  }

  connect() {
    this.#stop = new AbortController();
    void this.#listen(this.#stop.signal);
    void this.#flush();
  }

  drop() {
    this.#stop?.abort();
    this.#stop = undefined;
  }

  async close() {
    if (this.open)
      await this.#post('/v3/device/events', { id: `end-${Date.now()}`, type: 'offline' }).catch(() => undefined);
    this.drop();
  }

  send(topic, message) {
    if (topic === 'telemetry') {
      if (this.open) void this.#post('/v3/device/telemetry', message).catch(() => undefined);
      return;
    }
    this.#waiting.push(message);
    void this.#flush();
  }

  async #flush() {
    if (this.#sending || !this.open) return;
    this.#sending = true;
    try {
      while (this.open && this.#waiting.length > 0) {
        const batch = this.#waiting.slice(0, 20);
        await this.#post('/v3/device/events', batch);
        this.#waiting.splice(0, batch.length);
        for (const { id } of batch) this.acknowledged(id);
      }
    } catch {
      setTimeout(() => void this.#flush(), 1_000);
    } finally {
      this.#sending = false;
    }
  }

  async #listen(signal) {
    while (!signal.aborted) {
      const { base } = this.#api;
      try {
        const path = `/v3/device/commands?wait=${WAIT}&after=${encodeURIComponent(this.#cursor)}`;
        const answer = await fetch(base + path, {
          signal,
          headers: { authorization: `Bearer ${this.#credential}` },
        });
        if (!answer.ok) throw new Error(`${answer.status}`);
        const { commands, cursor } = await answer.json();
        this.#cursor = cursor ?? this.#cursor;
        for (const command of commands) this.received(command);
      } catch {
        if (!signal.aborted) this.#api.turnFrom(base);
        await delay(1_000);
      }
    }
  }

  async #post(path, message) {
    const answer = await fetch(this.#api.base + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.#credential}`, 'content-type': 'application/json' },
      body: JSON.stringify(message),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    await answer.arrayBuffer();
  }
}
