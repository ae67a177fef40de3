import { type ChildProcess, spawn } from 'node:child_process';
import { type FileHandle, open, readFile, rename, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { programEnvironment, runProgram } from './embedded-binaries';
import type { Cluster } from './embedded-cluster';
import { hasCode } from './embedded-files';
import { findPostmaster } from './embedded-lock-file';
import { keepPort, ownerOfDataDir } from './embedded-note';

/** Milliseconds between two looks at a server that starts or stops. */
const POLL = 20;
/** Milliseconds during which a failed start is tried again: the port was taken, or backends of a killed server linger. */
const RETRY_TIME = 5_000;
const RETRY_PAUSE = 250;
/** Milliseconds for a shutdown, which writes what is in memory to disk. */
const STOP_TIME = 5_000;
/** Bytes of log at which the next start begins a new file. */
const LOG_SIZE = 1024 * 1024;

/** Nobody reaches the server over the network. Its log stays short and free of what users sent: it shows no statement. */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: '256MB',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_checkpoints: 'off',
};

/**
 * Waits until the cluster's server is up, which it starts where none runs, and answers its port. PostgreSQL's own lock
 * file decides between several processes that do so at once.
 *
 * @param settings PostgreSQL's parameters by name, in addition
 * @param deadline milliseconds since 1970 after which it gives up
 * @throws Error with PostgreSQL's reason when it does not start
 */
export async function ensureRunning(
  cluster: Cluster,
  settings: Record<string, string>,
  deadline: number,
): Promise<number> {
  let firstFailure = Infinity;
  while (Date.now() < deadline) {
    const postmaster = await findPostmaster(cluster.folder);
    if (postmaster?.status === 'ready') return postmaster.port;
    if (postmaster) {
      await delay(POLL);
      continue;
    }
    const failure = await start(cluster, settings, deadline);
    if (!failure) continue;
    firstFailure = Math.min(firstFailure, Date.now());
    if (Date.now() - firstFailure > RETRY_TIME) throw new Error(`The embedded PostgreSQL does not start: ${failure}`);
    await delay(RETRY_PAUSE);
  }
  throw new Error('The embedded PostgreSQL is still starting up or shutting down: try again later');
}

/** Ends the server, whoever is connected. Rejects when that takes longer than 5 s; it goes on by itself then. */
export async function stopPostmaster({ binaries, folder, account }: Cluster): Promise<void> {
  const { pid } = (await findPostmaster(folder)) ?? {};
  if (!pid) return;
  // Not `pg_ctl stop`, which waits for whatever server runs here, one that another process has started since included.
  await runProgram(join(binaries.bin, 'pg_ctl'), ['kill', 'INT', String(pid)], folder, account);
  for (const deadline = Date.now() + STOP_TIME; (await findPostmaster(folder))?.pid === pid; await delay(POLL)) {
    if (Date.now() > deadline) throw new Error('it is still shutting down');
  }
}

/** Starts the server, and answers the reason if it ends at once. */
async function start(
  cluster: Cluster,
  settings: Record<string, string>,
  deadline: number,
): Promise<string | undefined> {
  const { folder, dataDir, note } = cluster;
  const logPath = join(dataDir, 'postgres.log');
  const log = await openLog(logPath, dataDir);
  try {
    const logStart = (await log.stat()).size;
    const port = await choosePort(note.port);
    const server = launch(cluster, { ...SETTINGS, ...settings, port: String(port) }, log);
    let ended: string | undefined;
    server.on('error', (error) => (ended = error.message));
    server.on('exit', () => (ended ??= 'it ended without a reason'));
    while (!ended && Date.now() < deadline) {
      const postmaster = await findPostmaster(folder);
      if (postmaster?.pid === server.pid && postmaster?.status === 'ready') {
        await keepPort(dataDir, note, port);
        return undefined;
      }
      await delay(POLL);
    }
    return ended && (lastReason((await readFile(logPath)).subarray(logStart).toString()) ?? ended);
  } finally {
    await log.close();
  }
}

/**
 * The server gets a session of its own, so that it outlives this process. It is not started by `pg_ctl start`, which
 * passes the paths through a shell unescaped.
 */
function launch(
  { binaries, folder, account }: Cluster,
  settings: Record<string, string>,
  log: FileHandle,
): ChildProcess {
  const parameters = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = spawn(join(binaries.bin, 'postgres'), ['-D', folder, ...parameters], {
    ...account,
    cwd: folder,
    env: programEnvironment(),
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
  });
  server.unref();
  return server;
}

/** The kept port while it is free, else any that is. */
async function choosePort(kept: number): Promise<number> {
  const port = (await bindOnce(kept)) ?? (await bindOnce(0));
  if (port) return port;
  throw new Error('No TCP port is free on 127.0.0.1');
}

function bindOnce(wanted: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(wanted, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(address && typeof address === 'object' ? address.port : undefined));
    });
  });
}

/** The log that the server appends to; one earlier file is kept beside. */
async function openLog(path: string, dataDir: string): Promise<FileHandle> {
  try {
    if ((await stat(path)).size > LOG_SIZE) await rename(path, `${path}.1`);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
  const log = await open(path, 'a', 0o600);
  const owner = ownerOfDataDir(dataDir);
  if (owner) await log.chown(owner.uid, owner.gid);
  return log;
}

function lastReason(log: string): string | undefined {
  const reported = [...log.matchAll(/(?:FATAL|PANIC|ERROR): +(.*)/g)].at(-1)?.[1];
  return reported ?? (log.split('\n', 1)[0] || undefined);
}
