import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort, startDatabase } from '../../bench/environment.mjs';
import { end, strikeRepeatedly } from './mortality.mjs';

const ENTRY = resolve(import.meta.dirname, '../../dist/main.js');

/** A service with a database of its own, whose processes are killed in turn and come back on the same ports. */
export class MortalServer {
  key = `sk_${'f'.repeat(43)}`;
  #database;
  #brokerUrl;
  #processes;
  #deaths = Promise.resolve();

  /** @param brokerUrl of the broker that it is to use instead of its own */
  static async start(processes, brokerUrl) {
    const server = new MortalServer();
    server.#brokerUrl = brokerUrl;
    server.#database = await startDatabase();
    server.#processes = [];
    for (let number = 0; number < processes; number++) {
      server.#processes.push({ port: await freePort(), mqttPort: await freePort() });
    }
    for (const one of server.#processes) await server.#run(one);
    return server;
  }

  get urls() {
    return this.#processes.map(urlOf);
  }

  /** Where the brokers of its own are; none where another one is used. */
  get brokers() {
    return this.#brokerUrl ? [] : this.#processes.map(({ mqttPort }) => ({ host: '127.0.0.1', port: mqttPort }));
  }

  killRepeatedly(times, seed) {
    this.#deaths = strikeRepeatedly(times, seed, 'server', async (strike) => {
      const victim = this.#processes[strike % this.#processes.length];
      await end(victim.child, 'SIGKILL');
      await this.#run(victim);
    });
  }

  /** Resolves when it has died for the last time and is back. */
  async survive() {
    await this.#deaths;
  }

  async stop() {
    await Promise.all(this.#processes.map(({ child }) => end(child, 'SIGTERM')));
    await this.#database.stop();
  }

  async #run(one) {
    one.child = spawn(process.execPath, [ENTRY], {
      cwd: this.#database.dataDir,
      env: {
        PATH: process.env.PATH,
        PORT: String(one.port),
        MQTT_PORT: String(one.mqttPort),
        ...(this.#brokerUrl && { MQTT_URL: this.#brokerUrl }),
        DATA_DIR: join(this.#database.dataDir, 'service'),
        DATABASE_URL: this.#database.url,
        BOOTSTRAP_API_KEY: this.key,
        RATE_LIMIT_PER_SECOND: '0',
        DRONE_RATE_CREATE_PER_MIN: '0',
        LOG_LEVEL: 'error',
      },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    for (;;) {
      if (one.child.exitCode !== null) throw new Error('the service ended');
      const ready = await fetch(`${urlOf(one)}/health/ready`).then(
        (answer) => answer.ok,
        () => false,
      );
      if (ready) return;
      await delay(50);
    }
  }
}

const urlOf = ({ port }) => `http://127.0.0.1:${port}`;
