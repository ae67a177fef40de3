import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort, startDatabase } from '../../bench/environment.mjs';

const ENTRY = resolve(import.meta.dirname, '../../dist/main.js');
/** Milliseconds that it lives between two deaths. */
const LIFE = 15_000;

/** A service with a database of its own, which is killed now and then and comes back on the same ports. */
export class MortalServer {
  key = `sk_${'f'.repeat(43)}`;
  #database;
  #ports;
  #child;
  #deaths = Promise.resolve();

  static async start() {
    const server = new MortalServer();
    server.#database = await startDatabase();
    server.#ports = { PORT: String(await freePort()), MQTT_PORT: String(await freePort()) };
    server.url = `http://127.0.0.1:${server.#ports.PORT}`;
    await server.#run();
    return server;
  }

  killRepeatedly(times) {
    this.#deaths = (async () => {
      for (let death = 0; death < times; death++) {
        await delay(LIFE);
        await this.#end('SIGKILL');
        await this.#run();
      }
    })();
  }

  /** Resolves when it has died for the last time and is back. */
  async survive() {
    await this.#deaths;
  }

  async stop() {
    await this.#end('SIGTERM');
    await this.#database.stop();
  }

  async #run() {
    this.#child = spawn(process.execPath, [ENTRY], {
      cwd: this.#database.dataDir,
      env: {
        PATH: process.env.PATH,
        ...this.#ports,
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
      if (this.#child.exitCode !== null) throw new Error('the service ended');
      const ready = await fetch(`${this.url}/health/ready`).then(
        (answer) => answer.ok,
        () => false,
      );
      if (ready) return;
      await delay(50);
    }
  }

  async #end(signal) {
    const ended = new Promise((exit) => this.#child.once('exit', exit));
    this.#child.kill(signal);
    await ended;
  }
}
