import { Client as PostgresClient } from 'pg';
import type { Client } from '../support/client';
import { startServer } from '../support/server';
import type { Server } from '../support/server';
import { waitFor } from '../support/wait-for';

const EVENTS = '/platform/v1/events';
const CREATED = 'quintet.production.job.created';

let server: Server;

beforeAll(async () => {
  server = await startServer();
});

afterAll(() => server?.stop());

async function tenant(scopes?: string[], name?: string): Promise<Client & { tenant: string }> {
  const made = await server.tenant(name, scopes);
  return Object.assign(server.client(made.key), { tenant: made.tenant });
}

async function createJob(client: Client, name = 'order'): Promise<string> {
  const { status, body } = await client.post('/api/jobs', { name, goalQuantity: 1 });
  expect(status).toBe(201);
  return body.id as string;
}

interface Event {
  id: string;
  type: string;
  subject: string;
}

/** What a reader sees who follows the cursor until a page is empty. */
async function readAll(client: Client, query = '', after?: string): Promise<{ events: Event[]; next: string }> {
  const events: Event[] = [];
  for (let next = after; ;) {
    const { status, body } = await client.get(`${EVENTS}?${query}${next === undefined ? '' : `&after=${next}`}`);
    expect(status).toBe(200);
    next = body.next as string;
    if (body.data.length === 0) return { events, next };
    events.push(...(body.data as Event[]));
  }
}

/** The log shows what is older than every running transaction of the cluster, which other tests share. */
function readUntil(client: Client, count: number, query?: string): Promise<Event[]> {
  return waitFor(async () => {
    const { events } = await readAll(client, query);
    return events.length >= count ? events : undefined;
  });
}

describe('an event', () => {
  it('is a CloudEvent', async () => {
    const client = await tenant();
    const job = await createJob(client, 'JOB-1');
    const [event] = await readUntil(client, 1, `type=${CREATED}`);
    expect(event).toEqual({
      specversion: '1.0',
      id: expect.stringMatching(/^[A-Za-z0-9_-]{22}$/),
      source: '/quintet/production',
      type: CREATED,
      subject: job,
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      datacontenttype: 'application/json',
      data: { jobId: job, name: 'JOB-1', goalQuantity: 1 },
    });
  });

  it('of a key tells no secret', async () => {
    const client = await tenant();
    const [, event] = await readUntil(client, 2, 'type=quintet.platform.*');
    expect(event).toMatchObject({ type: 'quintet.platform.api_key.created', data: { name: 'test', expiresAt: null } });
    expect(JSON.stringify(event)).not.toMatch(/sk_|hash/);
  });

  it('tells of the end of a key', async () => {
    const client = await tenant();
    const { id } = await server.tenant(client.tenant);
    expect((await client.delete(`/platform/v1/api-keys/${id}`)).status).toBe(204);
    const events = await readUntil(client, 1, 'type=quintet.platform.api_key.revoked');
    expect(events.map(({ subject }) => subject)).toEqual([id]);
  });

  it('tells of each change of a template once', async () => {
    const client = await tenant();
    const template = (description: string) => ({ id: 'counts', description, app: 'hello-world@1.0' });
    for (const description of ['one', 'one', 'two']) {
      const { status } = await client.post('/v1/dev/templates', template(description));
      expect(status).toBeLessThan(300);
    }
    expect((await client.delete('/v1/dev/templates/counts')).status).toBeLessThan(300);
    const events = await readUntil(client, 3, 'type=quintet.compute.template.*');
    expect(events.map(({ type }) => type.split('.').at(-1))).toEqual(['created', 'updated', 'deleted']);
  });
});

