import { Client as PostgresClient } from 'pg';
import { startServer } from '../support/server';
import type { Server } from '../support/server';
import type { Answer, Client } from '../support/client';
import { waitFor } from '../support/wait-for';

const JOBS = '/api/jobs';
const KEYS = '/platform/v1/api-keys';
const JOB = { name: 'A', goalQuantity: 1 };

describe('Idempotency-Key', () => {
  let server: Server;
  let second: Server;
  let api: Client;
  let tenant: string;
  let count = 0;

  beforeAll(async () => {
    server = await startServer();
    second = await startServer({ beside: server, env: { ROLE: 'api' } });
  });

  afterAll(async () => {
    await second?.kill();
    await server?.stop();
  });

  beforeEach(async () => {
    const made = await server.tenant();
    tenant = made.tenant;
    api = server.client(made.key);
  });

  const fresh = () => ({ 'idempotency-key': `key-${++count}` });
  const jobsOf = async (name = tenant) =>
    (
      await server.query<{ id: string }>(
        'SELECT j.id FROM production.jobs j JOIN platform.tenants t ON t.id = j.tenant_id WHERE t.name = $1',
        [name],
      )
    ).map(({ id }) => id);
  const seen = ({ status, text, headers }: Answer) => [
    status,
    text,
    headers.get('location'),
    headers.get('content-type'),
  ];

  /** Holds up whoever wants to make a job, until it is called. */
  async function holdUpJobs(): Promise<() => Promise<void>> {
    const client = new PostgresClient({ connectionString: server.databaseUrl });
    await client.connect();
    await client.query('BEGIN; LOCK TABLE production.jobs IN ACCESS EXCLUSIVE MODE');
    return () => client.end();
  }

  const waiting = () =>
    waitFor(async () => {
      const held = await server.query("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'");
      return held.length > 0;
    });

  it('gives the first answer again, byte for byte, in every process', async () => {
    const once = fresh();
    const first = await api.post(JOBS, JOB, once);
    expect(first.status).toBe(201);
    for (const process of [server, second]) {
      const again = await process.client(await keyOf()).post(JOBS, JOB, once);
      expect(seen(again)).toEqual(seen(first));
      expect(again.headers.get('x-request-id')).not.toBe(first.headers.get('x-request-id'));
    }
    expect(await jobsOf()).toEqual([first.body.id]);
  });

  /** Another key of the same tenant: the memory is the tenant's. */
  async function keyOf(): Promise<string> {
    return (await server.tenant(tenant)).key;
  }

  it('gives an answer again that holds a secret, and keeps it from whoever reads the database', async () => {
    const once = fresh();
    const first = await server.client().post(KEYS, { name: 'once' }, once);
    const again = await second.client().post(KEYS, { name: 'once' }, once);
    expect(seen(again)).toEqual(seen(first));
    expect(first.body.key).toMatch(/^sk_/);
    const rows = await server.query<{ text: string }>(
      'SELECT row_to_json(k)::text AS text FROM platform.idempotency_keys k',
    );
    expect(rows.length).toBeGreaterThan(0);
    for (const { text } of rows) expect(text).not.toContain('sk_');
    expect((await server.client(first.body.key as string).get(KEYS)).status).toBe(200);
  });

  it('is refused with another body, however little differs', async () => {
    const once = fresh();
    expect((await api.post(JOBS, JOB, once)).status).toBe(201);
    for (const body of ['{"name":"B","goalQuantity":1}', '{"name":"A", "goalQuantity":1}', '', '{}']) {
      const headers = { ...once, 'content-type': 'application/json' };
      const other = await api.raw('POST', JOBS, { body, headers });
      expect([other.status, other.body.message]).toEqual([
        409,
        'Idempotency-Key was already used with a different request',
      ]);
    }
    expect(await jobsOf()).toHaveLength(1);
  });

  it('remembers no failure', async () => {
    const once = fresh();
    expect((await api.post(JOBS, { name: 'A' }, once)).status).toBe(400);
    expect((await api.raw('POST', JOBS, { body: '{"', headers: once })).status).toBe(400);
    expect((await api.raw('POST', JOBS, { body: 'x', headers: { ...once, 'content-type': 'text/x' } })).status).toBe(
      415,
    );
    await server.query('ALTER TABLE production.jobs RENAME TO hidden');
    expect((await api.post(JOBS, JOB, once)).status).toBe(500);
    await server.query('ALTER TABLE production.hidden RENAME TO jobs');
    expect((await api.post(JOBS, JOB, once)).status).toBe(201);
    const admin = server.client();
    expect((await admin.post(KEYS, { name: 'a', scopes: ['x:y'] }, once)).status).toBe(403);
    expect((await admin.post(KEYS, { name: 'a', scopes: [] }, once)).status).toBe(201);
  });

  it('makes one job of twenty requests at once to two processes', async () => {
    const once = fresh();
    const clients = [api, second.client(await keyOf())];
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => clients[index % 2].post(JOBS, JOB, once)),
    );
    const made = answers.filter(({ status }) => status === 201);
    expect(answers.filter(({ status }) => status !== 201 && status !== 409)).toEqual([]);
    expect(new Set(made.map(({ text }) => text)).size).toBe(1);
    expect(await jobsOf()).toEqual([made[0].body.id]);
  });

  it('is refused while the first request is in flight', async () => {
    const once = fresh();
    const release = await holdUpJobs();
    const first = api.post(JOBS, JOB, once);
    await waiting();
    for (const client of [api, second.client(await keyOf())]) {
      const other = await client.post(JOBS, JOB, once);
      expect([other.status, other.body.statusCode]).toEqual([409, 409]);
      expect(other.body.message).toBe('A request with this Idempotency-Key is still being processed');
    }
    await release();
    const { status, text } = await first;
    expect(status).toBe(201);
    expect((await api.post(JOBS, JOB, once)).text).toBe(text);
  });

  it('is forgotten after 24 hours', async () => {
    const once = fresh();
    const first = await api.post(JOBS, JOB, once);
    const age = (time: string) =>
      server.query(`UPDATE platform.idempotency_keys SET created_at = now() - interval '${time}'`);
    await age('23 hours 59 minutes');
    expect((await api.post(JOBS, JOB, once)).text).toBe(first.text);
    await age('24 hours');
    const anew = await api.post(JOBS, { ...JOB, name: 'B' }, once);
    expect([anew.status, anew.body.name]).toEqual([201, 'B']);
    expect((await api.post(JOBS, { ...JOB, name: 'B' }, once)).text).toBe(anew.text);
    expect((await api.post(JOBS, JOB, once)).status).toBe(409);
    expect(await jobsOf()).toHaveLength(2);
  });

  it('belongs to its tenant and its route', async () => {
    const once = fresh();
    const other = await server.tenant();
    const mine = await api.post(JOBS, JOB, once);
    const theirs = await server.client(other.key).post(JOBS, JOB, once);
    expect([theirs.status, theirs.body.id === mine.body.id]).toEqual([201, false]);
    const key = await server.client(await keyOf()).post(KEYS, { name: 'a' }, once);
    expect([key.status, key.body.name]).toEqual([201, 'a']);
  });

  it('may be anything that a header can hold; an empty one is none', async () => {
    for (const key of ['x'.repeat(8000), '"quoted"', 'a, b', 'é']) {
      const first = await api.post(JOBS, JOB, { 'idempotency-key': key });
      const again = await api.post(JOBS, JOB, { 'idempotency-key': key });
      expect([first.status, again.text]).toEqual([201, first.text]);
    }
    const none = { 'idempotency-key': '' };
    const two = await Promise.all([api.post(JOBS, JOB, none), api.post(JOBS, JOB, none)]);
    expect(two.map(({ status }) => status)).toEqual([201, 201]);
    expect(two[0].body.id).not.toBe(two[1].body.id);
  });

  it('means nothing to what is no POST', async () => {
    const once = fresh();
    const { id } = await server.tenant();
    const admin = server.client();
    expect((await admin.delete(`${KEYS}/${id}`, once)).status).toBe(204);
    expect((await admin.delete(`${KEYS}/${id}`, once)).status).toBe(404);
    expect((await admin.get(KEYS, once)).status).toBe(200);
  });

  it('does the work once when the process dies before its answer', async () => {
    const once = fresh();
    const release = await holdUpJobs();
    const lost = second
      .client(await keyOf())
      .post(JOBS, JOB, once)
      .catch(() => 'no answer');
    await waiting();
    await second.kill();
    expect(await lost).toBe('no answer');
    await release();
    const again = await waitFor(async () => {
      const answer = await api.post(JOBS, JOB, once);
      return answer.status === 201 ? answer : undefined;
    });
    expect(await jobsOf()).toEqual([again.body.id]);
  });
});
