import { execFileSync, fork, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync } from 'node:fs';
import { rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { transformFileSync } from '@swc/core';
import { Client } from 'pg';
import { canEnter, isRoot, substituteForRoot } from './embedded-account';
import type { Account } from './embedded-account';
import { startEmbeddedPostgres } from './embedded-postgres';
import type { EmbeddedPostgres } from './embedded-postgres';

const ROOT = resolve(__dirname, '../../..');
/** Where the account that PostgreSQL runs as may enter. */
const BASE = isRoot() && !canEnter(substituteForRoot()!, tmpdir()) ? '/var/tmp' : tmpdir();
const CHILD = `
  const { startEmbeddedPostgres } = require('./embedded-postgres');
  startEmbeddedPostgres({ dataDir: process.argv[2], log: () => undefined }).then(
    ({ url, stop }) => {
      process.on('message', () => stop().then(() => process.exit()));
      process.send({ url });
    },
    (error) => process.send({ error: error.message }, () => process.exit(1)),
  );`;

/** A folder with a name that no shell would take as it stands. */
let folder: string;
let program: string;
const children: ChildProcess[] = [];
const handles: EmbeddedPostgres[] = [];

beforeAll(async () => {
  program = mkdtempSync(join(BASE, 'quintet-embedded-program-'));
  chmodSync(program, 0o755);
  for (const name of readdirSync(__dirname).filter((name) => /^embedded-[a-z-]+\.ts$/.test(name))) {
    const { code } = transformFileSync(join(__dirname, name), { configFile: join(ROOT, '.swcrc') });
    writeFileSync(join(program, name.replace(/ts$/, 'js')), code);
  }
  writeFileSync(join(program, 'child.js'), CHILD);
  const { stop } = await startEmbeddedPostgres({ dataDir: stopped(), log: () => undefined });
  await stop();
});

beforeEach(() => {
  folder = join(mkdtempSync(join(BASE, 'quintet-embedded-')), `it's "a" $HOME`);
  chmodSync(resolve(folder, '..'), 0o755);
});

afterEach(async () => {
  for (const child of children.splice(0)) await kill(child);
  for (const handle of handles.splice(0)) await handle.stop();
  if (existsSync(join(folder, 'postgres.json'))) {
    await killServer();
    rmSync(clusterFolder(), { recursive: true, force: true });
  }
  rmSync(resolve(folder, '..'), { recursive: true, force: true });
});

afterAll(() => rmSync(program, { recursive: true }));

/** A stopped cluster to begin with, which is faster than to make one. */
const stopped = () => join(program, 'stopped');

const useStopped = () => execFileSync('cp', ['-a', stopped(), folder]);

/** Uses the cluster from this process. */
async function start(dataDir = folder): Promise<EmbeddedPostgres> {
  const handle = await startEmbeddedPostgres({ dataDir, log: () => undefined });
  handles.push(handle);
  return handle;
}

/** Uses the cluster from a process of its own. */
async function startElsewhere(account?: Account): Promise<{ child: ChildProcess; url: string }> {
  const env = { PATH: process.env.PATH, NODE_PATH: join(ROOT, 'node_modules') };
  const child = fork(join(program, 'child.js'), [folder], { ...account, cwd: '/', env, execArgv: [] });
  children.push(child);
  const [{ url, error }] = (await once(child, 'message')) as [{ url: string; error?: string }];
  if (error) throw new Error(error);
  return { child, url };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

async function stopElsewhere(child: ChildProcess): Promise<void> {
  child.send('stop');
  await once(child, 'exit');
}

async function query(url: string, sql: string, applicationName = `quintet:${process.pid}`): Promise<unknown> {
  const client = new Client({ connectionString: url, application_name: applicationName });
  await client.connect();
  try {
    const { rows } = await client.query<{ value: unknown }>(sql);
    return rows[0]?.value;
  } finally {
    await client.end();
  }
}

const startTime = (url: string) => query(url, 'SELECT pg_postmaster_start_time()::text AS value');

const note = () => JSON.parse(readFileSync(join(folder, 'postgres.json'), 'utf8')) as { cluster: string; port: number };

const clusterFolder = () => resolve(folder, note().cluster);

const lockFile = () => join(clusterFolder(), 'postmaster.pid');

/** SIGKILL for the server itself. */
async function killServer(): Promise<void> {
  if (!existsSync(lockFile())) return;
  const pid = parseInt(readFileSync(lockFile(), 'utf8'));
  process.kill(pid, 'SIGKILL');
  await gone(pid);
}

async function gone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await delay(10);
  }
}

