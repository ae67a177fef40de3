import { Client as PostgresClient } from 'pg';
import type { Answer } from '../support/client';
import { pipelineTenant } from '../support/pipeline';
import { startServer } from '../support/server';
import type { Server } from '../support/server';
import { waitFor } from '../support/wait-for';

const WORKSPACE = '0198c2a0-0000-7000-8000-000000000001';
const PIPELINE = '0198c2a0-0000-7000-8000-000000000002';
const UNKNOWN = '0198c2a0-0000-7000-8000-00000000000f';
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

describe('workspaces of pipeline jobs', () => {
  let server: Server;
  let second: Server;

  beforeAll(async () => {
    server = await startServer();
    second = await startServer({ beside: server });
  });

  afterAll(async () => {
    await second?.terminate();
    await server?.stop();
  });

  const made = (tenant: string) =>
    server.query(
      `SELECT (SELECT count(*)::int FROM pipeline.workspaces w WHERE w.tenant_id = t.id) AS workspaces,
         (SELECT count(*)::int FROM pipeline.pipelines p WHERE p.tenant_id = t.id) AS pipelines,
         (SELECT array_agg(type ORDER BY type) FROM platform.events e WHERE e.tenant_id = t.id
           AND type LIKE 'quintet.pipeline.%') AS events
       FROM platform.tenants t WHERE t.name = $1`,
      [tenant],
    );
  const ONCE = [
    {
      workspaces: 1,
      pipelines: 1,
      events: [
        'quintet.pipeline.pipeline.created',
        'quintet.pipeline.pipeline.deployed',
        'quintet.pipeline.workspace.created',
      ],
    },
  ];

  it('tenant default finds the fixed ids, so that the printed example works as the first request', async () => {
    const example = {
      name: 'Leases',
      pipeline_id: PIPELINE,
      execution_mode: 'PER_FILE',
      queries: [{ query: 'Who is the tenant?' }],
    };
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => server.client().post(`/api/v2/workspaces/${WORKSPACE}/jobs`, example)),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(201));
    expect(answers[0].body.created_by.given_name).toBe('bootstrap');
  });

  it('are made once by concurrent first requests, in several processes', async () => {
    const { key, tenant } = await server.tenant();
    const apis = [server.client(key), second.client(key)];
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => apis[index % 2].get('/api/v1/workspaces')),
    );
    for (const { status, text } of answers) expect([status, text]).toEqual([200, answers[0].text]);
    expect(await made(tenant)).toEqual(ONCE);
  });

  it.each<[string, string, string, number]>([
    ['GET', '/api/v1/workspaces', '', 200],
    ['GET', '/api/v1/workspaces/default', '', 200],
    ['GET', '/api/v1/workspaces/default/pipelines', '', 200],
    ['GET', '/api/v1/workspaces/default/pipelines/builtin', '', 200],
    ['POST', '/api/v1/workspaces', '{', 422],
    ['POST', `/api/v2/workspaces/${UNKNOWN}/jobs`, '{', 422],
    ['GET', `/api/v2/workspaces/${UNKNOWN}/jobs/${UNKNOWN}`, '', 404],
    ['POST', `/api/v2/workspaces/${UNKNOWN}/query_sets`, '{}', 422],
    ['GET', `/api/v2/workspaces/${UNKNOWN}/query_sets`, '', 404],
    ['GET', `/api/v2/workspaces/${UNKNOWN}/query_sets/${UNKNOWN}`, '', 404],
    ['GET', `/api/v2/workspaces/${UNKNOWN}/query_sets/${UNKNOWN}/queries`, '', 404],
  ])('are made by a first %s %s, whatever it answers', async (method, path, body, status) => {
    const { key, tenant } = await server.tenant();
    const request = { body: body || undefined, headers: { 'idempotency-key': 'first' } };
    expect((await server.client(key).raw(method, path, request)).status).toBe(status);
    expect(await made(tenant)).toEqual(ONCE);
    expect((await server.client(key).get('/api/v1/workspaces')).body).toHaveLength(1);
  });

  it('are listed and shown', async () => {
    const { api, workspace } = await pipelineTenant(server);
    const { body: other } = await api.post('/api/v1/workspaces', { name: 'a b', language: 'german' });
    const { status, body } = await api.get('/api/v1/workspaces');
    expect(status).toBe(200);
    const item = { default_idle_timeout_in_seconds: 0, created_at: expect.stringMatching(TIME) };
    expect(body).toEqual([
      { ...item, name: 'default', workspace_id: workspace, languages: { search: 'english' } },
      { ...item, name: 'a b', workspace_id: other.workspace_id, languages: { search: 'german' } },
    ]);
    expect((await api.get('/api/v1/workspaces/a%20b')).body).toEqual(body[1]);
    for (const name of ['nope', '%00', 'x%2Fy', 'x'.repeat(1000)]) {
      const answer = await api.get(`/api/v1/workspaces/${name}`);
      expect([answer.status, answer.body]).toEqual([404, { errors: ['Workspace not found'] }]);
    }
  });

  it('are refused with a name or language that is not fit', async () => {
    const { api } = await pipelineTenant(server);
    const create = async (body: object) => {
      const answer = await api.post('/api/v1/workspaces', body);
      return [answer.status, answer.body];
    };
    for (const name of ['', 'x', '\u{1f600}']) {
      expect(await create({ name })).toEqual([400, { errors: ['Workspace name is too short'] }]);
    }
    for (const name of ['x'.repeat(101), 'a/b', 'a\nb', 'a\u0085']) {
      expect(await create({ name })).toEqual([400, { errors: ['Workspace name is not valid'] }]);
    }
    expect(await create({ name: 'default' })).toEqual([
      409,
      { errors: ["A workspace named 'default' already exists"] },
    ]);
    expect((await create({ name: '\u{1f600}'.repeat(100) }))[0]).toBe(201);
    const language = { type: 'value_error', loc: ['body', 'language'], msg: 'Value error, language is not known' };
    for (const text of ['klingon', '', 'x'.repeat(1000)]) {
      expect(await create({ name: 'ok', language: text })).toEqual([422, { detail: [language] }]);
    }
    expect(await create({ name: 5 })).toEqual([
      422,
      { detail: [{ type: 'string_type', loc: ['body', 'name'], msg: 'Input should be a valid string' }] },
    ]);
  });

  it('show their pipelines', async () => {
    const { api, pipeline } = await pipelineTenant(server);
    const { body } = await api.get('/api/v1/workspaces/default/pipelines/builtin');
    expect(body).toEqual({
      pipeline_id: pipeline,
      name: 'builtin',
      status: 'DEPLOYED',
      service_level: 'DEVELOPMENT',
      connector: 'builtin',
      inputs: null,
      supports_per_file: true,
      created_at: expect.stringMatching(TIME),
      created_by: { user_id: expect.any(String), given_name: 'test', family_name: null },
      last_edited_at: null,
      last_edited_by: null,
      deployed_version_id: null,
      running_version_id: null,
      draft_version_id: null,
    });
    const list = async (query: string) => (await api.get(`/api/v1/workspaces/default/pipelines${query}`)).body;
    expect(await list('')).toEqual({ data: [body], has_more: false, total: 1 });
    expect(await list('?status=DEPLOYED&pipeline_name=UILT')).toEqual({ data: [body], has_more: false, total: 1 });
    expect(await list('?status=UNDEPLOYED')).toEqual({ data: [], has_more: false, total: 0 });
    expect(await list('?pipeline_name=%25')).toEqual({ data: [], has_more: false, total: 0 });
    expect((await list('?status=x&pipeline_name=%00')).detail).toEqual([
      {
        type: 'enum',
        loc: ['query', 'status'],
        msg: "Input should be 'UNDEPLOYED', 'DEPLOYING', 'DEPLOYED' or 'FAILED_TO_DEPLOY'",
      },
      { type: 'value_error', loc: ['query', 'pipeline_name'], msg: 'Value error, null characters are not allowed' },
    ]);
    for (const name of ['nope', '%00', 'Builtin']) {
      const answer = await api.get(`/api/v1/workspaces/default/pipelines/${name}`);
      expect([answer.status, answer.body]).toEqual([404, { errors: ['Pipeline not found'] }]);
    }
  });

  it('hide another tenant exactly as what is missing, on every route', async () => {
    const owner = await pipelineTenant(server);
    const stranger = await pipelineTenant(server);
    await owner.api.post('/api/v1/workspaces', { name: 'hidden' });
    const sets = `/api/v2/workspaces/${owner.workspace}/query_sets`;
    const set = { name: 's', queries: [{ query: 'q' }] };
    const { query_set_id } = (await owner.api.post(sets, set)).body;
    const { job_id } = (await owner.create({ query_set_id })).body;

    const missing = (path: string) =>
      path
        .replace(owner.workspace, UNKNOWN)
        .replace(job_id as string, UNKNOWN)
        .replace(query_set_id as string, UNKNOWN)
        .replace('hidden', 'missing');
    const routes: [method: 'get' | 'post', path: string, body?: object][] = [
      ['get', '/api/v1/workspaces/hidden'],
      ['get', '/api/v1/workspaces/hidden/pipelines'],
      ['get', '/api/v1/workspaces/hidden/pipelines/builtin'],
      ['post', owner.jobs, stranger.job()],
      ['get', `${owner.jobs}/${job_id}`],
      ['get', `${stranger.jobs}/${job_id}`],
      ['post', sets, set],
      ['get', sets],
      ['get', `${sets}/${query_set_id}`],
      ['get', `/api/v2/workspaces/${stranger.workspace}/query_sets/${query_set_id}`],
      ['get', `${sets}/${query_set_id}/queries`],
      ['get', `/api/v2/workspaces/${stranger.workspace}/query_sets/${query_set_id}/queries`],
      ['get', `/api/v2/workspaces/${stranger.workspace}/query_sets?after=${query_set_id}`],
      ['get', `/api/v1/workspaces/default/pipelines?before=${owner.pipeline}`],
    ];
    for (const [method, path, body] of routes) {
      const foreign = await stranger.api[method](path, body as never);
      const absent = await stranger.api[method](missing(path).replace(owner.pipeline, UNKNOWN), body as never);
      expect([path, foreign.status, foreign.body]).toEqual([path, 404, absent.body]);
    }
    const references: [object, string[]][] = [
      [{ pipeline_id: owner.pipeline }, ['pipeline_id']],
      [{ query_set_id }, ['query_set_id']],
      [{ pipeline_id: owner.pipeline, query_set_id }, ['pipeline_id', 'query_set_id']],
    ];
    for (const [changes, fields] of references) {
      const foreign = await stranger.create(changes);
      const absent = await stranger.create(Object.fromEntries(Object.keys(changes).map((name) => [name, UNKNOWN])));
      expect([foreign.status, foreign.body]).toEqual([422, absent.body]);
      expect(foreign.body.detail.map(({ loc }: { loc: string[] }) => loc[1])).toEqual(fields);
    }
    expect((await stranger.api.get('/api/v1/workspaces')).body).toHaveLength(1);
  });

  describe('when they are removed, with what is just being put to use in them', () => {
    const connector = { name: 'p', query_yaml: 'connector: builtin' };

    /** A workspace with all that a request may need. */
    async function filled() {
      const { api } = await pipelineTenant(server);
      const { workspace_id: id } = (await api.post('/api/v1/workspaces', { name: 'going' })).body;
      const path = `/api/v2/workspaces/${id}`;
      const { pipeline_id } = (await api.post('/api/v1/workspaces/going/pipelines', connector)).body;
      const { query_set_id } = (await api.post(`${path}/query_sets`, { name: 's', queries: [{ query: 'q' }] })).body;
      const fields = { name: 'j', pipeline_id, execution_mode: 'ACROSS_FILES' };
      const { job_id } = (await api.post(`${path}/jobs`, fields)).body;
      return { api, id: id as string, path, fields, query_set_id, job_id };
    }

    type Filled = Awaited<ReturnType<typeof filled>>;

    /** Removes rows by statements of one transaction; the request is made after the first and waits for it. */
    async function removing(statements: string[], id: string, request: () => Promise<Answer>) {
      const remover = new PostgresClient({ connectionString: server.databaseUrl });
      await remover.connect();
      try {
        const [first, ...others] = statements;
        await remover.query('BEGIN');
        await remover.query(first, [id]);
        const answer = request();
        const waiting = `SELECT FROM pg_stat_activity
          WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%pipeline.%'`;
        await waitFor(async () => (await server.query(waiting)).length > 0, { what: 'the request to wait' });
        for (const statement of others) await remover.query(statement, [id]);
        await remover.query('COMMIT');
        const { status, body } = await answer;
        return [status, body];
      } finally {
        await remover.end();
      }
    }

    it.each<[string, (filled: Filled) => Promise<Answer>]>([
      ['a new pipeline', ({ api }) => api.post('/api/v1/workspaces/going/pipelines', { ...connector, name: 'late' })],
      [
        'a new job of a query set',
        ({ api, path, fields, query_set_id }) => api.post(`${path}/jobs`, { ...fields, query_set_id }),
      ],
      ['a change of a job', ({ api, path, job_id }) => api.patch(`${path}/jobs/${job_id}`, { queries: [] })],
      ['the end of a query set', ({ api, path, query_set_id }) => api.delete(`${path}/query_sets/${query_set_id}`)],
    ])('know nothing of %s, and are not in its way', async (_, request) => {
      const workspace = await filled();
      const removal = [
        'SELECT FROM pipeline.workspaces WHERE id = $1 FOR UPDATE',
        'SELECT FROM pipeline.jobs WHERE workspace_id = $1 FOR UPDATE NOWAIT',
        'SELECT FROM pipeline.query_sets WHERE workspace_id = $1 FOR UPDATE NOWAIT',
        'DELETE FROM pipeline.workspaces WHERE id = $1',
      ];
      expect(await removing(removal, workspace.id, () => request(workspace))).toEqual([
        404,
        { errors: ['Workspace not found'] },
      ]);
    });

    it('a job that is removed is not shared', async () => {
      const { api, path, job_id } = await filled();
      const removal = ['SELECT FROM pipeline.jobs WHERE id = $1 FOR UPDATE', 'DELETE FROM pipeline.jobs WHERE id = $1'];
      const share = () => api.post(`${path}/shared_jobs`, { job_id });
      const problem = { type: 'value_error', loc: ['body', 'job_id'], msg: 'Value error, job not found' };
      expect(await removing(removal, job_id as string, share)).toEqual([422, { detail: [problem] }]);
    });
  });
});
