import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startEmbeddedPostgres } from '../../src/kernel/database/embedded-postgres';
import { freePort } from '../support/server';
import { waitFor } from '../support/wait-for';

const START = resolve(__dirname, '../../bin/start.mjs');

describe('starting', () => {
  let dataDir: string;
  let running: ChildProcess | undefined;
  let output: string;

  beforeAll(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'quintet-starting-'));
    // Root's PostgreSQL runs as another user, who has to get in.
    chmodSync(dataDir, 0o755);
  });

  afterAll(async () => {
    running?.kill('SIGKILL');
    await (await startEmbeddedPostgres({ dataDir, log: () => undefined })).stop();
    const { cluster } = JSON.parse(readFileSync(join(dataDir, 'postgres.json'), 'utf8')) as { cluster: string };
    for (const folder of [resolve(dataDir, cluster), dataDir]) rmSync(folder, { recursive: true });
  });

  function launch(env: Record<string, string>): ChildProcess {
    const { PATH, HOME } = process.env;
    running = spawn(process.execPath, [START], {
      cwd: dataDir,
      env: { PATH, HOME, DATA_DIR: '.', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    output = '';
    for (const stream of [running.stdout!, running.stderr!]) stream.on('data', (text) => (output += text));
    return running;
  }

  async function launchUntilReady(): Promise<ChildProcess> {
    const port = await freePort();
    const child = launch({ PORT: String(port) });
    await waitFor(
      async () => {
        if (child.exitCode !== null) throw new Error(`the service ended:\n${output}`);
        return fetch(`http://127.0.0.1:${port}/health/ready`).then(
          (answer) => answer.status === 200,
          () => false,
        );
      },
      { what: 'the service to be ready', timeout: 50_000 },
    );
    return child;
  }

  it('works on nothing but a folder, again after SIGKILL, and ends with 0 on SIGTERM', async () => {
    for (let kills = 0; kills < 2; kills++) {
      const child = await launchUntilReady();
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    const child = await launchUntilReady();
    const asked = Date.now();
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(Date.now() - asked).toBeLessThan(10_000);
  });

  it('prints where its documents are, and a call for each domain', async () => {
    const child = await launchUntilReady();
    await waitFor(() => /http:\/\/127\.0\.0\.1:\d+\/docs/.test(output) && output.includes('curl -X POST'));
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it.each([
    [{ PORT: 'abc' }, 'PORT must be an integer between 0 and 65535'],
    [{ NODE_ENV: 'production' }, 'JWT_SECRET must be set to at least 32 bytes'],
  ])('ends with one clear line and 1 on %j', async (env, line) => {
    const child = launch(env as Record<string, string>);
    expect(await once(child, 'close')).toEqual([1, null]);
    expect(output).toBe(`${line}\n`);
  });
});

/** A process of its own that holds the launcher's lock until its input ends. */
const HOLDER = `
  import { appendFileSync } from 'node:fs';
  const [lock, root] = process.argv.slice(1);
  const { exclusively } = await import(lock);
  await exclusively(root, async () => {
    appendFileSync(root + '/order', process.pid + ' ');
    for await (const _ of process.stdin);
    appendFileSync(root + '/order', process.pid + ' ');
  });`;

describe('the lock under which the launcher installs and builds', () => {
  let root: string;
  const order = () => readFileSync(join(root, 'order'), { encoding: 'utf8', flag: 'a+' }).trim().split(' ');

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'quintet-lock-'));
  });

  afterEach(() => rmSync(root, { recursive: true }));

  const hold = () =>
    spawn(process.execPath, ['--input-type=module', '-e', HOLDER, resolve(START, '../lock.mjs'), root], {
      stdio: ['pipe', 'ignore', 'ignore'],
    });

  it('has one holder at a time', async () => {
    const holders = Array.from({ length: 4 }, hold);
    for (const holder of holders) holder.stdin.end();
    for (const holder of holders) if (holder.exitCode === null) await once(holder, 'exit');
    const pids = order();
    expect(pids.filter((_, index) => index % 2 === 0)).toEqual(pids.filter((_, index) => index % 2 === 1));
    expect(new Set(pids)).toEqual(new Set(holders.map(({ pid }) => String(pid))));
  });

  it('passes on when its holder is killed', async () => {
    const killed = hold();
    await waitFor(() => order().includes(String(killed.pid)));
    const next = hold();
    next.stdin.end();
    killed.kill('SIGKILL');
    expect(await once(next, 'exit')).toEqual([0, null]);
    expect(order()).toEqual([killed.pid, next.pid, next.pid].map(String));
  });
});
