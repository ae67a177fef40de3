import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createDatabase } from '../support/cluster';
import { Server, startServer } from '../support/server';
import { waitFor } from '../support/wait-for';

const ENTRY = resolve(__dirname, '../../dist/main.js');
const SECRET = 's3cret';
const NOWHERE = `postgres://u:${SECRET}@localhost:1/d`;
const JOB = { name: 'A', goalQuantity: 1 };

describe('settings that cannot be used', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'quintet-settings-'));
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  /** Starts the service, which is to end by itself. */
  async function run(env: Record<string, string>): Promise<{ code: number | null; output: string }> {
    const child = spawn(process.execPath, [ENTRY], {
      cwd: folder,
      env: { PATH: process.env.PATH, PORT: '0', DATA_DIR: '.', DATABASE_URL: NOWHERE, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
    const code = await new Promise<number | null>((ended) => child.once('close', ended));
    return { code, output };
  }

  it('end the process with 1 and one line for each that names it and does not show it', async () => {
    writeFileSync(join(folder, '.env'), 'LOG_LEVEL=loud\nROLE=none\n');
    const fine = { LOG_LEVEL: 'info', ROLE: 'api' };
    const runs: [Record<string, string>, RegExp][] = [
      [{ ...fine, DATABASE_URL: `postgres://u:${SECRET}@h:99999/d` }, /^DATABASE_URL must be .*\n$/],
      [{ ...fine, OUTBOUND_ALLOW: SECRET + '/', PORT: SECRET }, /^PORT must be .*\nOUTBOUND_ALLOW must be .*\n$/],
      [{ ...fine, NODE_ENV: 'production' }, /^JWT_SECRET must be .*\n$/],
      // The environment wins over the file of the working directory.
      [{ ROLE: 'api' }, /^LOG_LEVEL must be .*\n$/],
      [fine, /^.*ECONNREFUSED.*\n$/],
    ];
    await Promise.all(
      runs.map(async ([env, line]) => {
        const { code, output } = await run(env);
        expect([code, output]).toEqual([1, expect.stringMatching(line)]);
        expect(output).not.toContain(SECRET);
      }),
    );
  });

  it('end it as clearly when they are those of a domain, or the port is taken', async () => {
    const other = createServer();
    await new Promise<void>((listening) => other.listen(0, '127.0.0.1', listening));
    const { port } = other.address() as AddressInfo;
    const database = await createDatabase();
    const [domain, taken] = await Promise.all([
      run({ DATABASE_URL: database.url, SCHEDULED_CONCURRENCY: SECRET }),
      run({ DATABASE_URL: database.url, PORT: String(port) }),
    ]);
    other.close();
    await database.drop();
    expect(domain).toEqual({ code: 1, output: 'SCHEDULED_CONCURRENCY must be an integer between 1 and 10000\n' });
    expect(taken).toEqual({ code: 1, output: expect.stringMatching(/^.*EADDRINUSE.*\n$/) });
  });
});

describe('roles', () => {
  let server: Server;

  beforeAll(async () => {
    server = await startServer({ env: { ROLE: 'api', LOG_LEVEL: 'info' } });
  });

  afterAll(() => server?.stop());

  const tasks = (key: string) => server.query('SELECT locked_at FROM graphile_worker.jobs WHERE key = $1', [key]);
  const enqueue = (key: string) => server.query(`SELECT engine.enqueue('scheduled.dispatch', '{}', NULL, $1)`, [key]);

  it('api accepts and runs no task; worker runs them, and answers operators only', async () => {
    await enqueue('once');
    expect((await server.client().post('/api/jobs', JOB)).status).toBe(201);
    // Longer than it takes a worker to look at the queue.
    await new Promise((passed) => setTimeout(passed, 1500));
    expect(await tasks('once')).toEqual([{ locked_at: null }]);
    const worker = await startServer({ beside: server, env: { ROLE: 'worker' } });
    await waitFor(async () => (await tasks('once')).length === 0);
    for (const path of ['/health/live', '/health/ready', '/health/ready?x=1']) {
      expect([path, (await worker.stranger().get(path)).status]).toEqual([path, 200]);
    }
    for (const path of ['/', '/docs', '/openapi.json', '/platform/v1/api-keys', '/healthy', '/x/health/live']) {
      for (const client of [worker.client(), worker.stranger()]) {
        const { status, headers, body } = await client.get(path);
        expect([path, status, body.detail]).toEqual([path, 404, 'There is no such route']);
        expect(headers.get('x-request-id')).toBe(body.requestId);
      }
    }
    const { status, body } = await worker.client().post('/api/jobs', JOB);
    expect([status, body.statusMessage]).toEqual([404, 'Not Found']);
    expect(await worker.terminate()).toBe(0);
  });

  it('log each request with its id, tenant, route and status, and no credential', async () => {
    const tenant = await server.tenant();
    await server.client(tenant.key).post('/api/jobs?token=s3cret', JOB, { 'x-request-id': 'logged' });
    const line = await waitFor(() => server.output.split('\n').find((text) => text.includes('"logged"')));
    expect(JSON.parse(line)).toMatchObject({
      level: 30,
      requestId: 'logged',
      tenant: tenant.tenant,
      method: 'POST',
      route: '/api/jobs',
      status: 201,
    });
    const log = server.output.split('\n').filter((text) => text.startsWith('{'));
    for (const secret of [tenant.key, server.key, SECRET]) expect(log.join()).not.toContain(secret);
  });
});

describe('development', () => {
  it('makes a key and a secret, the same for processes that start together on an empty database', async () => {
    const database = await createDatabase('nothing');
    const folder = mkdtempSync(join(tmpdir(), 'quintet-settings-'));
    const servers = [1, 2].map(() => new Server(database.url, folder, '', {}, async () => undefined));
    await Promise.all(servers.map((one) => one.start()));
    const [key, secret] = ['api-key', 'jwt-secret'].map((file) => readFileSync(join(folder, file), 'utf8'));
    const [{ id }] = (await servers[0].client(key).get('/platform/v1/api-keys')).body.data as { id: string }[];
    const request = { grant_type: 'client_credentials', client_id: id, client_secret: key };
    const { body } = await servers[0].stranger().post('/platform/v1/auth/token', request);
    for (const one of servers) {
      expect((await one.client(body.access_token as string).post('/api/jobs', JOB)).status).toBe(201);
      expect(one.output).toContain(key);
      expect(one.output).not.toContain(secret);
    }
    expect(await servers[0].query('SELECT name FROM platform.api_keys')).toEqual([{ name: 'bootstrap' }]);
    expect(await Promise.all(servers.map((one) => one.terminate()))).toEqual([0, 0]);
    await database.drop();
    rmSync(folder, { recursive: true });
  });
});

describe('production', () => {
  it('makes no key and no secret, and prints neither', async () => {
    const env = { NODE_ENV: 'production', JWT_SECRET: `${SECRET}${'x'.repeat(32)}`, LOG_LEVEL: 'info' };
    const without = await startServer({ env: { ...env, BOOTSTRAP_API_KEY: '' } });
    expect(await without.query('SELECT 1 FROM platform.api_keys')).toEqual([]);
    const server = await startServer({ beside: without, env: { BOOTSTRAP_API_KEY: without.key } });
    expect((await server.client().get('/platform/v1/api-keys')).status).toBe(200);
    const { key } = await server.tenant();
    for (const { output } of [server, without]) {
      for (const secret of [SECRET, key, server.key, 'sk_']) expect(output).not.toContain(secret);
      for (const line of output.trimEnd().split('\n')) expect(JSON.parse(line)).toHaveProperty('level');
    }
    for (const file of ['jwt-secret', 'api-key']) expect(existsSync(join(server.dataDir, file))).toBe(false);
    await server.terminate();
    await without.stop();
  });
});
