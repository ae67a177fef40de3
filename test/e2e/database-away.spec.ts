import { DatabaseProxy } from '../support/database-proxy';
import { startServer } from '../support/server';
import type { Server } from '../support/server';
import { waitFor } from '../support/wait-for';

const KEYS = '/platform/v1/api-keys';
const JOB = { name: 'A', goalQuantity: 1 };

describe('a database that is away', () => {
  let near: Server;
  let server: Server;
  let proxy: DatabaseProxy;

  beforeAll(async () => {
    near = await startServer({ env: { ROLE: 'api' } });
    proxy = new DatabaseProxy(near.databaseUrl);
    await proxy.join();
    server = await startServer({ beside: near, env: { ROLE: 'all', DATABASE_URL: proxy.url } });
  });

  afterAll(async () => {
    await server?.terminate();
    await near?.stop();
    await proxy?.cut();
  });

  const works = () =>
    waitFor(async () => (await server.client().post('/api/jobs', JOB)).status === 201, { what: 'the service to work' });

  it('is answered with 503 in the shape of the surface, until it is back', async () => {
    await works();
    for (const _ of [1, 2]) {
      await proxy.cut();
      const platform = await server.client().get(KEYS);
      expect([platform.status, platform.headers.get('content-type')]).toEqual([
        503,
        'application/problem+json; charset=utf-8',
      ]);
      expect(platform.body).toMatchObject({ title: 'Service Unavailable', status: 503 });
      const production = await server.client().post('/api/jobs', JOB, { 'idempotency-key': 'away' });
      expect([production.status, production.body]).toEqual([
        503,
        { statusCode: 503, statusMessage: 'Service Unavailable', message: 'Service Unavailable' },
      ]);
      const token = await server.client().post('/platform/v1/auth/token', {
        grant_type: 'client_credentials',
        client_id: '019a2b3c-4d5e-7f60-8a9b-0c1d2e3f4a5b',
        client_secret: 'x',
      });
      expect(token.status).toBe(503);
      expect((await server.stranger().get('/health/ready')).status).toBe(503);
      expect((await server.stranger().get('/health/live')).status).toBe(200);
      expect((await server.stranger().get(KEYS)).status).toBe(401);
      expect((await server.stranger().get('/nothing')).status).toBe(404);
      await proxy.join();
      await works();
      await waitFor(async () => (await server.stranger().get('/health/ready')).status === 200);
    }
  });

  it('is answered with 503 when it goes away in the middle of a request', async () => {
    await works();
    const hold = near.query('BEGIN; LOCK TABLE production.jobs IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(4)');
    const locked = () =>
      near.query("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()");
    await waitFor(async () => (await near.query("SELECT 1 FROM pg_locks WHERE mode = 'AccessExclusiveLock'")).length);
    const requests = [undefined, { 'idempotency-key': 'cut' }].map((headers) =>
      server.client().post('/api/jobs', JOB, headers),
    );
    await waitFor(async () => (await locked()).length === 2);
    await proxy.cut();
    for (const { status, body } of await Promise.all(requests)) expect([status, body.statusCode]).toEqual([503, 503]);
    await hold;
    await proxy.join();
    await works();
    expect((await server.client().post('/api/jobs', JOB, { 'idempotency-key': 'cut' })).status).toBe(201);
  });

  it('ends no process', async () => {
    await proxy.cut();
    expect(await server.terminate()).toBe(0);
  });
});