it('makes a cluster that only the loopback reaches, with a password, and keeps its data and port', async () => {
  const first = await start(relative(process.cwd(), folder));
  const settings = `SELECT concat_ws(' ', current_database(), current_setting('server_encoding'), upper('é'),
    current_setting('listen_addresses'), '[' || current_setting('unix_socket_directories') || ']',
    current_setting('max_connections'), current_setting('TimeZone'), current_setting('fsync')) AS value`;
  expect(await query(first.url, settings)).toBe('quintet UTF8 É 127.0.0.1 [] 200 UTC on');
  const stranger = new URL(first.url);
  stranger.password = 'guessed';
  await expect(query(stranger.href, 'SELECT')).rejects.toMatchObject({ code: '28P01' });
  expect(statSync(join(folder, 'postgres.json')).mode & 0o777).toBe(0o600);
  await query(first.url, 'CREATE TABLE kept AS SELECT 7 AS value');
  await first.stop();
  expect(existsSync(lockFile())).toBe(false);
  const second = await start();
  expect(second.url).toBe(first.url);
  expect(await query(second.url, 'SELECT value FROM kept')).toBe(7);
});

it('takes another port when its own is taken', async () => {
  useStopped();
  const { port } = note();
  const squatter = createServer().listen(port, '127.0.0.1');
  await once(squatter, 'listening');
  const { url } = await start();
  expect(new URL(url).port).not.toBe(String(port));
  expect(note().port).toBe(Number(new URL(url).port));
  squatter.close();
});

it('takes over the server of a process that was killed', async () => {
  useStopped();
  const { child, url } = await startElsewhere();
  const started = await startTime(url);
  await kill(child);
  const taken = await start();
  expect(taken.url).toBe(url);
  expect(await startTime(taken.url)).toBe(started);
  await taken.stop();
  expect(existsSync(lockFile())).toBe(false);
});

it('starts again after the server was killed', async () => {
  useStopped();
  const { url } = await start();
  await query(url, 'CREATE TABLE kept AS SELECT 7 AS value');
  await killServer();
  expect(existsSync(lockFile())).toBe(true);
  expect(await query((await start()).url, 'SELECT value FROM kept')).toBe(7);
});

it('starts although the lock file names a living process that is not PostgreSQL', async () => {
  useStopped();
  const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  writeFileSync(lockFile(), `${other.pid}\n${clusterFolder()}\n1\n5432\n\n127.0.0.1\n        1         1\nready   \n`);
  const again = await start();
  expect(await query(again.url, 'SELECT 1 AS value')).toBe(1);
  expect(other.exitCode).toBeNull();
  await kill(other);
});

it('starts although the lock file was lost half-written', async () => {
  useStopped();
  writeFileSync(lockFile(), '');
  utimesSync(lockFile(), 0, 0);
  expect(await query((await start()).url, 'SELECT 1 AS value')).toBe(1);
});

it('gives all processes that start at once the same server', async () => {
  const [one, two, here] = await Promise.all([startElsewhere(), startElsewhere(), start()]);
  expect([one.url, two.url]).toEqual([here.url, here.url]);
  expect(readdirSync(folder).sort()).toEqual(['postgres', 'postgres.json', 'postgres.log']);
});

