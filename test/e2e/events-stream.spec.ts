import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '../support/client';
import { EventStream } from '../support/event-stream';
import { startServer } from '../support/server';
import type { Server } from '../support/server';
import { waitFor } from '../support/wait-for';

const STREAM = '/platform/v1/events/stream';

let server: Server;
const streams: EventStream[] = [];

beforeAll(async () => {
  server = await startServer({ env: { STREAMS_PER_CREDENTIAL: '3' } });
});

afterEach(() => streams.splice(0).forEach((stream) => stream.close()));

afterAll(() => server?.stop());

interface Opening {
  query?: string;
  headers?: Record<string, string>;
  from?: Server;
  reads?: boolean;
}

async function open(key: string, { query = '', headers, from = server, reads }: Opening = {}): Promise<EventStream> {
  const credential = { authorization: `Bearer ${key}`, ...headers };
  const stream = await EventStream.open(`${from.url}${STREAM}?${query}`, credential, reads);
  streams.push(stream);
  return stream;
}

const key = async () => (await server.tenant(undefined, ['production:read', 'production:write'])).key;

async function createJob(client: Client): Promise<string> {
  const { status, body } = await client.post('/api/jobs', { name: 'order', goalQuantity: 1 });
  expect(status).toBe(201);
  return body.id as string;
}

describe('the event stream', () => {
  it('answers as server-sent events do', async () => {
    const stream = await open(await key());
    await waitFor(() => stream.retry);
    expect([stream.status, stream.headers['content-type'], stream.headers['cache-control']]).toEqual([
      200,
      'text/event-stream; charset=utf-8',
      'no-store',
    ]);
  });

  it('gives what is there, and then what happens, each once', async () => {
    const own = await key();
    const jobs = [await createJob(server.client(own))];
    const stream = await open(own);
    await stream.about(jobs[0]);
    for (let n = 0; n < 5; n++) jobs.push(await createJob(server.client(own)));
    await stream.about(jobs.at(-1)!);
    expect(stream.events.map(({ data }) => data.subject)).toEqual(jobs);
    expect(stream.events.map(({ id }) => id)).toEqual(stream.events.map(({ data }) => data.id));
  });

  it('tells of an event of another process', async () => {
    const own = await key();
    const other = await startServer({ beside: server, env: { ROLE: 'api' } });
    const stream = await open(own);
    const job = await createJob(other.client(own));
    await stream.about(job);
    await other.terminate();
  });

  it.each<[string, (id: string) => Opening]>([
    ['Last-Event-ID', (id) => ({ headers: { 'last-event-id': id } })],
    ['after', (id) => ({ query: `after=${id}` })],
    [
      'Last-Event-ID before after',
      (id) => ({ query: 'after=AAAAAAAAAAAAAAAAAAAAAA', headers: { 'last-event-id': id } }),
    ],
  ])('resumes behind %s', async (_name, opening) => {
    const own = await key();
    const jobs = [await createJob(server.client(own)), await createJob(server.client(own))];
    const first = await open(own);
    const { id } = await first.about(jobs[0]);
    const second = await open(own, opening(id));
    await second.about(jobs[1]);
    expect(second.events.map(({ data }) => data.subject)).toEqual([jobs[1]]);
  });

  it('filters as the feed does', async () => {
    const own = await key();
    const jobs = [await createJob(server.client(own)), await createJob(server.client(own))];
    const stream = await open(own, { query: `subject=${jobs[1]}&type=quintet.production.*` });
    await stream.about(jobs[1]);
    expect(stream.events).toHaveLength(1);
  });

  it.each([
    ['query', { query: 'after=x' }],
    ['header', { headers: { 'last-event-id': 'x' } }],
  ])('refuses a cursor that is none: %s', async (_name, opening) => {
    expect((await open(await key(), opening)).status).toBe(400);
  });

  it('refuses more than so many of one credential, until one is closed', async () => {
    const own = await key();
    const three = [await open(own), await open(own), await open(own)];
    expect((await open(own)).status).toBe(429);
    three[0].close();
    await waitFor(async () => (await open(own)).status === 200);
  });

  it('ends with its key', async () => {
    const { key: own, id } = await server.tenant();
    const stream = await open(own);
    await waitFor(() => stream.retry);
    await server.client().delete(`/platform/v1/api-keys/${id}`);
    await waitFor(() => stream.ended);
  });

  it('ends with the time of its key', async () => {
    const expiresAt = new Date(Date.now() + 2_000).toISOString();
    const { body } = await server.client().post('/platform/v1/api-keys', { name: 'short', expiresAt });
    const stream = await open(body.key as string);
    expect(stream.status).toBe(200);
    await waitFor(() => stream.ended);
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(expiresAt));
  });

  it('holds back its log while the client reads nothing, and loses nothing', async () => {
    const { key: own, tenant } = await server.tenant(undefined, ['production:read']);
    const count = 20_000;
    await server.query(
      `SELECT platform.append_event(tenants.id, 'quintet.production.job.created', 'job_' || n,
        json_build_object('text', repeat('x', 1000))) FROM platform.tenants, generate_series(1, $2) AS n WHERE name = $1`,
      [tenant, count],
    );
    const reads = async () => {
      const [{ calls }] = await server.query<{ calls: number }>(
        "SELECT sum(idx_scan)::int AS calls FROM pg_stat_user_indexes WHERE relname LIKE 'events%'",
      );
      return calls;
    };
    const stream = await open(own, { reads: false });
    let before = -1;
    await waitFor(async () => {
      await delay(2_000);
      const now = await reads();
      const quiet = now === before;
      before = now;
      return quiet;
    });
    const unread = await reads();
    stream.read();
    await waitFor(() => stream.events.length === count);
    expect(new Set(stream.events.map(({ data }) => data.subject)).size).toBe(count);
    await waitFor(async () => (await reads()) > unread * 2);
  });

  it('ends at once when the process stops, which exits in time', async () => {
    const own = await key();
    const other = await startServer({ beside: server });
    const stream = await open(own, { from: other });
    await waitFor(() => stream.retry);
    const began = Date.now();
    expect(await other.terminate()).toBe(0);
    await waitFor(() => stream.ended);
    expect(Date.now() - began).toBeLessThan(10_000);
  });
});
