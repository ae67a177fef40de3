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