describe('pages', () => {
  it('follow each other in order, without a gap or a repetition', async () => {
    const client = await tenant();
    const jobs: string[] = [];
    for (let n = 0; n < 7; n++) jobs.push(await createJob(client));
    await readUntil(client, 7, `type=${CREATED}`);
    const { events } = await readAll(client, `type=${CREATED}&limit=3`);
    expect(events.map(({ subject }) => subject)).toEqual(jobs);
  });

  it('start behind an event, by its id', async () => {
    const client = await tenant(['production:read', 'production:write']);
    const jobs = [await createJob(client), await createJob(client)];
    const [first] = await readUntil(client, 2);
    const { events } = await readAll(client, '', first.id);
    expect(events.map(({ subject }) => subject)).toEqual([jobs[1]]);
  });

  it('that are empty have a cursor too, from which what comes later is seen', async () => {
    const client = await tenant(['production:read', 'production:write']);
    const { next } = await readAll(client);
    const job = await createJob(client);
    const events = await waitFor(async () => {
      const found = await readAll(client, '', next);
      return found.events.length > 0 ? found.events : undefined;
    });
    expect(events.map(({ subject }) => subject)).toEqual([job]);
  });

  it('never go back', async () => {
    const client = await tenant();
    const { next } = await readAll(client);
    const bytes = Buffer.from(next, 'base64url');
    bytes.writeBigUInt64BE(2n ** 62n, 0);
    const ahead = bytes.toString('base64url');
    expect((await readAll(client, '', ahead)).next).toBe(ahead);
  });

  it('go on at the oldest event for a cursor from before it', async () => {
    const client = await tenant(['production:read', 'production:write']);
    const job = await createJob(client);
    await readUntil(client, 1);
    const { events } = await readAll(client, '', Buffer.alloc(16).toString('base64url'));
    expect(events.map(({ subject }) => subject)).toEqual([job]);
  });

  it.each(['all', 'one type', 'many types'])('miss no event of a transaction that commits late: %s', async (filter) => {
    const client = await tenant(['production:read', 'production:write', 'drone:read']);
    const [{ id }] = await server.query<{ id: string }>('SELECT id FROM platform.tenants WHERE name = $1', [
      client.tenant,
    ]);
    const query = { all: '', 'one type': `type=${CREATED}`, 'many types': 'type=quintet.production.*' }[filter];
    const late = new PostgresClient({ connectionString: server.databaseUrl });
    await late.connect();
    await late.query('BEGIN');
    await late.query(`SELECT platform.append_event($1, '${CREATED}', 'late', '{}')`, [id]);
    const job = await createJob(client);
    const before = await readAll(client, query);
    expect(before.events).toEqual([]);
    await late.query('COMMIT');
    await late.end();
    const events = await waitFor(async () => {
      const found = await readAll(client, query, before.next);
      return found.events.length === 2 ? found.events : undefined;
    });
    expect(events.map(({ subject }) => subject)).toEqual(['late', job]);
  });

  it('are in order across a restore into a cluster that counts its transactions anew', async () => {
    const client = await tenant(['production:read', 'production:write']);
    const jobs = [await createJob(client)];
    await readUntil(client, 1);
    const { next } = await readAll(client);
    await server.query("UPDATE platform.event_epochs SET cluster = 'the one that was dumped'");
    await server.query('UPDATE platform.event_epochs SET epoch = epoch + 1');
    await server.query('SELECT platform.enter_event_epoch()');
    jobs.push(await createJob(client));
    const events = await readUntil(client, 2);
    expect(events.map(({ subject }) => subject)).toEqual(jobs);
    const since = await readAll(client, '', next);
    expect(since.events.map(({ subject }) => subject)).toEqual([jobs[1]]);
  });
});

describe('a filter on rare events', () => {
  const RARE = 'quintet.production.job.rare';

  it.each(['type=quintet.production.*', `type=${RARE}`, 'subject=rare'])('finds them far down: %s', async (query) => {
    const client = await tenant(['production:read', 'drone:read']);
    await server.query(
      `SELECT platform.append_event(tenants.id, CASE WHEN n % 2600 = 0 THEN '${RARE}' ELSE 'quintet.drone.a_b.' || n % 3 END,
        CASE WHEN n % 2600 = 0 THEN 'rare' ELSE n::text END, json_build_object('n', n))
        FROM platform.tenants, generate_series(1, 8000) AS n WHERE name = $1`,
      [client.tenant],
    );
    await readUntil(client, 3, query);
    for (const limit of [1, 2, 1000]) {
      const { events } = await readAll(client, `${query}&limit=${limit}`);
      expect(events.map(({ subject }) => subject)).toEqual(['rare', 'rare', 'rare']);
    }
  });
});

