import { Client as PostgresClient } from 'pg';
import { DEPTH } from '../../src/engine/queue-depth';
import type { Answer } from '../support/client';
import { startServer } from '../support/server';
import type { Server } from '../support/server';
import { waitFor } from '../support/wait-for';

const MANY = 200_000;
const JOB = { name: 'A', goalQuantity: 1 };

describe('/metrics', () => {
  let api: Server;
  let worker: Server;
  let monitor: string;

  beforeAll(async () => {
    api = await startServer({ env: { ROLE: 'api' } });
    worker = await startServer({ beside: api, env: { ROLE: 'worker' } });
    ({ key: monitor } = await api.tenant('monitoring', ['platform:metrics']));
  });

  afterAll(async () => {
    await worker?.terminate();
    await api?.stop();
  });

  /** The value of a series, undefined where there is none. */
  async function metric(name: string, labels: Record<string, string> = {}, server = api): Promise<number | undefined> {
    const { text } = await server.client(monitor).get('/metrics');
    const line = text
      .split('\n')
      .find((one) =>
        one.startsWith(`${name}{`) || one.startsWith(`${name} `)
          ? Object.entries(labels).every(([label, value]) => one.includes(`${label}="${value}"`))
          : false,
      );
    return line === undefined ? undefined : Number(line.slice(line.lastIndexOf(' ')));
  }

  const count = (labels: Record<string, string>) => metric('http_request_duration_seconds_count', labels);

  it('wants a credential of its scope, in every role', async () => {
    const { key: admin } = await api.tenant(undefined, ['platform:admin', 'production:read']);
    const asked: [Server, string | undefined, number][] = [
      [api, undefined, 401],
      [api, admin, 403],
      [api, monitor, 200],
      [api, api.key, 200],
      [worker, undefined, 401],
      [worker, monitor, 200],
    ];
    for (const [server, key, status] of asked) {
      const client = key === undefined ? server.stranger() : server.client(key);
      expect([key, (await client.get('/metrics')).status]).toEqual([key, status]);
    }
    expect((await api.client(monitor).get('/api/jobs')).status).not.toBe(200);
  });

  it('is in the text format of Prometheus, each metric with help and type', async () => {
    const { headers, text }: Answer = await api.client(monitor).get('/metrics');
    expect(headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    for (const line of text.trimEnd().split('\n')) {
      expect(line).toMatch(/^$|^# (HELP|TYPE) \w+ .+$|^\w+(\{(\w+="[^"]*",?)+\})? [-+.\deInfNa]+$/);
    }
    for (const name of ['nodejs_eventloop_lag_seconds', 'process_cpu_seconds_total', 'quintet_queue_tasks']) {
      expect(text).toContain(`# HELP ${name} `);
    }
  });

  it('counts requests by the template of their route, never by their path', async () => {
    const client = api.client((await api.tenant()).key);
    for (const path of ['/v3/jobs/secret-id-1', '/v3/jobs/secret-id-2', '/nothing/at/all', '/%ff'])
      await client.get(path);
    await client.post('/api/jobs', JOB);
    expect(await count({ method: 'GET', route: '/v3/jobs/:jobId', status: '404' })).toBe(2);
    expect(await count({ method: 'POST', route: '/api/jobs', status: '201' })).toBe(1);
    expect(await count({ route: 'unknown', status: '404' })).toBeGreaterThanOrEqual(1);
    const { text } = await api.client(monitor).get('/metrics');
    for (const path of ['secret-id', 'nothing', '%ff']) expect(text).not.toContain(path);
  });

  it('counts requests in flight, those whose client went away no longer', async () => {
    const holder = new PostgresClient({ connectionString: api.databaseUrl });
    await holder.connect();
    await holder.query('BEGIN; LOCK TABLE production.jobs IN ACCESS EXCLUSIVE MODE');
    const gone = new AbortController();
    const request = fetch(`${api.url}/api/jobs`, {
      method: 'POST',
      body: JSON.stringify(JOB),
      headers: { authorization: `Bearer ${api.key}`, 'content-type': 'application/json' },
      signal: gone.signal,
    }).catch(() => 'gone');
    await waitFor(async () => (await metric('http_requests_in_flight')) === 2);
    expect(await metric('quintet_database_connections', { state: 'open' })).toBeGreaterThan(0);
    gone.abort();
    expect(await request).toBe('gone');
    await waitFor(async () => (await metric('http_requests_in_flight')) === 1);
    await holder.end();
    expect(await count({ route: '/api/jobs', status: 'aborted' })).toBe(1);
  });

  it('shows runs of tasks by outcome, where they run', async () => {
    const failed = { task: 'drone.queue', pool: 'drone', outcome: 'failure' };
    await api.query(`SELECT engine.enqueue('drone.queue', '{"tenantId":"none"}', NULL, 'failing')`);
    await waitFor(async () => ((await metric('quintet_task_duration_seconds_count', failed, worker)) ?? 0) >= 1);
    const done = { task: 'scheduled.dispatch', outcome: 'success' };
    await waitFor(async () => ((await metric('quintet_task_duration_seconds_count', done, worker)) ?? 0) >= 1);
    expect(await metric('quintet_tasks_running', { task: 'scheduled.execute' }, worker)).toBe(0);
    await api.query(`SELECT graphile_worker.remove_job('failing')`);
  });

  it('shows the depth of the queue and how late it is, and reads no table for it', async () => {
    await worker.terminate();
    const ready = { task: 'drone.queue', state: 'ready' };
    const future = { task: 'scheduled.execute', state: 'future' };
    await api.query(`SELECT engine.enqueue('drone.queue', '{}', now() - interval '1 minute', 'late', -5)`);
    await api.query(`SELECT engine.enqueue('scheduled.execute', '{}', now() + interval '1 hour', 'to come')`);
    expect(await metric('quintet_queue_tasks', ready)).toBe(1);
    expect(await metric('quintet_queue_tasks', future)).toBe(1);
    expect(await metric('quintet_queue_due_lag_seconds', { pool: 'drone' })).toBeGreaterThanOrEqual(60);
    expect(await metric('quintet_queue_due_lag_seconds', { pool: 'scheduled' })).toBe(0);
    await api.query(
      `INSERT INTO graphile_worker._private_jobs (task_id, payload, run_at)
        SELECT id, '{}', now() + interval '1 day' + n * interval '1 ms'
        FROM graphile_worker._private_tasks, generate_series(1, ${MANY}) AS n WHERE identifier = 'scheduled.execute'`,
    );
    await api.query('ANALYZE graphile_worker._private_jobs');
    const plan = await api.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${DEPTH.text}`);
    const text = plan.map((row) => row['QUERY PLAN']).join('\n');
    expect(text).toContain('jobs_main_index');
    expect(text).not.toContain('Seq Scan on _private_jobs');
    const counted = await metric('quintet_queue_tasks', future);
    // The dispatcher's own next run may be one of those that are due first.
    expect(counted).toBeGreaterThan(9_990);
    expect(counted).toBeLessThanOrEqual(10_000);
    await waitFor(async () => ((await metric('quintet_queue_tasks_estimate')) ?? 0) > MANY / 2);
    await api.query('DELETE FROM graphile_worker._private_jobs');
  });
});
