import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const require = createRequire(import.meta.url);
const root = resolve(import.meta.dirname, '..');

/** A port that is free at this moment. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  const { port } = server.address();
  await new Promise((closed) => server.close(closed));
  return port;
}

/** An embedded PostgreSQL of its own, with the durability of production. */
export async function startDatabase() {
  const { startEmbeddedPostgres } = require(join(root, 'dist/kernel/database/embedded-postgres.js'));
  const dataDir = mkdtempSync(join(tmpdir(), 'quintet-bench-'));
  // Root's PostgreSQL runs as another user, who has to get in.
  chmodSync(dataDir, 0o755);
  const cluster = await startEmbeddedPostgres({ dataDir, log: () => undefined });
  const stop = async () => {
    await cluster.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  return { url: cluster.url, dataDir, stop };
}

/** Starts a Node program and waits until `path` answers. */
export async function startProgram(script, env, path) {
  const port = await freePort();
  const child = spawn(process.execPath, [resolve(root, script)], {
    cwd: env.DATA_DIR,
    env: { PATH: process.env.PATH, ...env, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = `http://127.0.0.1:${port}`;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`${script} ended`);
    const ready = await fetch(url + path).then(
      (answer) => answer.ok,
      () => false,
    );
    if (ready) break;
    await new Promise((next) => setTimeout(next, 50));
  }
  const stop = async () => {
    const ended = new Promise((exit) => child.once('exit', exit));
    child.kill('SIGTERM');
    await ended;
  };
  return { url, stop, pid: child.pid };
}
