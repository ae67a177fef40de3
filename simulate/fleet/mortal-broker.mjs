import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../../bench/environment.mjs';
import { end, strikeRepeatedly } from './mortality.mjs';

/** Debian keeps it where only root looks. */
const PATH = `${process.env.PATH}:/usr/sbin`;
const PAGE = resolve(import.meta.dirname, '../../docs/mosquitto.md');
const ACL = /```acl\n(.*?)```/s;
const SERVICE = { name: 'quintet', password: 'secret' };
/** Milliseconds that it stays dead. */
const DEATH = { least: 0, most: 4_000 };

/** A Mosquitto with the access rules of docs/mosquitto.md, which is killed now and then and comes back on the same port. */
export class MortalBroker {
  #folder = mkdtempSync(join(tmpdir(), 'quintet-mosquitto-'));
  #child;
  #deaths = Promise.resolve();

  /** @throws Error with one clear line where there is no Mosquitto */
  static async start() {
    const broker = new MortalBroker();
    broker.port = await freePort();
    broker.url = `mqtt://${SERVICE.name}:${SERVICE.password}@127.0.0.1:${broker.port}`;
    broker.#writePasswords([SERVICE]);
    writeFileSync(broker.#file('acl'), ACL.exec(readFileSync(PAGE, 'utf8'))[1]);
    const lines = [
      `listener ${broker.port} 127.0.0.1`,
      'user root',
      'allow_anonymous false',
      `password_file ${broker.#file('passwords')}`,
      `acl_file ${broker.#file('acl')}`,
      'persistence true',
      `persistence_location ${broker.#folder}/`,
      'autosave_interval 5',
      'max_queued_messages 10000',
      'max_inflight_messages 100',
    ];
    writeFileSync(broker.#file('mosquitto.conf'), lines.join('\n'));
    await broker.#run();
    return broker;
  }

  /** Lets devices in, each by its id and credential. */
  admit(devices) {
    this.#writePasswords([
      SERVICE,
      ...devices.map(({ deviceId, credential }) => ({ name: deviceId, password: credential })),
    ]);
    // It reads the file again.
    this.#child.kill('SIGHUP');
  }

  killRepeatedly(times, seed) {
    this.#deaths = strikeRepeatedly(times, seed, 'broker', async (_, random) => {
      await end(this.#child, 'SIGKILL');
      await delay(random.between(DEATH.least, DEATH.most));
      await this.#run();
    });
  }

  /** Resolves when it has died for the last time and is back. */
  async survive() {
    await this.#deaths;
  }

  async stop() {
    if (this.#child) await end(this.#child, 'SIGTERM');
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #file(name) {
    return join(this.#folder, name);
  }

  #writePasswords(users) {
    const file = this.#file('passwords');
    writeFileSync(file, users.map(({ name, password }) => `${name}:${password}\n`).join(''), { mode: 0o600 });
    try {
      // Hashes all of them at once.
      execFileSync('mosquitto_passwd', ['-U', file], { env: { PATH }, stdio: 'ignore' });
    } catch (error) {
      rmSync(this.#folder, { recursive: true, force: true });
      throw error.code === 'ENOENT' ? new Error('--mosquitto needs Mosquitto: apt-get install mosquitto') : error;
    }
  }

  async #run() {
    this.#child = spawn('mosquitto', ['-c', this.#file('mosquitto.conf')], { env: { PATH }, stdio: 'ignore' });
    while (!(await this.#answers())) {
      if (this.#child.exitCode !== null) throw new Error('Mosquitto ended');
      await delay(20);
    }
  }

  #answers() {
    return new Promise((answer) => {
      const socket = connect(this.port, '127.0.0.1', () => {
        socket.destroy();
        answer(true);
      });
      socket.on('error', () => answer(false));
    });
  }
}
