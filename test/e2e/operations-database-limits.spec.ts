import { Client as PostgresClient } from 'pg';
import { startServer } from '../support/server';
import type { Server } from '../support/server';
import { waitFor } from '../support/wait-for';

const JOB = { name: 'A', goalQuantity: 1 };

describe('a pool that is exhausted', () => {
  let server: Server;
  let holder: PostgresClient;

  beforeAll(async () => {
    server = await startServer({ env: { ROLE: 'api', DATABASE_POOL: '2' } });
    holder = new PostgresClient({ connectionString: server.databaseUrl });
    await holder.connect();
  });

  afterAll(async () => {
    await holder?.end();
    await server?.stop();
  });

  it('answers 503 with Retry-After in the shape of each surface, and works again once it has connections', async () => {
    await server.client().get('/platform/v1/api-keys');
    await holder.query('BEGIN; LOCK TABLE production.jobs IN ACCESS EXCLUSIVE MODE');
    const held = [1, 2].map(() => server.client().post('/api/jobs', JOB));
    const waits = () => server.query("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'");
    await waitFor(async () => (await waits()).length === 2);
    const shapes: Record<string, object> = {
      '/platform/v1/api-keys': { status: 503, title: 'Service Unavailable' },
      '/v3/jobs': { code: 503, error: 'SERVICE_UNAVAILABLE' },
      '/api/jobs/1': { statusCode: 503 },
      '/v1/customer/jobs': { code: 14 },
      '/api/v1/workspaces': { errors: ['Service Unavailable'] },
      '/scheduler/api/jobs': { errors: { detail: 'Service Unavailable' } },
      '/health/ready': { status: 503 },
    };
    await Promise.all(
      Object.entries(shapes).map(async ([path, shape]) => {
        const { status, headers, body } = await server.client().get(path);
        if (status === 404) return;
        expect([path, status, headers.get('retry-after')]).toEqual([path, 503, '1']);
        expect(body).toMatchObject(shape);
      }),
    );
    expect((await server.stranger().get('/health/live')).status).toBe(200);
    await holder.query('COMMIT');
    for (const { status } of await Promise.all(held)) expect(status).toBe(201);
    expect((await server.client().post('/api/jobs', JOB)).status).toBe(201);
    expect((await server.stranger().get('/health/ready')).status).toBe(200);
  });

  it('names its connections after the process', async () => {
    const names = await server.query<{ application_name: string }>(
      "SELECT application_name FROM pg_stat_activity WHERE application_name LIKE 'quintet:%' AND datname = current_database()",
    );
    // Two of the pool at most, and the one that listens.
    expect(names.length).toBeLessThanOrEqual(3);
    expect(new Set(names.map(({ application_name: name }) => name)).size).toBe(1);
  });
});