it('survives starts and stops at once', async () => {
  useStopped();
  const { child } = await startElsewhere();
  const [{ url }] = await Promise.all([start(), stopElsewhere(child)]);
  expect(await query(url, 'SELECT 1 AS value')).toBe(1);
});

it('stops the server when its last process leaves, not before', async () => {
  useStopped();
  const { child, url } = await startElsewhere();
  const { stop } = await start();
  await stop();
  expect(await query(url, 'SELECT 1 AS value')).toBe(1);
  await stopElsewhere(child);
  expect(existsSync(lockFile())).toBe(false);
});

it('leaves the server running while a connection of another process is open', async () => {
  useStopped();
  const { url, stop } = await start();
  const other = new Client({ connectionString: url, application_name: 'quintet:1' });
  await other.connect();
  await stop();
  expect((await other.query('SELECT 1 AS value')).rows).toEqual([{ value: 1 }]);
  await other.end();
});

it('removes what a process that was killed during initdb has left', async () => {
  mkdirSync(join(folder, 'postgres.new-4194305-x', 'data'), { recursive: true });
  await start();
  expect(readdirSync(folder).sort()).toEqual(['postgres', 'postgres.json', 'postgres.log']);
});

it('does not take the server of the folder that it was copied from for its own', async () => {
  useStopped();
  const original = await start();
  const copy = `${folder} copy`;
  execFileSync('cp', ['-a', folder, copy]);
  const { url, stop } = await start(copy);
  expect(url).not.toBe(original.url);
  expect(await query(url, `SELECT current_setting('data_directory') AS value`)).toBe(join(copy, 'postgres'));
  await stop();
  expect(await query(original.url, 'SELECT 1 AS value')).toBe(1);
});

it('says which release a cluster of another PostgreSQL needs', async () => {
  useStopped();
  writeFileSync(join(clusterFolder(), 'PG_VERSION'), '9\n');
  await expect(start()).rejects.toThrow(/holds a cluster of PostgreSQL 9, and this is PostgreSQL \d+: dump it/);
});

const nobody = { uid: 65534, gid: 65534 };

(isRoot() ? describe : describe.skip)('as root', () => {
  it('runs below a folder that only root may enter', async () => {
    mkdirSync(folder, { mode: 0o700 });
    const { url } = await start();
    expect(await query(url, 'SELECT 1 AS value')).toBe(1);
    expect(readdirSync(folder).sort()).toEqual(['postgres.json', 'postgres.log']);
    expect(statSync(clusterFolder()).uid).toBe(substituteForRoot()!.uid);
  });

  it('takes a cluster whose files root has come to own', async () => {
    useStopped();
    execFileSync('chown', ['-R', '0:0', clusterFolder()]);
    expect(await query((await start()).url, 'SELECT 1 AS value')).toBe(1);
  });
});

(isRoot() && canEnter(nobody, join(ROOT, 'node_modules/pg')) ? describe : describe.skip)('as an ordinary user', () => {
  it('keeps everything in DATA_DIR, which stays theirs when root starts the service too', async () => {
    mkdirSync(folder);
    chownSync(folder, nobody.uid, nobody.gid);
    const { child, url } = await startElsewhere(nobody);
    const handle = await start();
    expect(handle.url).toBe(url);
    await stopElsewhere(child);
    await handle.stop();
    const squatter = createServer().listen(note().port, '127.0.0.1');
    await once(squatter, 'listening');
    await (await start()).stop();
    squatter.close();
    expect(readdirSync(folder).map((name) => statSync(join(folder, name)).uid)).toEqual(Array(3).fill(nobody.uid));
    expect((await startElsewhere(nobody)).url).toContain(`:${note().port}/`);
  });

  it('is told in one line that DATA_DIR is another user’s', async () => {
    useStopped();
    await start();
    await expect(startElsewhere(nobody)).rejects.toThrow(
      `DATA_DIR ${folder} belongs to another user: start the service as that user, or set another DATA_DIR`,
    );
  });
});
