import { addFiles, misfits, pipelineTenant } from '../support/pipeline';
import type { PipelineTenant } from '../support/pipeline';
import { startServer } from '../support/server';
import type { Server } from '../support/server';

const UUID_7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const FIELDS = [
  'job_id',
  'name',
  'description',
  'pipeline_id',
  'pipeline_name',
  'execution_mode',
  'concurrency',
  'query_set_id',
  'queries',
  'status',
  'total_requests',
  'executed_requests',
  'duration',
  'created_at',
  'created_by',
  'executed_at',
  'last_edited_at',
  'last_edited_by',
  'failed_requests',
  'cancelled_at',
  'error',
];
/** Others repeat themselves, whatever is asked for. */
const TASKS_OF_REQUESTS = `task_id IN (
  SELECT id FROM graphile_worker._private_tasks WHERE identifier ~ '^(pipeline[.]|webhooks[.]deliver)')`;

describe('POST /api/v2/workspaces/{workspace_id}/jobs', () => {
  let server: Server;
  let slow: Server;
  let tenant: PipelineTenant;

  beforeAll(async () => {
    server = await startServer();
    slow = await startServer({ beside: server, env: { RATE_LIMIT_PER_SECOND: '1' } });
    tenant = await pipelineTenant(server);
  });

  afterAll(async () => {
    await slow?.terminate();
    await server?.stop();
  });

  /** How many rows every table has and what changed last, but for the use of keys and tasks that repeat themselves. */
  async function everything(): Promise<unknown> {
    const tables = await server.query<{ name: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
       WHERE schemaname IN ('pipeline', 'platform', 'engine', 'graphile_worker') ORDER BY 1`,
    );
    const contents: Record<string, unknown> = {};
    for (const { name } of tables) {
      const [row] = await server.query(
        `SELECT count(*), md5(string_agg((to_jsonb(t) - 'last_used_at')::text, '' ORDER BY t::text)) FROM ${name} t
         WHERE ${name === 'graphile_worker._private_jobs' ? TASKS_OF_REQUESTS : 'true'}`,
      );
      contents[name] = row;
    }
    return contents;
  }

  async function eventsOf(subject: string): Promise<{ type: string; data: object }[]> {
    return server.query('SELECT type, data FROM platform.events WHERE subject = $1 ORDER BY position', [subject]);
  }

  describe('the answer', () => {
    it('has every field, for the smallest request', async () => {
      const { status, headers, body } = await tenant.create();
      expect(status).toBe(201);
      expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
      expect(misfits(201, body)).toEqual([]);
      expect(Object.keys(body)).toEqual(FIELDS);
      expect(body).toEqual({
        job_id: expect.stringMatching(UUID_7),
        name: 'Leases',
        description: null,
        pipeline_id: tenant.pipeline,
        pipeline_name: 'builtin',
        execution_mode: 'ACROSS_FILES',
        concurrency: 3,
        query_set_id: null,
        queries: null,
        status: 'CREATED',
        total_requests: 0,
        executed_requests: 0,
        duration: null,
        created_at: expect.stringMatching(TIME),
        created_by: { user_id: expect.any(String), given_name: 'test', family_name: null },
        executed_at: null,
        last_edited_at: null,
        last_edited_by: null,
        failed_requests: 0,
        cancelled_at: null,
        error: null,
      });
      expect(Math.abs(Date.parse(body.created_at as string) - Date.now())).toBeLessThan(60_000);
    });

    it('has the queries with all seven keys, indexes filled, and their new set', async () => {
      const free = { z: 1, a: [{ b: null }, '\u{1f600}'], '': 1e300 };
      const queries = [
        { query: 'Who?', filters: { field: 'meta.a', operator: '==', value: 1 }, params: free, group_name: 'A' },
        { query: '', query_label: '' },
        { query: 'When?', group_name: 'A', query_index: '7', absolute_query_index: -1 },
        { query: 'Where?', group_name: 'A' },
      ];
      const { status, body } = await tenant.create({ queries, description: '', concurrency: 20 });
      expect(status).toBe(201);
      expect(misfits(201, body)).toEqual([]);
      const nulls = { filters: null, params: null, group_name: null, query_label: null };
      expect(body.queries).toEqual([
        { ...nulls, ...queries[0], query_index: 0, absolute_query_index: 0 },
        { ...nulls, ...queries[1], query_index: 0, absolute_query_index: 1 },
        { ...nulls, ...queries[2], query_index: 7, absolute_query_index: -1 },
        { ...nulls, ...queries[3], query_index: 2, absolute_query_index: 3 },
      ]);
      expect(body).toMatchObject({ description: '', concurrency: 20, total_requests: 4 });
      const set = await tenant.api.get(`/api/v2/workspaces/${tenant.workspace}/query_sets/${body.query_set_id}`);
      expect(set.body).toMatchObject({ name: 'Leases', total_queries: 4 });
      const stored = await tenant.api.get(
        `/api/v2/workspaces/${tenant.workspace}/query_sets/${body.query_set_id}/queries`,
      );
      expect(JSON.stringify(stored.body.data)).toBe(JSON.stringify(body.queries));
    });

    it('is what GET answers', async () => {
      const queries = [{ query: 'Who?', filters: { b: 1, a: 2 } }, { query: 'What?' }];
      for (const changes of [{}, { queries }, { queries: [] }, { queries: null, description: 'x' }]) {
        const created = await tenant.create(changes);
        const got = await tenant.api.get(`${tenant.jobs}/${created.body.job_id}`);
        expect(got.status).toBe(200);
        expect(got.text).toBe(created.text);
        expect(misfits(201, got.body)).toEqual([]);
      }
    });

    it('keeps an empty list of queries apart from none, and makes no set of it', async () => {
      const { body } = await tenant.create({ queries: [] });
      expect(body).toMatchObject({ queries: [], query_set_id: null, total_requests: 0 });
    });

    it('names a query set that was given, without its queries', async () => {
      const path = `/api/v2/workspaces/${tenant.workspace}/query_sets`;
      const queries = [{ query: 'a' }, { query: 'b' }];
      const { query_set_id } = (await tenant.api.post(path, { name: 'set', queries })).body;
      for (const query of ['', '?dry_run=true']) {
        const { body } = await tenant.create({ query_set_id }, query);
        expect(body).toMatchObject({ query_set_id, queries: null, total_requests: 2 });
      }
    });

    it('takes any text as a name, 100,000 characters too', async () => {
      for (const name of ['', ' ', '\u{1f600}\u202e\u0001\r\n', 'x'.repeat(100_000), '\u{1f600}'.repeat(80_000)]) {
        const { status, body } = await tenant.create({ name, queries: [{ query: name, group_name: name }] });
        expect([status, body.name]).toEqual([201, name]);
        expect((await tenant.api.get(`${tenant.jobs}/${body.job_id}`)).body).toEqual(body);
      }
    });

    it('keeps 10,000 queries in order', async () => {
      const queries = Array.from({ length: 10_000 }, (_, index) => ({ query: `Question ${index}?` }));
      const { status, body } = await tenant.create({ queries });
      expect(status).toBe(201);
      expect(body.total_requests).toBe(10_000);
      expect(body.queries.map(({ query }: { query: string }) => query)).toEqual(queries.map(({ query }) => query));
      expect((await tenant.api.get(`${tenant.jobs}/${body.job_id}`)).body).toEqual(body);
    });

    it('keeps indexes up to 2^53 - 1', async () => {
      const largest = Number.MAX_SAFE_INTEGER;
      const queries = [{ query: 'q', query_index: largest, absolute_query_index: -largest }];
      const { body } = await tenant.create({ queries });
      expect(body.queries[0]).toMatchObject({ query_index: largest, absolute_query_index: -largest });
      expect((await tenant.api.get(`${tenant.jobs}/${body.job_id}`)).body).toEqual(body);
    });

    it('shows the name of a pipeline that was deleted since', async () => {
      const own = await pipelineTenant(server);
      const { body } = await own.create();
      await server.query("UPDATE pipeline.pipelines SET deleted_at = now(), name = 'gone' WHERE id = $1", [
        own.pipeline,
      ]);
      expect((await own.api.get(`${own.jobs}/${body.job_id}`)).body.pipeline_name).toBe('gone');
    });
  });

  describe('created_by', () => {
    it('is the API key, for its tokens too', async () => {
      const { key, id, tenant: name } = await server.tenant();
      const [{ workspace_id }] = (await server.client(key).get('/api/v1/workspaces')).body;
      const { pipeline_id } = (await server.client(key).get('/api/v1/workspaces/default/pipelines/builtin')).body;
      const credentials = { grant_type: 'client_credentials', client_id: id, client_secret: key };
      const { access_token } = (await server.stranger().post('/platform/v1/auth/token', credentials)).body;
      for (const credential of [key, access_token as string]) {
        const { body } = await server
          .client(credential)
          .post(`/api/v2/workspaces/${workspace_id}/jobs`, tenant.job({ pipeline_id }));
        expect(body.created_by).toEqual({ user_id: id, given_name: 'test', family_name: null });
      }
      expect(name).toBeDefined();
    });
  });

  describe('total_requests', () => {
    const is = (field: string, value: unknown) => ({ field, operator: '==', value });

    it('counts per file what every filter lets through', async () => {
      const own = await pipelineTenant(server);
      await addFiles(server, own, [
        { name: 'a.txt', meta: { year: 2020, kind: 'lease' } },
        { name: 'b.txt', meta: { year: 2021, kind: 'lease' } },
        { name: 'c.txt', meta: { year: 2022, kind: 'annex', place: { city: 'Ulm' } } },
        { name: 'd.txt', meta: {} },
        { name: 'e.txt', meta: { kind: null } },
      ]);
      const total = async (queries: object[], mode = 'PER_FILE') =>
        (await own.create({ queries, execution_mode: mode })).body.total_requests as number;
      const kind = { query: 'q', filters: is('meta.kind', 'lease') };
      expect(await total([{ query: 'q' }])).toBe(5);
      expect(await total([{ query: 'q', filters: {} }])).toBe(5);
      expect(await total([kind])).toBe(2);
      expect(await total([{ query: 'q' }, { query: 'r' }, kind])).toBe(12);
      expect(await total([{ query: 'q', filters: { operator: 'x' } }, kind])).toBe(3);
      expect(await total([kind, kind], 'ACROSS_FILES')).toBe(2);
      expect(await total([])).toBe(0);
      const path = `/api/v2/workspaces/${own.workspace}/query_sets`;
      const set = {
        name: 's',
        queries: [{ query: 'q' }, kind, kind, { query: 'q', filters: is('file_name', 'd.txt') }],
      };
      const { query_set_id } = (await own.api.post(path, set)).body;
      for (const query of ['', '?dry_run=1']) {
        const { body } = await own.create({ query_set_id, execution_mode: 'PER_FILE' }, query);
        expect(body.total_requests).toBe(10);
      }
    });

    it('counts no file of another workspace', async () => {
      const own = await pipelineTenant(server);
      const other = (await own.api.post('/api/v1/workspaces', { name: 'other' })).body.workspace_id as string;
      await addFiles(server, { ...own, workspace: other }, [{ name: 'a', meta: { a: 1 } }]);
      const queries = [{ query: 'q' }, { query: 'q', filters: is('a', 1) }];
      expect((await own.create({ queries, execution_mode: 'PER_FILE' })).body.total_requests).toBe(0);
    });
  });

  describe('dry_run', () => {
    it('leaves every table as it was, whatever it answers', async () => {
      const key = { 'idempotency-key': 'dry' };
      const queries = [{ query: 'q', filters: { field: 'a', operator: '==', value: 1 } }];
      const before = await everything();
      const first = await tenant.create({ queries, execution_mode: 'PER_FILE' }, '?dry_run=true', key);
      const second = await tenant.create({ queries }, '?dry_run=1', key);
      expect((await tenant.create({ pipeline_id: tenant.workspace }, '?dry_run=1', key)).status).toBe(422);
      expect((await tenant.create({ queries }, '?dry_run=1&start=1', key)).status).toBe(201);
      expect((await tenant.create({}, '?dry_run=1&start=1', key)).status).toBe(409);
      expect(await everything()).toEqual(before);
      expect([first.status, second.status]).toEqual([201, 201]);
      expect(misfits(201, first.body)).toEqual([]);
      expect(Object.keys(first.body)).toEqual(FIELDS);
      expect(first.body).toMatchObject({ query_set_id: null, status: 'CREATED', queries: [{ query_index: 0 }] });
      expect(first.body.job_id).toMatch(UUID_7);
      expect(second.body.job_id).not.toBe(first.body.job_id);
      expect((await tenant.api.get(`${tenant.jobs}/${first.body.job_id}`)).status).toBe(404);
    });
  });

  describe('start', () => {
    const perFile = { queries: [{ query: 'q' }], execution_mode: 'PER_FILE' };

    async function refusal(own: PipelineTenant, changes: object): Promise<unknown[]> {
      const before = await everything();
      const answers = [];
      for (const query of ['?start=true', '?start=true&dry_run=true']) {
        const { status, body } = await own.create(changes, query);
        answers.push(status, body);
      }
      expect(await everything()).toEqual(before);
      return answers;
    }

    it('is refused by the first reason that holds, and nothing is stored', async () => {
      const own = await pipelineTenant(server);
      const twice = (text: string) => [409, { errors: [text] }, 409, { errors: [text] }];
      expect(await refusal(own, perFile)).toEqual(twice('No file matches this job'));
      const files = Array.from({ length: 11 }, (_, index) => ({ name: `${index}`, meta: {} }));
      await addFiles(server, own, files);
      const queries = Array(10_000).fill({ query: 'q' });
      expect(await refusal(own, { ...perFile, queries })).toEqual(twice('Job is larger than 100000 requests'));
      await server.query('UPDATE pipeline.pipelines SET supports_per_file = false WHERE id = $1', [own.pipeline]);
      expect(await refusal(own, perFile)).toEqual(twice('Pipeline cannot be limited to one file'));
      await server.query("UPDATE pipeline.pipelines SET status = 'UNDEPLOYED' WHERE id = $1", [own.pipeline]);
      expect(await refusal(own, perFile)).toEqual(twice('Pipeline is not deployed'));
      expect(await refusal(own, {})).toEqual(twice('Job has no queries'));
      expect(await refusal(own, { queries: [] })).toEqual(twice('Job has no queries'));
    });
  });

  describe('Idempotency-Key', () => {
    it('makes one job and one query set of ten concurrent creates', async () => {
      const own = await pipelineTenant(server);
      const queries = [{ query: 'q' }];
      const create = () => own.create({ queries }, '', { 'idempotency-key': 'ten' });
      const answers = await Promise.all(Array.from({ length: 10 }, create));
      const last = await create();
      expect(last.status).toBe(201);
      for (const { status, text } of answers) {
        if (status !== 409) expect([status, text]).toEqual([201, last.text]);
      }
      const [counts] = await server.query(
        `SELECT (SELECT count(*)::int FROM pipeline.jobs WHERE tenant_id = $1) AS jobs,
           (SELECT count(*)::int FROM pipeline.query_sets WHERE tenant_id = $1) AS sets`,
        [own.id],
      );
      expect(counts).toEqual({ jobs: 1, sets: 1 });
    });

    it('refuses another request with the same key', async () => {
      const key = { 'idempotency-key': 'other' };
      expect((await tenant.create({}, '', key)).status).toBe(201);
      const { status, body } = await tenant.create({ name: 'another' }, '', key);
      expect(status).toBe(409);
      expect(body).toEqual({ errors: ['Idempotency-Key was already used with a different request'] });
    });
  });

  it('appends an event for the job and one for its query set', async () => {
    const { body } = await tenant.create({ queries: [{ query: 'q' }] });
    const workspace_id = tenant.workspace;
    expect(await eventsOf(body.job_id as string)).toEqual([
      {
        type: 'quintet.pipeline.job.created',
        data: {
          workspace_id,
          job_id: body.job_id,
          name: 'Leases',
          status: 'CREATED',
          total_requests: 1,
          executed_requests: 0,
          failed_requests: 0,
        },
      },
    ]);
    expect(await eventsOf(body.query_set_id as string)).toEqual([
      {
        type: 'quintet.pipeline.query_set.created',
        data: { workspace_id, query_set_id: body.query_set_id, name: 'Leases', total_queries: 1 },
      },
    ]);
  });

  describe('refusals besides validation', () => {
    it('401 before everything else', async () => {
      for (const body of ['{"', '{}', 'x'.repeat(2_000_000)]) {
        const { status, headers, body: answer } = await server.stranger().raw('POST', tenant.jobs, { body });
        expect([status, answer]).toEqual([401, { errors: ['Authentication required'] }]);
        expect(headers.get('www-authenticate')).toBe('Bearer');
      }
    });

    it('403 before the body is looked at', async () => {
      const reader = server.client((await server.tenant(undefined, ['pipeline:read'])).key);
      const created = await reader.raw('POST', tenant.jobs, { body: '{"' });
      expect([created.status, created.body]).toEqual([403, { errors: ['Missing scope: pipeline:write'] }]);
      const writer = server.client((await server.tenant(undefined, ['pipeline:write'])).key);
      const read = await writer.get(`${tenant.jobs}/x`);
      expect([read.status, read.body]).toEqual([403, { errors: ['Missing scope: pipeline:read'] }]);
    });

    it('413 over 1 MiB', async () => {
      const limit = 1024 * 1024;
      const job = JSON.stringify(tenant.job());
      const padded = (bytes: number) => job.slice(0, -1) + ' '.repeat(bytes - job.length) + '}';
      expect((await tenant.api.raw('POST', tenant.jobs, { body: padded(limit) })).status).toBe(201);
      for (const type of ['application/json', 'text/plain']) {
        const request = { body: padded(limit + 1), headers: { 'content-type': type } };
        const { status, body } = await tenant.api.raw('POST', tenant.jobs, request);
        expect([status, body]).toEqual([413, { errors: ['Request body is too large'] }]);
      }
    });

    it('404 for a route that is not there', async () => {
      const { status, body } = await tenant.api.get('/api/v2/workspaces/x/y?z=1');
      expect([status, body]).toEqual([404, { errors: ['Route not found: GET /api/v2/workspaces/x/y'] }]);
    });

    it('429 beyond the rate', async () => {
      const limited = slow.client((await server.tenant()).key);
      const answers = await Promise.all(Array.from({ length: 20 }, () => limited.get('/api/v1/workspaces')));
      const refused = answers.find(({ status }) => status === 429)!;
      expect(refused.body).toEqual({ errors: ['Too Many Requests'] });
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    });

    it('500 names the request and nothing else', async () => {
      const own = await pipelineTenant(server);
      await server.query(
        `CREATE FUNCTION pipeline.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'secret'; END $$`,
      );
      await server.query(
        `CREATE TRIGGER refuse BEFORE INSERT ON pipeline.jobs FOR EACH ROW WHEN (new.name = 'defect')
         EXECUTE FUNCTION pipeline.refuse()`,
      );
      const { status, body } = await own.create({ name: 'defect' }, '', { 'x-request-id': 'r-1' });
      expect([status, body]).toEqual([500, { errors: ['Internal error (request r-1)'] }]);
    });
  });
});
