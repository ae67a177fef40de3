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
const JOB = { name: 'A', goalQuantity: 1 };

describe('settings that cannot be used', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'quintet-settings-'));
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  /** Starts the service, which is to end by itself. */
  async function run(env: Record<string, string>): Promise<{ code: number | null; output: string }> {
    const { PATH, QUINTET_TEST_CLUSTER } = process.env;
    const child = spawn(process.execPath, [ENTRY], {
      cwd: folder,
      env: { PATH, PORT: '0', DATA_DIR: '.', DATABASE_URL: QUINTET_TEST_CLUSTER, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
    const code = await new Promise<number | null>((ended) => child.once('close', ended));
    return { code, output };
  }

  it('end the process with 1 and one line for each that names it and does not show it', async () => {
    const bad: [Record<string, string>, string[]][] = [
      [{ PORT: SECRET }, ['PORT']],
      [{ DATABASE_URL: `postgres://u:${SECRET}@h:99999/d` }, ['DATABASE_URL']],
      [{ OUTBOUND_ALLOW: `http://${SECRET}/` }, ['OUTBOUND_ALLOW']],
      [{ NODE_ENV: 'production' }, ['JWT_SECRET']],
      [{ NODE_ENV: 'production', JWT_SECRET: SECRET }, ['JWT_SECRET']],
      [
        { ROLE: SECRET, LOG_LEVEL: SECRET, JWKS_URI: SECRET },
        ['ROLE', 'JWKS_URI', 'JWT_ISSUER', 'JWT_AUDIENCE', 'LOG_LEVEL'],
      ],
    ];
    for (const [env, names] of bad) {
      const { code, output } = await run(env);
      expect([code, output]).toEqual([1, expect.not.stringContaining(SECRET)]);
      expect(
        output
          .trimEnd()
          .split('\n')
          .map((line) => line.split(' must be ')[0]),
      ).toEqual(names);
    }
    expect(existsSync(join(folder, 'jwt-secret'))).toBe(false);
  });

  it('may stand in the .env file of the working directory, under the environment', async () => {
    writeFileSync(join(folder, '.env'), 'LOG_LEVEL=loud\nROLE=none\n');
    expect((await run({ ROLE: 'api' })).output).toMatch(/^LOG_LEVEL must be one of [a-z, ]+\n$/);
  });

  it('are named in one line too when they are those of a domain', async () => {
    const { code, output } = await run({ SCHEDULED_CONCURRENCY: SECRET });
    expect([code, output]).toEqual([1, 'SCHEDULED_CONCURRENCY must be an integer between 1 and 10000\n']);
  });

  it('show no password when the database cannot be reached', async () => {
    const { code, output } = await run({ DATABASE_URL: `postgres://u:${SECRET}@localhost:1/d` });
    expect(code).toBe(1);
    expect(output).toMatch(/^.*ECONNREFUSED.*\n$/);
    expect(output).not.toContain(SECRET);
  });

  it('end the process when its port is taken', async () => {
    const other = createServer();
    await new Promise<void>((listening) => other.listen(0, '127.0.0.1', listening));
    const { port } = other.address() as AddressInfo;
    const database = await createDatabase();
    const { code, output } = await run({ PORT: String(port), DATABASE_URL: database.url });
    other.close();
    await database.drop();
    expect([code, output]).toEqual([1, expect.stringMatching(/^.*EADDRINUSE.*\n$/)]);
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

  it.each(['worker', 'all'])('api accepts and runs no task; %s does', async (ROLE) => {
    await enqueue(ROLE);
    expect((await server.client().post('/api/jobs', JOB)).status).toBe(201);
    // Longer than it takes a worker to look at the queue.
    await new Promise((passed) => setTimeout(passed, 1500));
    expect(await tasks(ROLE)).toEqual([{ locked_at: null }]);
    const other = await startServer({ beside: server, env: { ROLE } });
    await waitFor(async () => (await tasks(ROLE)).length === 0);
    const accepted = await other.client().post('/api/jobs', JOB);
    expect(accepted.status).toBe(ROLE === 'all' ? 201 : 404);
    await other.terminate();
  });

  it('worker answers operators, and nobody else', async () => {
    const worker = await startServer({ beside: server, env: { ROLE: 'worker' } });
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
    expect((await worker.client().post('/platform/v1/auth/token', {})).status).toBe(404);
    expect((await worker.client().get('/scheduler/api/jobs')).body.errors).toBeDefined();
    expect(await worker.terminate()).toBe(0);
  });

  it('processes that start together on an empty database agree on its tables, key and secret', async () => {
    const database = await createDatabase();
    const folder = mkdtempSync(join(tmpdir(), 'quintet-settings-'));
    const key = `sk_${'k'.repeat(43)}`;
    const servers = [1, 2, 3].map(() => new Server(database.url, folder, key, {}, async () => undefined));
    await Promise.all(servers.map((one) => one.start()));
    const { id } = await servers[0].tenant('default');
    const own = { grant_type: 'client_credentials', client_id: id, client_secret: key };
    expect((await servers[0].stranger().post('/platform/v1/auth/token', own)).status).toBe(401);
    const made = await servers[1].tenant();
    const request = { grant_type: 'client_credentials', client_id: made.id, client_secret: made.key };
    const token = (await servers[1].stranger().post('/platform/v1/auth/token', request)).body.access_token as string;
    for (const one of servers) expect((await one.client(token).post('/api/jobs', JOB)).status).toBe(201);
    const keys = await servers[2].query("SELECT 1 FROM platform.api_keys WHERE name = 'bootstrap'");
    expect(keys).toHaveLength(1);
    expect(await Promise.all(servers.map((one) => one.terminate()))).toEqual([0, 0, 0]);
    await database.drop();
    rmSync(folder, { recursive: true });
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

describe('production', () => {
  const env = { NODE_ENV: 'production', JWT_SECRET: `${SECRET}${'x'.repeat(32)}`, LOG_LEVEL: 'info' };

  it('prints no key and no secret, and makes none', async () => {
    const server = await startServer({ env });
    expect((await server.client().get('/platform/v1/api-keys')).status).toBe(200);
    const { key } = await server.tenant();
    for (const secret of [SECRET, key, server.key, 'sk_']) expect(server.output).not.toContain(secret);
    for (const line of server.output.trimEnd().split('\n')) expect(JSON.parse(line)).toHaveProperty('level');
    for (const file of ['jwt-secret', 'api-key']) expect(existsSync(join(server.dataDir, file))).toBe(false);
    await server.stop();
  });

  it('has no key where none is given', async () => {
    const server = await startServer({ env: { ...env, BOOTSTRAP_API_KEY: '' } });
    expect(await server.query('SELECT 1 FROM platform.api_keys')).toEqual([]);
    expect(existsSync(join(server.dataDir, 'api-key'))).toBe(false);
    await server.stop();
  });

  it('differs from development, which makes both and prints its key', async () => {
    const server = await startServer({ env: { BOOTSTRAP_API_KEY: '' } });
    const key = readFileSync(join(server.dataDir, 'api-key'), 'utf8');
    expect(server.output).toContain(key);
    expect((await server.client(key).get('/platform/v1/api-keys')).status).toBe(200);
    expect(server.output).not.toContain(readFileSync(join(server.dataDir, 'jwt-secret'), 'utf8'));
    await server.stop();
  });
});
