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
const certificates = (name: string) => resolve(__dirname, '../../src/kernel/outbound/fixtures', name);
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

  /** @param port without TLS @param tlsPort with it */
  private constructor(
    readonly port: number,
    readonly tlsPort: number,
  ) {}

  /** Not running yet. @param acl lines beside those of docs/mosquitto.md */
  static async prepare(acl = ''): Promise<Mosquitto> {
    const mosquitto = new Mosquitto(await freePort(), await freePort());
    const file = (name: string) => join(mosquitto.folder, name);
    writeFileSync(file('acl'), `${documentedAcl()}\n${acl}\n`, { mode: 0o644 });
    writeFileSync(file('passwords'), '', { mode: 0o644 });
    const lines = [
      'allow_anonymous false',
      'user root',
      `password_file ${file('passwords')}`,
      `acl_file ${file('acl')}`,
      'max_queued_messages 10000',
      'persistence true',
      `persistence_location ${mosquitto.folder}/`,
      `listener ${mosquitto.port} 127.0.0.1`,
      `listener ${mosquitto.tlsPort} 127.0.0.1`,
      `certfile ${certificates('server.pem')}`,
      `keyfile ${certificates('server-key.pem')}`,
    ];
    writeFileSync(file('mosquitto.conf'), lines.join('\n'));
    return mosquitto;
  }

  async start(): Promise<void> {
    this.process = spawn('mosquitto', ['-c', join(this.folder, 'mosquitto.conf')], { env: { PATH }, stdio: 'ignore' });
    await waitFor(() => this.answers(), { what: 'mosquitto' });
  }

  /** Knows these users, by name with their passwords, from now on, beside those that it knows. */
  admit(users: Record<string, string>): void {
    const passwords = join(this.folder, 'passwords');
    for (const [name, password] of Object.entries(users)) {
      execFileSync('mosquitto_passwd', ['-b', passwords, name, password], { env: { PATH }, stdio: 'ignore' });
    }
    this.process?.kill('SIGHUP');
  }

  /** Ends and comes back, with all that it has to keep. */
  async restart(): Promise<void> {
    await this.end();
    await this.start();
  }

  async stop(): Promise<void> {
    await this.end();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async end(): Promise<void> {
    const { process } = this;
    if (!process || process.exitCode !== null) return;
    const ended = new Promise((resolve) => process.once('exit', resolve));
    process.kill();
    await ended;
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
