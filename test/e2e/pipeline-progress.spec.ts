import { EventStream } from '../support/event-stream';
import { pipelineTenant } from '../support/pipeline';
import type { PipelineTenant } from '../support/pipeline';
import { answer, document, jobWith } from '../support/pipeline-items';
import type { Server } from '../support/server';
import { sharedServer } from '../support/shared-server';
import { waitFor } from '../support/wait-for';

const UNKNOWN = '0198c2a0-0000-7000-8000-00000000000f';
const FILE = { file_id: '0198c2a2-0000-7000-8000-000000000001', file_name: 'a.txt' };
const USAGE = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };

describe('what a pipeline job has come to', () => {
  let server: Server;
  let tenant: PipelineTenant;

  beforeAll(async () => {
    server = await sharedServer();
    tenant = await pipelineTenant(server);
  });

  afterAll(() => server?.stop());

  const setJob = (job: string, changes: string) =>
    server.query(`UPDATE pipeline.jobs SET ${changes} WHERE id = $1`, [job]);

  async function runningJob() {
    const statuses = ['SUCCEEDED', 'FAILED', 'RUNNING', 'PENDING', 'PENDING', 'CANCELLED'];
    const found = await jobWith(
      server,
      tenant,
      statuses.map((status) => ({ status })),
      { concurrency: 4 },
    );
    await setJob(
      found.job,
      "status = 'STARTED', started_at = now(), duration = 60, run_no = 2, effective_concurrency = 2, left_requests = 3",
    );
    return found;
  }

  /** Waits until the only stream has looked at its job so often. */
  async function looks(count: number): Promise<void> {
    const times = new Set<string>();
    await waitFor(
      async () => {
        const [{ at }] = await server.query<{ at: string }>(
          `SELECT max(query_start)::text AS at FROM pg_stat_activity
           WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE '%executed_requests AS executed%'`,
        );
        // The first one seen may have begun before.
        return at !== null && times.add(at).size > count;
      },
      { what: 'the stream to look' },
    );
  }

  describe('as progress', () => {
    it('before the start, while it runs, and afterwards', async () => {
      const { job, path } = await runningJob();
      const progress = async () => (await tenant.api.get(`${path}/progress`)).body;
      expect(await progress()).toEqual({
        status: 'STARTED',
        total: 6,
        executed: 2,
        failed: 1,
        running: 1,
        pending: 2,
        cancelled: 1,
        effective_concurrency: 2,
        paused_until: null,
        items_per_minute: expect.closeTo(2, 0),
        eta_seconds: expect.any(Number),
      });
      expect((await progress()).eta_seconds).toBeGreaterThanOrEqual(90);
      await setJob(job, "paused_until = '2999-01-01T00:00:00Z'");
      expect((await progress()).paused_until).toBe('2999-01-01T00:00:00.000Z');
      await setJob(job, "status = 'ENDED'");
      expect(await progress()).toMatchObject({ effective_concurrency: 4, paused_until: null, eta_seconds: null });
      const fresh = (await tenant.create({ queries: [{ query: 'a' }] })).body.job_id as string;
      expect((await tenant.api.get(`${tenant.jobs}/${fresh}/progress`)).body).toMatchObject({
        status: 'CREATED',
        total: 1,
        pending: 1,
        items_per_minute: null,
        eta_seconds: null,
      });
    });

    it('as it happens, up to the end', async () => {
      const { job, path, items } = await runningJob();
      const headers = { authorization: `Bearer ${tenant.key}`, accept: 'text/event-stream' };
      const stream = await EventStream.open(`${server.url}${path}/progress`, headers);
      expect(stream.headers['content-type']).toContain('text/event-stream');
      const states = [
        { event: 'progress', status: 'STARTED', executed: 2, running: 1, pending: 2 },
        { event: 'progress', status: 'STARTED', executed: 2, running: 0, pending: 3 },
        { event: 'progress', status: 'STARTED', executed: 3, running: 0, pending: 2 },
        { event: 'progress', status: 'ENDED', executed: 5, running: 0, pending: 0 },
        { event: 'end', status: 'ENDED', executed: 5, running: 0, pending: 0 },
      ];
      const told = () =>
        stream.events.map(({ event, data: { status, executed, running, pending } }) => ({
          event,
          status,
          executed,
          running,
          pending,
        }));
      // What is as it was is looked at again, and not told.
      const toldOnly = async (count: number) => {
        await waitFor(() => stream.events.length >= count, { what: `state ${count}` });
        await looks(2);
        expect(told()).toEqual(states.slice(0, count));
      };
      await toldOnly(1);
      await server.query("UPDATE pipeline.items SET status = 'SUCCEEDED' WHERE id = $1", [items[2]]);
      await toldOnly(2);
      await setJob(job, 'executed_requests = 3');
      await toldOnly(3);
      await setJob(job, "status = 'ENDED', executed_requests = 5, left_requests = 0");
      await waitFor(() => stream.ended, { what: 'the end of the stream' });
      expect(told()).toEqual(states);

      const again = await EventStream.open(`${server.url}${path}/progress`, headers);
      await waitFor(() => again.ended, { what: 'the end of the second stream' });
      expect(again.events.map(({ event }) => event)).toEqual(['progress', 'end']);
      const seen = { ...headers, 'last-event-id': stream.events.at(-1)!.id };
      expect((await tenant.api.get(`${path}/progress`, seen)).status).toBe(204);
    });

    it('ends with the job', async () => {
      const { job, path } = await runningJob();
      const headers = { authorization: `Bearer ${tenant.key}`, accept: 'text/event-stream' };
      const stream = await EventStream.open(`${server.url}${path}/progress`, headers);
      await waitFor(() => stream.events.length > 0, { what: 'progress' });
      await server.query('DELETE FROM pipeline.jobs WHERE id = $1', [job]);
      await waitFor(() => stream.ended, { what: 'the end of the stream' });
      expect(stream.events.map(({ event }) => event)).toEqual(['progress']);
      expect((await tenant.api.get(`${path}/progress`, headers)).body).toEqual({ errors: ['Job not found'] });
    });
  });

  it('as latencies and sums', async () => {
    const durations = [1, 2, 3, 4, 5];
    const { job, path } = await jobWith(server, tenant, [
      ...durations.map((duration, index) => ({ duration, usage: index < 2 ? { ...USAGE, cost: 0.25 } : null })),
      { status: 'FAILED' },
      { status: 'PENDING', duration: 100 },
    ]);
    expect((await tenant.api.get(`${path}/stats`)).body).toEqual({
      job_id: job,
      finished: 6,
      latency: { p50: 3, p95: 4.8 },
      usage: { prompt_tokens: 20, completion_tokens: 10, total_tokens: 30, cost: 0.5 },
    });
    const dear = await jobWith(server, tenant, [{ usage: { ...USAGE, cost: null } }]);
    expect((await tenant.api.get(`${dear.path}/stats`)).body.usage).toEqual({ ...USAGE, cost: null });
    const idle = await jobWith(server, tenant, []);
    expect((await tenant.api.get(`${idle.path}/stats`)).body).toEqual({
      job_id: idle.job,
      finished: 0,
      latency: { p50: null, p95: null },
      usage: null,
    });
  });

  describe('beside another job', () => {
    let set: string;

    beforeAll(async () => {
      const { body } = await tenant.create({ queries: [{ query: 'a' }] });
      set = body.query_set_id as string;
    });

    it('request by request', async () => {
      const ask = { query_set_id: set };
      const left = await jobWith(
        server,
        tenant,
        [
          { position: 0, ...FILE, answers: [answer('x')], score: 0.5, documents: [document('d.txt')] },
          { position: 1, ...FILE, answers: [answer('x')] },
          { position: 2, ...FILE, answers: [answer('x')] },
          { position: 3, ...FILE },
          { position: 4, query: 'all' },
        ],
        ask,
      );
      const right = await jobWith(
        server,
        tenant,
        [
          { position: 0, ...FILE, answers: [answer('x'), answer('other')], score: 0.9 },
          { position: 1, ...FILE, answers: [answer('y')] },
          { position: 2, ...FILE, answers: [answer('x')], status: 'FAILED' },
          { position: 3, file_id: UNKNOWN, file_name: 'a.txt' },
          { position: 4, query: 'all' },
        ],
        ask,
      );
      const path = `${left.path}/compare?with=${right.job}`;
      const { body } = await tenant.api.get(path);
      expect(body).toMatchObject({ has_more: false, total: 6 });
      expect(body.summary).toEqual({ SAME: 2, CHANGED: 2, ONLY_LEFT: 1, ONLY_RIGHT: 1 });
      expect(body.data.map(({ change }: { change: string }) => change)).toEqual([
        'SAME',
        'CHANGED',
        'CHANGED',
        'ONLY_RIGHT',
        'ONLY_LEFT',
        'SAME',
      ]);
      expect(body.data[0]).toEqual({
        absolute_query_index: 0,
        query: 'q0',
        file: { id: FILE.file_id, name: 'a.txt' },
        change: 'SAME',
        left: {
          result_id: left.items[0],
          status: 'SUCCEEDED',
          answer: 'x',
          score: 0.5,
          document_names: ['d.txt'],
        },
        right: { result_id: right.items[0], status: 'SUCCEEDED', answer: 'x', score: 0.9, document_names: [] },
      });
      expect(body.data[3]).toMatchObject({ left: null, file: { id: UNKNOWN } });
      expect(body.data[4].right).toBeNull();
      expect(body.data[5]).toMatchObject({ file: null, query: 'all' });
      const some = (await tenant.api.get(`${path}&change=CHANGED,ONLY_LEFT&limit=2&page_number=2`)).body;
      expect(some).toMatchObject({ data: [{ change: 'ONLY_LEFT' }], has_more: false, total: 3, summary: body.summary });
      expect((await tenant.api.get(`${path}&limit=5`)).body.has_more).toBe(true);
    });

    it('that asks the same questions', async () => {
      const one = await jobWith(server, tenant, [], { query_set_id: set });
      const other = await jobWith(server, tenant, [], { queries: [{ query: 'a' }] });
      const none = await jobWith(server, tenant, []);
      const compare = async (path: string, job: string) => {
        const { status, body } = await tenant.api.get(`${path}/compare?with=${job}`);
        return [status, body];
      };
      const conflict = [409, { errors: ['Jobs do not share a query set'] }];
      expect(await compare(one.path, other.job)).toEqual(conflict);
      expect(await compare(none.path, none.job)).toEqual(conflict);
      expect(await compare(one.path, one.job)).toMatchObject([200, { total: 0 }]);
      const stranger = await pipelineTenant(server);
      const foreign = await jobWith(server, stranger, []);
      for (const job of [UNKNOWN, foreign.job]) {
        expect(await compare(one.path, job)).toEqual([404, { errors: ['Job not found'] }]);
      }
      const { body } = await tenant.api.get(`${one.path}/compare?change=x`);
      expect(body.detail.map(({ type, loc }: { type: string; loc: string[] }) => [type, ...loc])).toEqual([
        ['missing', 'query', 'with'],
        ['enum', 'query', 'change'],
      ]);
    });
  });

  describe('in the eyes of a reviewer', () => {
    it('is marked, marked anew, and unmarked', async () => {
      const { path, items } = await jobWith(server, tenant, [{}]);
      const result = `${path}/results/${items[0]}`;
      const mark = { verdict: 'partly', note: 'page 3 \u{1f600}' };
      const marked = await tenant.api.put(`${result}/review`, mark);
      expect([marked.status, marked.body.review]).toEqual([200, mark]);
      expect((await tenant.api.get(result)).text).toBe(marked.text);
      expect((await tenant.api.put(`${result}/review`, { verdict: 'wrong' })).body.review).toEqual({
        verdict: 'wrong',
        note: null,
      });
      expect((await tenant.api.put(`${result}/review`, { verdict: 'wrong' })).status).toBe(200);
      for (let times = 0; times < 2; times++) {
        expect((await tenant.api.delete(`${result}/review`)).status).toBe(204);
      }
      expect((await tenant.api.get(result)).body.review).toBeNull();
      const events = await server.query<{ verdict: string }>(
        "SELECT data ->> 'verdict' AS verdict FROM platform.events WHERE subject = $1 AND type = $2 ORDER BY position",
        [items[0], 'quintet.pipeline.result.reviewed'],
      );
      expect(events.map(({ verdict }) => verdict)).toEqual(['partly', 'wrong', null]);
    });

    it('needs a verdict, a result and the right to write', async () => {
      const { path, items } = await jobWith(server, tenant, [{}]);
      const review = `${path}/results/${items[0]}/review`;
      const refused = await tenant.api.put(review, { verdict: 'good', note: 5 });
      expect([refused.status, refused.body.detail]).toEqual([
        422,
        [
          { type: 'enum', loc: ['body', 'verdict'], msg: "Input should be 'correct', 'partly' or 'wrong'" },
          { type: 'string_type', loc: ['body', 'note'], msg: 'Input should be a valid string' },
        ],
      ]);
      const stranger = await pipelineTenant(server);
      for (const call of [
        (to: string, api = tenant.api) => api.put(to, { verdict: 'correct' }),
        (to: string, api = tenant.api) => api.delete(to),
      ]) {
        expect((await call(`${path}/results/${UNKNOWN}/review`)).body).toEqual({ errors: ['Result not found'] });
        expect((await call(review, stranger.api)).body).toEqual({ errors: ['Workspace not found'] });
        const { key } = await server.tenant(tenant.tenant, ['pipeline:read']);
        expect((await call(review, server.client(key))).status).toBe(403);
      }
    });
  });
});
