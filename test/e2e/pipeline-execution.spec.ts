import { addFiles, pipelineTenant } from '../support/pipeline';
import type { PipelineTenant } from '../support/pipeline';
import { answer, deploy, eventsOf, finished, itemsOf, QuestionStub, send } from '../support/question-stub';
import type { Reply } from '../support/question-stub';
import { freePort, startServer } from '../support/server';
import type { Server } from '../support/server';
import { waitFor } from '../support/wait-for';

const queries = (...texts: string[]) => ({ queries: texts.map((query) => ({ query })) });
const numbered = (count: number) => queries(...Array.from({ length: count }, (_, index) => `q${index}`));
const conflict = (text: string) => [409, { errors: [text] }];

describe('pipeline jobs', () => {
  let server: Server;
  const stubs: QuestionStub[] = [];

  beforeAll(async () => {
    server = await startServer({ env: { OUTBOUND_ALLOW: '127.0.0.1' } });
  });

  afterEach(() => stubs.splice(0).forEach((stub) => stub.close()));

  afterAll(() => server?.stop());

  /** A tenant whose pipeline is a stub of its own. */
  async function setUp(reply: Reply = answer, config: object = {}) {
    const tenant = await pipelineTenant(server);
    const stub = await QuestionStub.open();
    stubs.push(stub);
    stub.reply = reply;
    await stub.serve(server, tenant, config);
    return { tenant, stub };
  }

  async function make(tenant: PipelineTenant, changes: object): Promise<string> {
    const { status, body, text } = await tenant.create(changes);
    if (status !== 201) throw new Error(text);
    return body.job_id as string;
  }

  const act = async (tenant: PipelineTenant, job: string, action: string) => {
    const { status, body } = await tenant.api.post(`${tenant.jobs}/${job}/${action}`);
    return status === 204 ? [status] : [status, body];
  };

  async function run(tenant: PipelineTenant, changes: object): Promise<string> {
    const job = await make(tenant, changes);
    expect(await act(tenant, job, 'start')).toEqual([204]);
    return job;
  }

  const statuses = async (job: string) => (await itemsOf(server, job)).map(({ status }) => status);

  const undeploy = async ({ api }: PipelineTenant) =>
    expect((await api.post('/api/v1/workspaces/default/pipelines/builtin/undeploy')).status).toBe(200);

  describe('a run', () => {
    it('asks every query once for each file that it wants, in order, and keeps each answer', async () => {
      const { tenant, stub } = await setUp();
      const files = ['e', 'd', 'c', 'b', 'a'].map((name, n) => ({ name, meta: { n } }));
      await addFiles(server, tenant, files);
      const filters = { field: 'n', operator: '<', value: 2 };
      const list = [{ query: 'q0' }, { query: 'q1', filters, params: { top_k: 1 } }, { query: 'q2' }];
      const job = await run(tenant, { execution_mode: 'PER_FILE', concurrency: 1, queries: list });
      const ended = await finished(tenant, job);
      expect(ended).toMatchObject({
        status: 'ENDED',
        total_requests: 12,
        executed_requests: 12,
        failed_requests: 0,
        error: null,
        cancelled_at: null,
      });
      expect(ended.duration).toBeGreaterThan(0);
      expect(Date.parse(ended.executed_at)).toBeGreaterThanOrEqual(Date.parse(ended.created_at));
      const items = await itemsOf(server, job);
      expect(items.map(({ query, file_name }) => `${query}${file_name}`)).toEqual([
        'q0a',
        'q0b',
        'q0c',
        'q0d',
        'q0e',
        'q1d',
        'q1e',
        'q2a',
        'q2b',
        'q2c',
        'q2d',
        'q2e',
      ]);
      for (const item of items) {
        expect(item).toMatchObject({ status: 'SUCCEEDED', attempts: 1, score: 0.5, error: null });
        expect(item.answers[0].answer).toBe(`${item.query} in ${item.file_id}`);
      }
      expect(stub.asked.map(({ query, file }) => [query, file])).toEqual(
        items.map(({ query, file_id }) => [query, file_id]),
      );
      expect(await eventsOf(server, job)).toEqual(['job.created', 'job.started', 'job.ended']);
    });

    it('is begun by create as well, or nothing is stored', async () => {
      const { tenant, stub } = await setUp();
      stub.hold();
      const { status, body } = await tenant.create(queries('q0'), '?start=true');
      expect([status, body]).toMatchObject([201, { status: 'STARTED', total_requests: 1, executed_requests: 0 }]);
      expect(body.executed_at).not.toBeNull();
      stub.release();
      expect(await finished(tenant, body.job_id)).toMatchObject({ status: 'ENDED' });
      await deploy(server, tenant, {});
      await undeploy(tenant);
      const refused = await tenant.create(queries('q0'), '?start=true');
      expect([refused.status, refused.body]).toEqual(conflict('Pipeline is not deployed'));
      expect(await server.query('SELECT FROM pipeline.jobs WHERE tenant_id = $1', [tenant.id])).toHaveLength(1);
    });

    it('is begun once of two starts at once, and once by a repeated key', async () => {
      const { tenant, stub } = await setUp();
      stub.hold();
      const job = await make(tenant, numbered(3));
      const both = await Promise.all([act(tenant, job, 'start'), act(tenant, job, 'start')]);
      expect(both.sort()).toEqual([[204], conflict('Job is already started')]);
      const keyed = await make(tenant, queries('k'));
      const start = () => tenant.api.post(`${tenant.jobs}/${keyed}/start`, undefined, { 'idempotency-key': 'k' });
      expect([(await start()).status, (await start()).status]).toEqual([204, 204]);
      stub.release();
      await finished(tenant, job);
      await finished(tenant, keyed);
      expect(stub.asked).toHaveLength(4);
    });

    it('has no item more than the files of its start, and fails those whose file is gone', async () => {
      const { tenant, stub } = await setUp();
      await addFiles(
        server,
        tenant,
        ['a', 'b', 'c'].map((name) => ({ name, meta: {} })),
      );
      stub.hold();
      const job = await run(tenant, { execution_mode: 'PER_FILE', concurrency: 1, ...queries('q') });
      await waitFor(() => stub.open === 1);
      await addFiles(server, tenant, [{ name: 'd', meta: {} }]);
      await server.query("DELETE FROM pipeline.files WHERE tenant_id = $1 AND name = 'b'", [tenant.id]);
      stub.release();
      expect(await finished(tenant, job)).toMatchObject({ status: 'ENDED', executed_requests: 3, failed_requests: 1 });
      const items = await itemsOf(server, job);
      expect(items.map(({ file_name, error }) => [file_name, error?.type])).toEqual([
        ['a', undefined],
        ['b', 'file_missing'],
        ['c', undefined],
      ]);
      expect(await act(tenant, job, 'run_new_files')).toEqual([204]);
      expect(await finished(tenant, job)).toMatchObject({ status: 'ENDED', total_requests: 4, executed_requests: 4 });
      expect(await statuses(job)).toEqual(['SUCCEEDED', 'FAILED', 'SUCCEEDED', 'SUCCEEDED']);
      expect(await act(tenant, job, 'run_new_files')).toEqual(conflict('No new files'));
    });

    it('is begun in time, also when the planner takes its query set for an empty one', async () => {
      const { tenant } = await setUp();
      await server.query(
        `WITH query_set AS (
           INSERT INTO pipeline.query_sets (id, tenant_id, workspace_id, name, total_queries, created_by)
           SELECT gen_random_uuid(), $1, $2, 'known', 600, '{}' FROM generate_series(1, 30) RETURNING id
         )
         INSERT INTO pipeline.query_set_queries (query_set_id, position, query, query_index, absolute_query_index)
         SELECT id, n, 'q', n, n FROM query_set, generate_series(0, 599) AS n`,
        [tenant.id, tenant.workspace],
      );
      await server.query('ALTER TABLE pipeline.query_set_queries SET (autovacuum_enabled = off)');
      await server.query('ANALYZE pipeline.query_sets, pipeline.query_set_queries, pipeline.files, pipeline.items');
      await addFiles(
        server,
        tenant,
        [1, 2, 3, 4].map((n) => ({ name: `f${n}`, meta: { n } })),
      );
      const list = numbered(10_000);
      const path = `/api/v2/workspaces/${tenant.workspace}/query_sets`;
      const { query_set_id } = (await tenant.api.post(path, { name: 'large', ...list })).body;
      const job = await run(tenant, { execution_mode: 'PER_FILE', query_set_id });
      expect(await act(tenant, job, 'cancel')).toEqual([204]);
      const [{ items, pairs }] = await server.query(
        `SELECT count(*)::int AS items, count(DISTINCT (position, file_id))::int AS pairs FROM pipeline.items
         WHERE job_id = $1 AND query = 'q' || position AND ordinal = 1 + position * 4 + right(file_name, 1)::int - 1`,
        [job],
      );
      expect([items, pairs]).toEqual([40_000, 40_000]);
    });

    it('fails one item for a filter that is invalid', async () => {
      const { tenant } = await setUp();
      await addFiles(server, tenant, [{ name: 'a', meta: { n: 'x' } }]);
      const list = [
        { query: 'q0', filters: { field: 'n', operator: 'like', value: 1 } },
        { query: 'q1', filters: { field: 'n', operator: '>', value: 1 } },
        { query: 'q2' },
      ];
      const job = await run(tenant, { execution_mode: 'PER_FILE', queries: list });
      expect(await finished(tenant, job)).toMatchObject({ status: 'ENDED', total_requests: 3, failed_requests: 2 });
      expect((await itemsOf(server, job)).map(({ file_name, error }) => [file_name, error?.message])).toEqual([
        [null, 'Invalid filter: operator is unknown'],
        [null, 'Invalid filter: a field of a file cannot be compared'],
        ['a', undefined],
      ]);
    });

    it('keeps texts that PostgreSQL could not look at', async () => {
      const { tenant } = await setUp((response) =>
        send(response, 200, { results: [{ answers: [{ answer: 'a\0b\ud800', meta: { 'k\0': 1 } }], documents: [] }] }),
      );
      const job = await run(tenant, queries('q'));
      await finished(tenant, job);
      const [row] = await server.query<{ answer: string }>(
        "SELECT answers -> 0 ->> 'answer' AS answer FROM pipeline.items WHERE job_id = $1",
        [job],
      );
      expect(row.answer).toBe('a\ufffdb\ufffd');
    });
  });

  describe('an attempt', () => {
    const inSeconds = (count: number) => {
      const until = Math.ceil(Date.now() / 1000 + count) * 1000;
      return { header: new Date(until).toUTCString(), until };
    };

    it.each<[string, Reply, string, number | null, number]>([
      ['is refused', (response) => send(response, 400, { detail: 'no' }), 'rejected', 400, 1],
      ['fails upstream', (response) => send(response, 500, { errors: ['broken'] }), 'upstream', 500, 3],
      ['is not answered in time', () => undefined, 'timeout', null, 3],
      ['loses its connection', (response) => response.destroy(), 'connection', null, 3],
      ['is answered by no JSON', (response) => response.end('<html>'), 'invalid_response', 200, 1],
      ['is answered by 11 MiB', (response) => response.end(Buffer.alloc(11 << 20, '"')), 'invalid_response', 200, 1],
      ['is sent elsewhere', (response) => send(response, 302, {}, { location: '/' }), 'rejected', 302, 1],
    ])('that %s fails its item, and the job goes on', async (_case, bad, type, code, calls) => {
      const reply: Reply = (response, asked, nth) => {
        // What is lost on a connection that was used before is sent once more by itself.
        response.shouldKeepAlive = false;
        (asked.query === 'bad' ? bad : answer)(response, asked, nth);
      };
      const { tenant, stub } = await setUp(reply, { timeout_seconds: 0.5 });
      const job = await run(tenant, queries('good', 'bad'));
      expect(await finished(tenant, job)).toMatchObject({ status: 'ENDED', executed_requests: 2, failed_requests: 1 });
      const [good, failed] = await itemsOf(server, job);
      expect(good.status).toBe('SUCCEEDED');
      expect(failed).toMatchObject({ status: 'FAILED', attempts: calls, error: { type, status_code: code } });
      expect(stub.about('bad')).toHaveLength(calls);
    });

    it('is made again until it succeeds', async () => {
      const { tenant } = await setUp((response, asked, nth) =>
        nth < 3 ? send(response, 500, {}) : answer(response, asked, nth),
      );
      const job = await run(tenant, queries('q'));
      expect(await finished(tenant, job)).toMatchObject({ status: 'ENDED', failed_requests: 0 });
      expect(await itemsOf(server, job)).toMatchObject([{ status: 'SUCCEEDED', attempts: 3, error: null }]);
    });

    it.each<[string, () => { header: string; until: number }]>([
      ['seconds', () => ({ header: '1', until: Date.now() + 1000 })],
      ['a date', () => inSeconds(1)],
    ])('that is answered 429 with Retry-After in %s holds the whole job back for that time', async (_case, ask) => {
      let until = 0;
      const { tenant, stub } = await setUp((response, asked, nth) => {
        if (until > 0) return answer(response, asked, nth);
        const asking = ask();
        until = asking.until;
        send(response, 429, {}, { 'retry-after': asking.header });
      });
      const job = await run(tenant, { concurrency: 1, ...numbered(3) });
      expect(await finished(tenant, job)).toMatchObject({ status: 'ENDED', failed_requests: 0 });
      const [first, ...later] = stub.asked;
      expect([first.query, later.length]).toEqual(['q0', 3]);
      for (const { at } of later) expect(at).toBeGreaterThanOrEqual(until);
    });

    it('that is asked to wait for over an hour is the last', async () => {
      const { tenant } = await setUp((response) => send(response, 429, {}, { 'retry-after': '3601' }));
      const job = await run(tenant, queries('q'));
      expect(await finished(tenant, job)).toMatchObject({ status: 'ENDED', failed_requests: 1 });
      expect(await itemsOf(server, job)).toMatchObject([{ attempts: 1, error: { type: 'rate_limited' } }]);
    });
  });

  describe('the rate', () => {
    const effective = async (job: string) => {
      const [row] = await server.query<{ effective_concurrency: number }>(
        'SELECT effective_concurrency FROM pipeline.jobs WHERE id = $1',
        [job],
      );
      return row.effective_concurrency;
    };

    it('is halved by a 429, and grows again by one with ten successes', async () => {
      let limited = 0;
      const { tenant, stub } = await setUp((response, asked, nth) =>
        limited++ === 0 ? send(response, 429, {}, { 'retry-after': '0' }) : answer(response, asked, nth),
      );
      const job = await make(tenant, { concurrency: 4, ...numbered(30) });
      stub.hold();
      await act(tenant, job, 'start');
      await waitFor(() => stub.open === 4);
      stub.release();
      await waitFor(() => stub.asked.length > 4);
      await finished(tenant, job);
      expect(await effective(job)).toBe(4);
      const other = await setUp((response) => send(response, 429, {}, { 'retry-after': '60' }));
      const limitedJob = await run(other.tenant, { concurrency: 5, ...queries('q') });
      await waitFor(async () => (await effective(limitedJob)) === 2);
      expect(await act(other.tenant, limitedJob, 'cancel')).toEqual([204]);
    });

    it('is halved once by a burst of 429s, though they come one after the other', async () => {
      const { tenant, stub } = await setUp();
      const limit: (() => void)[] = [];
      stub.reply = (response) => limit.push(() => send(response, 429, {}, { 'retry-after': '60' }));
      const job = await run(tenant, { concurrency: 8, ...numbered(20) });
      await waitFor(() => limit.length === 8);
      limit.shift()!();
      await waitFor(async () => (await effective(job)) === 4);
      for (const one of limit) one();
      await waitFor(async () => (await itemsOf(server, job)).filter(({ limited }) => limited === 1).length === 8);
      expect(await effective(job)).toBe(4);
      expect(await act(tenant, job, 'cancel')).toEqual([204]);
    });

    it('is capped by the pipeline over all jobs', async () => {
      const { tenant, stub } = await setUp(answer, { max_concurrency: 2 });
      stub.hold();
      const jobs = [await run(tenant, numbered(6)), await run(tenant, numbered(6))];
      await waitFor(() => stub.open === 2);
      stub.release();
      for (const job of jobs) expect(await finished(tenant, job)).toMatchObject({ executed_requests: 6 });
      expect(stub.most).toBe(2);
    });
  });

  describe('a pipeline', () => {
    it('that is down fails the job after 5 items; a later start completes it', async () => {
      const { tenant, stub } = await setUp();
      await deploy(server, tenant, { url: `http://127.0.0.1:${await freePort()}` });
      const job = await run(tenant, { concurrency: 2, ...numbered(12) });
      const failed = await finished(tenant, job);
      expect(failed).toMatchObject({ status: 'FAILED', executed_requests: 5, failed_requests: 5 });
      expect(failed.error).toMatch(/^Pipeline could not be reached: /);
      expect((await statuses(job)).filter((status) => status === 'PENDING')).toHaveLength(7);
      await stub.serve(server, tenant);
      expect(await act(tenant, job, 'start?only=failed')).toEqual([204]);
      expect(await finished(tenant, job)).toMatchObject({ status: 'ENDED', executed_requests: 5, failed_requests: 0 });
      expect(stub.asked).toHaveLength(5);
      expect(await act(tenant, job, 'start?only=failed')).toEqual(conflict('Nothing left to run'));
      expect(await act(tenant, job, 'start')).toEqual([204]);
      expect(await finished(tenant, job)).toMatchObject({
        status: 'ENDED',
        executed_requests: 12,
        failed_requests: 0,
        error: null,
      });
      expect(stub.asked).toHaveLength(12);
      expect(await act(tenant, job, 'start')).toEqual(conflict('Nothing left to run'));
      expect(await eventsOf(server, job)).toEqual(
        ['created', 'started', 'failed', 'started', 'ended', 'started', 'ended'].map((type) => `job.${type}`),
      );
    });

    it('that the guard refuses is not reached by a smaller run either', async () => {
      const { tenant } = await setUp();
      await deploy(server, tenant, { url: 'http://169.254.169.254' });
      const job = await run(tenant, numbered(2));
      expect(await finished(tenant, job)).toMatchObject({ status: 'FAILED', failed_requests: 2 });
      expect((await itemsOf(server, job))[0]).toMatchObject({ attempts: 1, error: { type: 'blocked' } });
    });

    it('that is undeployed ends calls and fails the rest; what is finished stays, a later start completes', async () => {
      const { tenant, stub } = await setUp();
      const job = await make(tenant, { concurrency: 2, ...numbered(8) });
      stub.reply = (response, asked, nth) => {
        if (stub.asked.length <= 3) answer(response, asked, nth);
      };
      await act(tenant, job, 'start');
      await waitFor(() => stub.asked.length === 5);
      const undeployed = Date.now();
      await undeploy(tenant);
      await waitFor(() => stub.open === 0, { what: 'the calls to be ended' });
      expect(Date.now() - undeployed).toBeLessThan(1000);
      expect(await finished(tenant, job)).toMatchObject({ status: 'ENDED', executed_requests: 8, failed_requests: 5 });
      const types = (await itemsOf(server, job)).map(({ error }) => error?.type);
      expect(types.filter((type) => type === 'pipeline_unavailable')).toHaveLength(5);
      expect(await act(tenant, job, 'start')).toEqual(conflict('Pipeline is not deployed'));
      stub.reply = answer;
      await stub.serve(server, tenant);
      expect(await act(tenant, job, 'start')).toEqual([204]);
      expect(await finished(tenant, job)).toMatchObject({ status: 'ENDED', failed_requests: 0 });
      expect(stub.asked).toHaveLength(10);
    });
  });

  it('fails very many items of a pipeline that is gone as it fails one', async () => {
    const { tenant, stub } = await setUp();
    const names = ['a', 'b', 'c'];
    await addFiles(
      server,
      tenant,
      names.map((name) => ({ name, meta: {} })),
    );
    stub.reply = (response, asked, nth) => {
      if (stub.asked.length <= 2) answer(response, asked, nth);
    };
    const invalid = { query: 'invalid', filters: { field: 'n', operator: 'like', value: 1 } };
    const list = [...Array.from({ length: 2000 }, (_, index) => ({ query: `q${index}` })), invalid];
    const job = await run(tenant, { execution_mode: 'PER_FILE', concurrency: 4, queries: list });
    await waitFor(() => stub.open === 4);
    await undeploy(tenant);
    expect(await finished(tenant, job)).toMatchObject({
      status: 'ENDED',
      total_requests: 6001,
      executed_requests: 6001,
      failed_requests: 5999,
    });
    const items = await itemsOf(server, job);
    const failed = items.filter(({ error }) => error?.type === 'pipeline_unavailable');
    expect(failed).toHaveLength(5998);
    for (const { status, attempts, error, answers, duration, started_at, finished_at } of failed) {
      expect({ status, attempts, error, answers }).toEqual({
        status: 'FAILED',
        attempts: 1,
        error: { type: 'pipeline_unavailable', message: 'Pipeline is not deployed', status_code: null },
        answers: [],
      });
      expect([duration, started_at, finished_at]).not.toContain(null);
    }
    expect(items.at(-1)!.error).toMatchObject({ type: 'invalid_filter' });
    expect(new Set(items.map(({ lease }) => lease)).size).toBe(6001);
    expect(await eventsOf(server, job)).toEqual(['job.created', 'job.started', 'job.ended']);
    expect(stub.asked).toHaveLength(6);
  });

  describe('cancel', () => {
    it('ends the job and its calls; late answers change nothing', async () => {
      const { tenant, stub } = await setUp();
      const job = await make(tenant, { concurrency: 2, ...numbered(6) });
      expect(await act(tenant, job, 'cancel')).toEqual(conflict('Job is not started'));
      stub.reply = (response, asked, nth) => {
        if (stub.asked.length <= 2) answer(response, asked, nth);
      };
      await act(tenant, job, 'start');
      await waitFor(() => stub.asked.length === 4);
      const cancelled = Date.now();
      expect(await act(tenant, job, 'cancel')).toEqual([204]);
      const { body } = await tenant.api.get(`${tenant.jobs}/${job}`);
      expect(body).toMatchObject({ status: 'ENDED', executed_requests: 2, failed_requests: 0 });
      expect(body.cancelled_at).not.toBeNull();
      await waitFor(() => stub.open === 0, { what: 'the calls to be ended' });
      expect(Date.now() - cancelled).toBeLessThan(1000);
      const after = await itemsOf(server, job);
      expect((await statuses(job)).sort()).toEqual([...Array(4).fill('CANCELLED'), 'SUCCEEDED', 'SUCCEEDED']);
      expect(await act(tenant, job, 'cancel')).toEqual(conflict('Job is not started'));
      expect(await eventsOf(server, job)).toEqual(['job.created', 'job.started', 'job.cancelled']);
      stub.reply = answer;
      const other = await run(tenant, queries('other'));
      await finished(tenant, other);
      expect(await itemsOf(server, job)).toEqual(after);
      expect(await act(tenant, job, 'start')).toEqual([204]);
      expect(await finished(tenant, job)).toMatchObject({ executed_requests: 6, cancelled_at: null });
    });
  });

  describe('retry', () => {
    it('runs one item again, and leaves the others', async () => {
      let good = false;
      const { tenant, stub } = await setUp((response, asked, nth) =>
        good ? answer(response, asked, nth) : send(response, 400, {}),
      );
      const job = await run(tenant, numbered(3));
      await finished(tenant, job);
      const [first, second] = await itemsOf(server, job);
      await server.query(`UPDATE pipeline.items SET review = '{"verdict":"wrong","note":null}' WHERE id = $1`, [
        first.id,
      ]);
      good = true;
      expect(await act(tenant, job, `results/${first.id}/retry`)).toEqual([204]);
      expect(await finished(tenant, job)).toMatchObject({ status: 'ENDED', executed_requests: 3, failed_requests: 2 });
      expect((await itemsOf(server, job))[0]).toMatchObject({
        status: 'SUCCEEDED',
        attempts: 1,
        review: null,
        error: null,
      });
      expect(stub.asked).toHaveLength(4);
      const again = await act(tenant, job, `results/${first.id}/retry`);
      expect(again).toEqual(conflict('Result cannot be retried'));
      const missing = await act(tenant, job, `results/${job}/retry`);
      expect(missing).toEqual([404, { errors: ['Result not found'] }]);

      stub.hold();
      const third = (await itemsOf(server, job))[2];
      expect(await act(tenant, job, `results/${third.id}/retry`)).toEqual([204]);
      await waitFor(() => stub.open === 1);
      expect(await act(tenant, job, `results/${second.id}/retry`)).toEqual([204]);
      await waitFor(() => stub.open === 2);
      stub.release();
      expect(await finished(tenant, job)).toMatchObject({ status: 'ENDED', executed_requests: 3, failed_requests: 0 });
    });
  });

  describe('a caller', () => {
    it('is refused for the first reason that holds', async () => {
      const { tenant } = await setUp();
      const without = await make(tenant, {});
      expect(await act(tenant, without, 'start')).toEqual(conflict('Job has no queries'));
      const perFile = await make(tenant, { execution_mode: 'PER_FILE', ...queries('q') });
      expect(await act(tenant, perFile, 'start')).toEqual(conflict('No file matches this job'));
      expect(await act(tenant, perFile, 'run_new_files')).toEqual(conflict('No new files'));
      await addFiles(
        server,
        tenant,
        Array.from({ length: 11 }, (_, n) => ({ name: `${n}`, meta: {} })),
      );
      const large = await make(tenant, { execution_mode: 'PER_FILE', queries: Array(10_000).fill({ query: 'q' }) });
      expect(await act(tenant, large, 'start')).toEqual(conflict('Job is larger than 100000 requests'));
      expect(await statuses(large)).toEqual([]);
      const [status, body] = await act(tenant, perFile, 'start?only=all');
      expect([status, body]).toMatchObject([
        422,
        { detail: [{ type: 'enum', loc: ['query', 'only'], msg: "Input should be 'failed'" }] },
      ]);
    });

    it('finds no job of another tenant', async () => {
      const { tenant } = await setUp();
      const { tenant: other } = await setUp();
      const job = await make(tenant, queries('q'));
      const actions = ['start', 'start?only=failed', 'cancel', 'run_new_files', `results/${job}/retry`];
      for (const action of actions) {
        const path = (own: PipelineTenant) => `${own.jobs}/${job}/${action}`;
        const foreign = await other.api.post(path(tenant));
        expect([foreign.status, foreign.body]).toEqual([404, { errors: ['Workspace not found'] }]);
        const misplaced = await other.api.post(path(other));
        expect([misplaced.status, misplaced.body]).toEqual([404, { errors: ['Job not found'] }]);
      }
      expect((await tenant.api.get(`${tenant.jobs}/${job}`)).body.status).toBe('CREATED');
    });
  });

  it('shows what it did as metrics', async () => {
    const { text } = await server.client().get('/metrics');
    for (const line of [
      /^quintet_pipeline_items_total\{connector="deepset-search",outcome="success"\} [1-9]/m,
      /^quintet_pipeline_items_total\{connector="deepset-search",outcome="timeout"\} 1$/m,
      /^quintet_pipeline_item_duration_seconds_count [1-9]/m,
      /^quintet_pipeline_items_running 0$/m,
      /^quintet_pipeline_items_pending 0$/m,
      /^quintet_pipeline_retries_total\{reason="upstream"\} [1-9]/m,
      /^quintet_pipeline_rate_limited_total [1-9]/m,
      /^quintet_pipeline_jobs_total\{status="FAILED"\} [1-9]/m,
    ]) {
      expect(text).toMatch(line);
    }
  });
});
