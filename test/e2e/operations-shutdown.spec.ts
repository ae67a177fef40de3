import { Agent } from 'node:http';
import { get } from 'node:http';
import { Client as PostgresClient } from 'pg';
import { answerIn, Line } from '../support/line';
import { startServer } from '../support/server';
import type { Server } from '../support/server';
import { waitFor } from '../support/wait-for';

const JOB = JSON.stringify({ name: 'A', goalQuantity: 1 });

describe('SIGTERM', () => {
  let server: Server;
  let holder: PostgresClient | undefined;

  beforeEach(async () => {
    server = await startServer({ env: { LOG_LEVEL: 'info' } });
  });

  afterEach(async () => {
    await holder?.end();
    holder = undefined;
    await server.kill();
    await server.stop();
  });

  const head = (path: string, length: number) =>
    `POST ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${server.key}\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n`;
  const stopping = () => waitFor(() => server.output.includes('"stopping"'), { what: 'the server to stop' });

  /** A request that waits for a lock until it is released. */
  async function heldRequest(): Promise<Line> {
    holder = new PostgresClient({ connectionString: server.databaseUrl });
    await holder.connect();
    await holder.query('BEGIN; LOCK TABLE production.jobs IN ACCESS EXCLUSIVE MODE');
    const line = (await Line.to(server.url)).say(`${head('/api/jobs', JOB.length)}\r\n${JOB}`);
    const waits = () => server.query("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'");
    await waitFor(async () => (await waits()).length > 0, { what: 'the request to wait' });
    return line;
  }

  async function timed(work: Promise<number | null>): Promise<[code: number | null, seconds: number]> {
    const since = Date.now();
    const code = await work;
    return [code, (Date.now() - since) / 1000];
  }

  it('ends at once and with 0 beside idle connections', async () => {
    const agent = new Agent({ keepAlive: true });
    const { hostname, port } = new URL(server.url);
    for (const path of ['/health/live', '/nothing']) {
      await new Promise((ended) =>
        get({ agent, hostname, port, path }, (answer) => answer.resume().once('end', ended)),
      );
    }
    const silent = await Line.to(server.url);
    const [code, seconds] = await timed(server.terminate());
    expect(code).toBe(0);
    expect(seconds).toBeLessThan(5);
    expect(await silent.end()).toBe('');
    agent.destroy();
  });

  it('lets a request under way end, refuses new connections, and says on old ones that it is not ready but alive', async () => {
    const held = await heldRequest();
    const [ready, live] = await Promise.all(
      ['ready', 'live'].map(async (check) => (await Line.to(server.url)).say(`GET /health/${check} HTTP/1.1\r\n`)),
    );
    // The heads that have begun must have arrived before the signal does: a later connection is read after theirs.
    const later = (await Line.to(server.url)).say('GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    expect(answerIn(await later.end()).status).toBe(200);
    const ended = timed(server.terminate());
    await stopping();
    await waitFor(
      () =>
        Line.to(server.url).then(
          () => false,
          () => true,
        ),
      { what: 'connections to be refused' },
    );
    ready.say('Host: x\r\n\r\n');
    live.say('Host: x\r\n\r\n');
    expect(answerIn(await ready.end())).toMatchObject({ status: 503, body: { title: 'Service Unavailable' } });
    expect(answerIn(await live.end())).toMatchObject({ status: 200, body: { status: 'ok' } });
    await holder!.query('COMMIT');
    const answer = answerIn(await held.end());
    expect([answer.status, answer.head]).toEqual([201, expect.stringContaining('connection: close')]);
    const [code, seconds] = await ended;
    expect(code).toBe(0);
    expect(seconds).toBeLessThan(10);
    expect(await server.query('SELECT name FROM production.jobs')).toEqual([{ name: 'A' }]);
  });

  it('ends within 10 s beside a body that does not end and a request that waits for a lock, told twice', async () => {
    const held = await heldRequest();
    const slow = (await Line.to(server.url)).say(`${head('/platform/v1/api-keys', 100)}\r\n{"name":`);
    const dribble = setInterval(() => slow.say(' '), 500);
    const ended = timed(server.terminate());
    await stopping();
    for (const signal of ['SIGTERM', 'SIGINT'] as const) server.signal(signal);
    const [code, seconds] = await ended;
    clearInterval(dribble);
    expect(code).toBe(0);
    expect(seconds).toBeLessThan(10);
    for (const line of [held, slow]) await line.end();
    await holder!.query('COMMIT');
    await server.start();
    expect((await server.client().post('/api/jobs', { name: 'B', goalQuantity: 1 })).status).toBe(201);
  });

  it('of a worker ends as soon', async () => {
    const worker = await startServer({ beside: server, env: { ROLE: 'worker' } });
    const [code, seconds] = await timed(worker.terminate());
    expect(code).toBe(0);
    expect(seconds).toBeLessThan(10);
  });
});
