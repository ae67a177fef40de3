import { randomUUID } from 'node:crypto';
import { Client as PostgresClient } from 'pg';
import type { Answer, Client } from '../support/client';
import { pipelineTenant } from '../support/pipeline';
import { startServer } from '../support/server';
import type { Server } from '../support/server';
import { waitFor } from '../support/wait-for';

const DUPLICATES = 20;

interface Creation {
  path: string;
  table: string;
  body: object;
  /** How often it was made with the tenant. */
  before?: number;
}

const CREATIONS: Record<string, Creation> = {
  'an API key': { path: '/platform/v1/api-keys', table: 'platform.api_keys', body: { name: 'a' }, before: 1 },
  'a production job': { path: '/api/jobs', table: 'production.jobs', body: { name: 'A', goalQuantity: 1 } },
  'a drone group': { path: '/v3/device-groups', table: 'drone.device_groups', body: { name: 'a' } },
  'a drone job': { path: '/v3/jobs/create', table: 'drone.jobs', body: { name: 'A' } },
  'a compute job': { path: '/v1/customer/jobs', table: 'compute.jobs', body: { templateId: 'hello-world', name: 'a' } },
  'a mission': {
    path: '/v3/missions',
    table: 'drone.missions',
    body: { name: 'M', waypoints: [{ lat: 1, lon: 2, alt: 3 }] },
  },
  'a pipeline job': { path: '/jobs', table: 'pipeline.jobs', body: { name: 'a', execution_mode: 'ACROSS_FILES' } },
  'a request': {
    path: '/scheduler/api/jobs',
    table: 'scheduled.jobs',
    body: { method: 'get', url: 'https://1.1.1.1/', schedule_in: [1, 'hour'] },
  },
};

describe('Idempotency-Key over two processes', () => {
  let one: Server;
  let two: Server;

  beforeAll(async () => {
    one = await startServer({ env: { ROLE: 'api' } });
    two = await startServer({ beside: one, env: { ROLE: 'api' } });
  });

  afterAll(async () => {
    await two?.terminate();
    await one?.stop();
  });

  /** A creation as a fresh tenant can ask for it, at both processes. */
  async function prepared(name: string) {
    const { path, table, body, before = 0 } = CREATIONS[name];
    const pipeline = table.startsWith('pipeline.') ? await pipelineTenant(one) : undefined;
    const { key, tenant } = pipeline ?? (await one.tenant());
    const clients = [one.client(key), two.client(key)];
    const extra: Record<string, unknown> = {};
    if (table === 'drone.jobs') {
      const group = await clients[0].post('/v3/device-groups', { name: 'G' });
      extra.deviceGroupId = group.body.deviceGroup.deviceGroupId;
    }
    if (pipeline) extra.pipeline_id = pipeline.pipeline;
    const rows = async () => {
      const sql = `SELECT 1 FROM ${table} r JOIN platform.tenants t ON t.id = r.tenant_id WHERE t.name = $1`;
      return (await one.query(sql, [tenant])).length - before;
    };
    const target = pipeline ? pipeline.jobs : path;
    const send = (client: Client, idempotencyKey: string, change: object = {}) =>
      client.post(target, { ...body, ...extra, ...change }, { 'idempotency-key': idempotencyKey });
    return { key, clients, rows, send };
  }

  const seen = ({ status, text, headers }: Answer) => [
    status,
    text,
    headers.get('location'),
    headers.get('content-type'),
  ];

  describe.each(Object.keys(CREATIONS))('%s', (name) => {
    it('is made once for 20 duplicates at the same time, and each gets the first answer or a 409', async () => {
      const { clients, rows, send } = await prepared(name);
      const key = randomUUID();
      const answers = await Promise.all(
        Array.from({ length: DUPLICATES }, (_, index) => send(clients[index % 2], key)),
      );
      const made = answers.filter(({ status }) => status !== 409);
      expect(made.length).toBeGreaterThan(0);
      expect(made[0].status).toBeLessThan(300);
      for (const answer of made) expect(seen(answer)).toEqual(seen(made[0]));
      for (const client of clients) expect(seen(await send(client, key))).toEqual(seen(made[0]));
      expect(await rows()).toBe(1);
    });

    it('is refused by either process for another body', async () => {
      const { clients, rows, send } = await prepared(name);
      expect((await send(clients[0], 'same')).status).toBeLessThan(300);
      for (const client of clients) expect((await send(client, 'same', { name: 'other' })).status).toBe(409);
      expect(await rows()).toBe(1);
    });
  });

  it('survives the end of a process in the midst of the request', async () => {
    const { key, clients, rows, send } = await prepared('a production job');
    const third = await startServer({ beside: one, env: { ROLE: 'api' } });
    const holder = new PostgresClient({ connectionString: one.databaseUrl });
    await holder.connect();
    await holder.query('BEGIN; LOCK TABLE production.jobs IN ACCESS EXCLUSIVE MODE');
    const cut = send(third.client(key), 'killed').catch(() => 'cut');
    const waits = () => one.query("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'");
    await waitFor(async () => (await waits()).length === 1, { what: 'the request to wait' });
    expect((await send(clients[1], 'killed')).status).toBe(409);
    await third.kill();
    expect(await cut).toBe('cut');
    await holder.query('COMMIT');
    await holder.end();
    const answer = await waitFor<Answer | undefined>(async () => {
      const answered = await send(clients[1], 'killed');
      return answered.status === 409 ? undefined : answered;
    });
    expect(answer.status).toBe(201);
    expect(seen(await send(clients[0], 'killed'))).toEqual(seen(answer));
    expect(await rows()).toBe(1);
  });

  it('keys that end or change end and change in the other process too', async () => {
    const { key, id } = await one.tenant();
    expect((await two.client(key).get('/platform/v1/api-keys')).status).toBe(200);
    expect((await one.client().delete(`/platform/v1/api-keys/${id}`)).status).toBe(204);
    await waitFor(async () => (await two.client(key).get('/platform/v1/api-keys')).status === 401);
  });

  it('a key that is registered at start with other scopes has them in processes that knew it before', async () => {
    await one.query('UPDATE platform.api_keys SET scopes = $1 WHERE name = $2', [['drone:read'], 'bootstrap']);
    await waitFor(async () => {
      // What is remembered from before the change ends with a notification only: any change of the key makes one.
      await one.query(`SELECT pg_notify('quintet_api_keys', id::text) FROM platform.api_keys WHERE name = 'bootstrap'`);
      return (await two.client().get('/platform/v1/api-keys')).status === 403;
    });
    const third = await startServer({ beside: one, env: { ROLE: 'api' } });
    await waitFor(async () => (await two.client().get('/platform/v1/api-keys')).status === 200);
    await third.terminate();
  });
});
