import type { ServerResponse } from 'node:http';
import { logListStatement } from '../../src/domains/scheduled-requests/logs/log-list';
import { readLogListQuery } from '../../src/domains/scheduled-requests/logs/log-list-query';
import { startServer } from '../support/server';
import type { Server } from '../support/server';
import { Jobs, JOBS, micros } from '../support/scheduled';
import { Target } from '../support/target';
import { waitFor } from '../support/wait-for';

const LOGS = '/scheduler/api/logs';

interface Log {
  event: string;
  id: number;
  inserted_at: string;
  job_id: number;
  payload: Record<string, unknown>;
  user_id: string;
}

describe('logs', () => {
  let server: Server;
  let jobs: Jobs;
  let target: Target;
  const held: ServerResponse[] = [];

  beforeAll(async () => {
    server = await startServer({ env: { OUTBOUND_ALLOW: '127.0.0.1/32' } });
    target = await Target.open((response, { url }, number) => {
      const path = url.split('?', 1)[0];
      if (path === '/hold') held.push(response);
      else if (path === '/status') response.writeHead(Number(url.split('=')[1]), { 'x-number': number }).end('no');
      else if (path === '/json') response.setHeader('content-type', 'application/json').end('{"z":1,"a":[null]}');
      else if (path === '/binary') response.end(Buffer.from([0xff, 0xfe]));
      else if (path === '/long') response.end('x'.repeat(70_000));
      else response.end('ok');
    });
  });

  beforeEach(async () => {
    jobs = new Jobs(server, (await server.tenant()).key);
    held.length = 0;
  });

  afterAll(async () => {
    target?.close();
    await server?.stop();
  });

  const list = async (query = '', api = jobs.api): Promise<Log[]> => {
    const { status, body } = await api.get(`${LOGS}${query}`);
    expect([status, Object.keys(body)]).toEqual([200, ['data']]);
    return body.data;
  };
  const eventsOf = (logs: Log[]) => logs.map(({ event }) => event.replace('worker.http.', ''));

  it('tell what was sent and what came back, keys in order', async () => {
    const { id, job } = await jobs.run({
      method: 'post',
      url: `${target.url}/json?a=1`,
      query: { z: 1, b: [2] },
      headers: { 'X-Own': 'x' },
      body: { z: '$job', a: 1 },
    });
    const logs = await list('?order_by=inserted_at');
    const { user_id } = await jobs.find(id);
    const dynamic = { id: job.id, uuid: id, attempt: 1, scheduled_at: job.scheduled_at, slot: null };
    expect(logs).toEqual([
      {
        event: 'worker.http.request',
        id: expect.any(Number),
        inserted_at: job.attempted_at,
        job_id: job.id,
        payload: {
          body: { z: dynamic, a: 1 },
          headers: { 'X-Own': 'x' },
          query: { z: 1, b: [2] },
          url: `${target.url}/json?a=1`,
        },
        user_id,
      },
      {
        event: 'worker.http.response',
        id: expect.any(Number),
        inserted_at: job.completed_at,
        job_id: job.id,
        payload: {
          attempt: 1,
          body: { z: 1, a: [null] },
          duration_ms: expect.any(Number),
          headers: expect.objectContaining({ 'content-type': 'application/json' }),
          status: 200,
          truncated: false,
        },
        user_id,
      },
    ]);
    for (const log of logs) {
      expect(Object.keys(log)).toEqual(['event', 'id', 'inserted_at', 'job_id', 'payload', 'user_id']);
    }
    expect(logs.map(({ payload }) => Object.keys(payload))).toEqual([
      ['body', 'headers', 'query', 'url'],
      ['attempt', 'body', 'duration_ms', 'headers', 'status', 'truncated'],
    ]);
  });

  it('hold the body exactly as it was sent, none where none was', async () => {
    const sent = '{"z":1.0,"2":"\\u0000","1":12345678901234567890,"ü":[]}';
    const post = async (body: string, more: object = {}) => {
      const rest = JSON.stringify({ url: target.url, method: 'put', ...more }).slice(1);
      const { body: answer } = await jobs.api.raw('POST', JOBS, {
        body: `{"body":${body},${rest}`,
        headers: { 'content-type': 'application/json' },
      });
      await jobs.reaches(answer.data.id, 'completed');
      const { text } = await jobs.api.get(`${LOGS}?job_id=${answer.data.id}&event=worker.http.request`);
      return /"payload":(.*),"user_id"/.exec(text)?.[1];
    };
    const rest = `,"headers":{},"query":{},"url":"${target.url}"}`;
    expect(await post(sent)).toBe(`{"body":${sent}${rest}`);
    expect(await post(sent, { method: 'get' })).toBe(`{"body":null${rest}`);
    const text = { 'content-type': 'text/plain' };
    expect(await post('"a=b"', { headers: text })).toBe(
      `{"body":"a=b"${rest.replace('{}', '{"content-type":"text/plain"}')}`,
    );
  });

  it('are there before the answer is', async () => {
    const { id, job_id } = await jobs.create({ url: `${target.url}/hold` });
    await waitFor(() => held.length === 1);
    expect(await list()).toMatchObject([{ event: 'worker.http.request', job_id, payload: { body: null, query: {} } }]);
    held[0].end();
    await jobs.reaches(id, 'completed');
    expect(eventsOf(await list())).toEqual(['response', 'request']);
  });

  it('tell every failed attempt, with its answer if there was one', async () => {
    const retry = { max_attempts: 2, base: 0.1 };
    const { job, attempts } = await jobs.run({ url: `${target.url}/status?s=500`, retry });
    const logs = await list('?order_by=inserted_at:asc');
    expect(eventsOf(logs)).toEqual(['request', 'response', 'error', 'request', 'response', 'error']);
    const message = 'The target answered with status 500';
    expect([logs[2], logs[5]].map(({ payload }) => payload)).toEqual([
      { attempt: 1, code: 'http', message, retry_at: attempts[0].retry_at },
      { attempt: 2, code: 'http', message, retry_at: null },
    ]);
    expect(Object.keys(logs[2].payload)).toEqual(['attempt', 'code', 'message', 'retry_at']);
    expect(logs[5].inserted_at).toBe(job.discarded_at);
    expect(logs.map(({ payload }) => payload.attempt)).toEqual([undefined, 1, 1, undefined, 2, 2]);
    const { attempts: unanswered } = await jobs.run({ url: 'http://127.0.0.1:1', retry: { max_attempts: 1 } });
    const [error, request] = await list('?limit=2');
    expect(eventsOf([error, request])).toEqual(['error', 'request']);
    expect(error.payload).toEqual({ attempt: 1, ...unanswered[0].error, retry_at: null });
  });

  it.each([
    ['/binary', '//4=', false],
    ['/long', 'x'.repeat(65_536), true],
  ])('show the body of %s in its form', async (path, body, truncated) => {
    await jobs.run({ url: `${target.url}${path}` });
    expect((await list('?event=worker.http.response'))[0].payload).toMatchObject({ body, truncated });
  });

  it('hold the dynamic fields of each run, each attempt', async () => {
    const body = { own: 1, in: ['$state'] };
    const { schedule_id } = await jobs.create({ method: 'post', url: `${target.url}/json`, body, repeat_every: 1 });
    const sentBy = (uuid: string) => target.received.find(({ headers }) => headers['webhook-id'] === `job_${uuid}`);
    const runs = await waitFor(async () => {
      const all = await jobs.runs(schedule_id);
      return all.filter(({ state }) => state === 'completed').length >= 3 ? all : undefined;
    });
    await jobs.end(schedule_id);
    for (const { uuid } of runs.slice(0, 3)) {
      const [{ payload }] = await list(`?job_id=${uuid}&event=worker.http.request`);
      expect(JSON.stringify(payload.body)).toBe(sentBy(uuid)!.body.toString());
    }
  });

  describe('of slots that are left out', () => {
    /** A schedule that was due `slots` seconds ago, as after a time in which nothing ran. */
    const overdue = async (slots: number, more: object) => {
      const first = await jobs.create({ url: `${target.url}/hold`, repeat_every: 1, schedule_in: 3600, ...more });
      const back = (column: string) => `${column} = date_trunc('second', now()) - interval '${slots} seconds'`;
      await server.query(
        `WITH schedule AS (UPDATE scheduled.schedules SET ${back('anchor')}, ${back('next_run_at')} WHERE id = $1)
          UPDATE scheduled.jobs SET ${['slot', 'scheduled_at', 'run_at'].map(back).join(', ')} WHERE schedule_id = $1`,
        [first.schedule_id],
      );
      await server.query("SELECT engine.enqueue('scheduled.dispatch', '{}', NULL, 'scheduled.dispatch')");
      return first;
    };
    const skipped = async (jobId: number) =>
      waitFor(async () => (await list(`?event=worker.http.skipped&job_id=${jobId}`)).at(-1));

    it('by misfire, keys in order', async () => {
      const { job_id, schedule_id } = await overdue(60, { misfire: 'latest' });
      const { payload } = await skipped(job_id);
      await jobs.end(schedule_id);
      const { anchor, missed } = await jobs.schedule(schedule_id);
      expect(payload).toEqual({ from: expect.any(String), reason: 'misfire', slots: missed, to: expect.any(String) });
      expect(Object.keys(payload)).toEqual(['from', 'reason', 'slots', 'to']);
      expect(missed).toBeGreaterThanOrEqual(60);
      expect(micros(payload.from as string)).toBe(anchor);
      expect(micros(payload.to as string)).toBe(anchor + (missed - 1) * 1_000_000);
    });

    it.each([
      ['skip', 1],
      ['queue', 2],
    ])('by overlap %s', async (overlap, open) => {
      const { schedule_id } = await jobs.create({ url: `${target.url}/hold`, repeat_every: 1, overlap });
      const pending = await waitFor(async () => (await jobs.runs(schedule_id))[open]);
      const { payload } = await skipped(pending.id);
      await jobs.end(schedule_id);
      expect(payload).toEqual({ from: payload.to, reason: 'overlap', slots: 1, to: expect.stringMatching(/Z$/) });
      const { anchor } = await jobs.schedule(schedule_id);
      expect(micros(payload.from as string)).toBe(anchor + open * 1_000_000);
      held.forEach((response) => response.end());
    });
  });

  describe('as a list', () => {
    it('are found by an index among very many, whatever the order and the filter', async () => {
      const tenant = '00000000-0000-0000-0000-00000000000b';
      await server.query(
        `INSERT INTO scheduled.logs (time, tenant_id, job_id, event)
          SELECT now() - n * interval '10 ms', $1, n / 2,
            CASE WHEN n % 10000 = 0 THEN 'worker.http.error' WHEN n % 2 = 0 THEN 'worker.http.request'
              ELSE 'worker.http.response' END
          FROM generate_series(1, 100000) AS n`,
        [tenant],
      );
      await server.query('ANALYZE scheduled.logs');
      const queries: [Record<string, string>, string][] = [
        [{}, 'tenant_id_time_id_idx'],
        [{ order_by: 'inserted_at:asc' }, 'tenant_id_time_id_idx'],
        [{ order_by: 'job_id:desc' }, 'tenant_id_job_id_id_idx'],
        [{ job_id: '17' }, 'tenant_id_job_id_id_idx'],
        [{ event: 'worker.http.error' }, 'tenant_id_event_time_id_idx'],
      ];
      for (const [query, index] of queries) {
        const { statement, values } = logListStatement(tenant, readLogListQuery(query))!;
        const rows = await server.query<{ 'QUERY PLAN': string }>(`EXPLAIN ANALYZE ${statement.text}`, values);
        const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
        process.stdout.write(`${JSON.stringify(query)} among 100000: ${/Execution Time.*/.exec(plan)?.[0]}\n`);
        expect(plan).not.toContain('Hash');
        expect(plan).toMatch(new RegExp(`Index Scan( Backward)? using logs_\\w+_${index} on`));
        const vain = [...plan.matchAll(/Rows Removed by Filter: (\d+)/g)].map(([, n]) => Number(n));
        expect(Math.max(0, ...vain)).toBeLessThan(100);
      }
    });

    it('are the latest ten, of any order, job and event', async () => {
      const first = await jobs.run({ url: target.url });
      const second = await jobs.run({ url: target.url });
      for (let i = 0; i < 4; i++) await jobs.run({ url: target.url });
      const ids = async (query: string) => (await list(query)).map(({ id }) => id);
      const all = await ids('?limit=100&order_by=inserted_at:desc');
      expect(all).toHaveLength(12);
      expect(await ids('')).toEqual(all.slice(0, 10));
      expect(await ids('?limit=3&offset=8')).toEqual(all.slice(8, 11));
      expect(await ids('?limit=&event=&job_id=&offset=11')).toEqual(all.slice(11));
      expect(await ids('?order_by[]=job_id&order_by[]=asc&limit=4')).toEqual(all.slice(-4).reverse());
      const ofEvent = (event: string) => ids(`?event=worker.http.${event}&limit=100`);
      const [requests, responses] = [await ofEvent('request'), await ofEvent('response')];
      expect([requests.length, responses.length]).toEqual([6, 6]);
      const byId = (a: number, b: number) => a - b;
      expect(await ids('?order_by=event&limit=100')).toEqual([...requests.sort(byId), ...responses.sort(byId)]);
      expect(await ids('?order_by=%5B%22event%22%2C%22desc%22%5D&limit=1')).toEqual(responses.slice(-1));
      expect((await list(`?job_id=${second.id}`)).map(({ job_id }) => job_id)).toEqual([second.job.id, second.job.id]);
      expect(await ids(`?job_id=${first.job.id}&event=worker.http.response`)).toEqual([all.at(-2)]);
      for (const query of ['?job_id=x', '?event=x', '?job_id=0', '?job_id=%00', '?event=%00&job_id=1']) {
        expect([query, await ids(query)]).toEqual([query, []]);
      }
    });

    it.each([
      ['limit=0', { limit: ['must be greater than or equal to 1'] }],
      ['limit=101', { limit: ['must be less than or equal to 100'] }],
      ['limit=1.5&offset=x', { limit: ['is invalid'], offset: ['is invalid'] }],
      ['offset=-1', { offset: ['must be greater than or equal to 0'] }],
      ['order_by=id', { order_by: ['is invalid'] }],
      ['order_by=event:up', { order_by: ['is invalid'] }],
    ])('refuse %s', async (query, errors) => {
      const answer = await jobs.api.get(`${LOGS}?${query}`);
      expect([answer.status, answer.body]).toEqual([422, { errors }]);
    });
  });
});