describe('filters', () => {
  let client: Client;
  let job: string;

  beforeAll(async () => {
    client = await tenant();
    job = await createJob(client);
    await createJob(client);
    const group = await client.post('/v3/device-groups', { name: 'Alpha' });
    expect(group.status).toBe(201);
    await readUntil(client, 5);
  });

  const TENANT = 'quintet.platform.tenant.created';
  const KEY = 'quintet.platform.api_key.created';
  const GROUP = 'quintet.drone.group.created';

  it.each<[string, string[]]>([
    ['', [TENANT, KEY, CREATED, CREATED, GROUP]],
    [`type=${CREATED}`, [CREATED, CREATED]],
    ['type=quintet.production.*', [CREATED, CREATED]],
    ['type=quintet.drone.group.*', [GROUP]],
    ['type=quintet.*', [TENANT, KEY, CREATED, CREATED, GROUP]],
    ['type=quintet.production.job', []],
    ['type=quintet.prod.*', []],
    ['type=quintet.platform.api-key.*', []],
    ['type=other.*', []],
    ['subject=none', []],
    ['subject=&type=&limit=', [TENANT, KEY, CREATED, CREATED, GROUP]],
  ])('%s', async (query, types) => {
    const { events } = await readAll(client, query);
    expect(events.map(({ type }) => type)).toEqual(types);
  });

  it.each(['', '&type=quintet.production.*', `&type=${CREATED}`])('subject%s', async (type) => {
    const { events } = await readAll(client, `subject=${job}${type}`);
    expect(events.map(({ subject }) => subject)).toEqual([job]);
  });

  it('subject and a type that it has none of', async () => {
    expect((await readAll(client, `subject=${job}&type=quintet.drone.*`)).events).toEqual([]);
  });

  it.each<[string, string]>([
    ['limit=0', 'limit must be an integer between 1 and 1000'],
    ['limit=1001', 'limit must be an integer between 1 and 1000'],
    ['limit=1e2', 'limit must be an integer between 1 and 1000'],
    ['limit=1&limit=2', 'limit must be an integer between 1 and 1000'],
    ['after=x', 'after must be a cursor that this service gave'],
    ['after=_____________________w', 'after must be a cursor that this service gave'],
    ['after=AAAAAAAAAAAAAAAAAAAAAB', 'after must be a cursor that this service gave'],
    ['type=*', 'type must be an event type, or a prefix of types that ends in .*'],
    ['type=quintet.drone*', 'type must be an event type, or a prefix of types that ends in .*'],
    ['type=a%25', 'type must be an event type, or a prefix of types that ends in .*'],
    ['subject=%00', 'subject must be a text of at most 500 characters'],
    [`subject=${'x'.repeat(501)}`, 'subject must be a text of at most 500 characters'],
  ])('%s is refused', async (query, detail) => {
    const { status, body, headers } = await client.get(`${EVENTS}?${query}`);
    expect(status).toBe(400);
    expect(body).toMatchObject({ status: 400, detail, errors: [{ message: detail }] });
    expect(headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  });
});

describe('a credential', () => {
  it('sees no event of another tenant', async () => {
    const [one, other] = [await tenant(), await tenant()];
    const job = await createJob(one);
    await readUntil(one, 1, `subject=${job}`);
    expect((await readAll(other, `subject=${job}`)).events).toEqual([]);
    expect((await readAll(other)).events.map(({ type }) => type)).not.toContain(CREATED);
  });

  it.each<[string[], string[]]>([
    [['drone:read'], []],
    [['production:read'], [CREATED]],
    [['production:read', 'drone:read'], [CREATED]],
    [
      ['drone:read', 'platform:admin'],
      ['quintet.platform.api_key.created', 'quintet.platform.tenant.created'],
    ],
  ])('with %j sees %j', async (scopes, types) => {
    const whole = await tenant();
    await createJob(whole);
    await readUntil(whole, 3);
    const part = await tenant(scopes, whole.tenant);
    const seen = new Set((await readAll(part)).events.map(({ type }) => type));
    expect([...seen].sort()).toEqual(types);
    const asked = await readAll(part, 'type=quintet.production.*');
    expect(asked.events.map(({ type }) => type)).toEqual(types.filter((type) => type === CREATED));
  });

  it('that may read no domain is refused', async () => {
    const writer = await tenant(['drone:write']);
    const { status, body } = await writer.get(EVENTS);
    expect([status, body.detail]).toEqual([403, 'Missing scope: <domain>:read']);
    expect((await writer.get(`${EVENTS}/stream`)).status).toBe(403);
  });
});
