import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtempSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePort } from './server';
import { waitFor } from './wait-for';

/** Debian keeps it where only root looks. */
const PATH = `${process.env.PATH}:/usr/sbin`;
const ACL = /```acl\n(.*?)```/s;

export function hasMosquitto(): boolean {
  try {
    execFileSync('mosquitto_passwd', ['--help'], { env: { PATH }, stdio: 'ignore' });
  } catch (error) {
    return (error as { status?: number | null }).status != null;
  }
  return true;
}

/** The ACL that docs/mosquitto.md shows. */
const documentedAcl = () => ACL.exec(readFileSync(resolve(__dirname, '../../docs/mosquitto.md'), 'utf8'))![1];

/** A Mosquitto of our own, set up as its page says. */
export class Mosquitto {
  private readonly folder = mkdtempSync(join(tmpdir(), 'quintet-mosquitto-'));
  private process?: ChildProcess;

  private constructor(readonly port: number) {}

  /** @param users by name, with their passwords @param acl lines beside those of docs/mosquitto.md */
  static async start(users: Record<string, string>, acl = ''): Promise<Mosquitto> {
    const mosquitto = new Mosquitto(await freePort());
    const file = (name: string) => join(mosquitto.folder, name);
    writeFileSync(file('acl'), `${documentedAcl()}\n${acl}\n`, { mode: 0o644 });
    writeFileSync(file('passwords'), '', { mode: 0o644 });
    for (const [name, password] of Object.entries(users)) {
      execFileSync('mosquitto_passwd', ['-b', file('passwords'), name, password], { env: { PATH }, stdio: 'ignore' });
    }
    const lines = [
      `listener ${mosquitto.port} 127.0.0.1`,
      'allow_anonymous false',
      'user root',
      `password_file ${file('passwords')}`,
      `acl_file ${file('acl')}`,
    ];
    writeFileSync(file('mosquitto.conf'), lines.join('\n'));
    mosquitto.process = spawn('mosquitto', ['-c', file('mosquitto.conf')], { env: { PATH }, stdio: 'ignore' });
    await waitFor(() => mosquitto.answers(), { what: 'mosquitto' });
    return mosquitto;
  }

  async stop(): Promise<void> {
    const { process } = this;
    if (process && process.exitCode === null) {
      const ended = new Promise((resolve) => process.once('exit', resolve));
      process.kill();
      await ended;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  private answers(): Promise<boolean> {
    return new Promise((resolve) => {
      const socket = connect(this.port, '127.0.0.1', () => {
        socket.destroy();
        resolve(true);
      });
      socket.on('error', () => resolve(false));
    });
  }
}
