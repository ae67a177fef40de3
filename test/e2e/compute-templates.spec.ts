import { randomUUID } from 'node:crypto';
import { startServer } from '../support/server';
import type { Server } from '../support/server';
import { sharedServer } from '../support/shared-server';
import type { Client } from '../support/client';

const TEMPLATES = '/v1/dev/templates';
const JOBS = '/v1/customer/jobs';
const PUBLIC_OWNER = '00000000-0000-0000-0000-000000000000';

describe('compute templates', () => {
  let server: Server;
  let api: Client;

  beforeAll(async () => {
    server = await sharedServer();
  });
  beforeEach(async () => {
    api = server.client((await server.tenant()).key);
  });
  afterAll(() => server?.stop());

  it('are stored, replaced, read and deleted', async () => {
    const first = await api.post(TEMPLATES, { id: 'mine', app: 'my-app' }, { 'x-request-id': 'one' });
    expect([first.status, first.body]).toEqual([200, { ok: true, requestId: 'one', message: '' }]);
    const made = (await api.get(`${TEMPLATES}/mine`)).body;
    expect(made).toEqual({
      id: 'mine',
      owner: expect.stringMatching(/^[0-9a-f-]{36}$/),
      app: 'my-app',
      partitioner: 'passthrough',
      assembler: 'passthrough',
      createdAt: expect.any(String),
      updatedAt: made.createdAt,
      isPublic: false,
    });
    await api.post(TEMPLATES, {
      id: 'mine',
      description: 'd',
      app: 'my-app@v1.2',
      partitioner: 'split@1',
      data_source: { data_source_descriptor: 'url', params: { url: 'https://a.example/x', password: 'secret' } },
      params: { app: { a: 1 } },
      config: { taskTimeout: '5' },
    });
    const { body, text } = await api.get(`${TEMPLATES}/mine`);
    expect(body).toMatchObject({
      description: 'd',
      partitioner: 'split@1',
      params: { app: { a: 1 } },
      config: { taskTimeout: 5 },
    });
    expect([body.createdAt, body.updatedAt > body.createdAt]).toEqual([made.createdAt, true]);
    expect(text).not.toContain('secret');
    expect((await api.delete(`${TEMPLATES}/mine`)).body).toMatchObject({ ok: true, message: '' });
    for (const answer of [await api.get(`${TEMPLATES}/mine`), await api.delete(`${TEMPLATES}/mine`)]) {
      expect([answer.status, answer.body.message]).toEqual([404, 'template not found: mine']);
    }
  });

  it('give defaults to jobs key by key, and what a job took over stays', async () => {
    await api.post(TEMPLATES, {
      id: 'mine',
      app: 'hello-world@0.1',
      dataSource: { dataSourceDescriptor: 'url', params: { url: 'https://a.example/x', name: 'x' } },
      params: { app: { case: 'lower', deep: { a: 1, b: [1, 2] } }, assembler: { z: 1 } },
      config: { taskTimeout: 5, maxTaskRetries: 0 },
    });
    const { job } = (
      await api.post(JOBS, {
        templateId: 'mine',
        dataSource: { dataSourceDescriptor: 'url', params: { name: 'y' } },
        params: { app: { deep: { b: [3], c: null } } },
        config: { jobTimeout: 7, taskTimeout: 0 },
      })
    ).body;
    expect(job).toMatchObject({
      dataSource: { params: { url: 'https://a.example/x', name: 'y' } },
      params: { assembler: { z: 1 }, app: { case: 'lower', deep: { a: 1, b: [3], c: null } } },
      config: { taskTimeout: 5, jobTimeout: 7, isTestJob: false, maxTaskRetries: 0 },
    });
    const other = (await api.post(JOBS, { templateId: 'mine', dataSource: { dataSourceDescriptor: 'file' } })).body;
    expect(Object.keys(other.job.dataSource.params)).toEqual(['@type', 'tempUrl']);
    await api.delete(`${TEMPLATES}/mine`);
    expect((await api.get(`${JOBS}/${job.id}`)).body.job).toEqual(job);
    expect((await api.post(JOBS, { templateId: 'mine' })).status).toBe(404);
  });

  it('judge the merged params by the schema of the app, if any are sent', async () => {
    await api.post(TEMPLATES, { id: 'odd', app: 'hello-world@0.1', params: { app: { case: 'odd' } } });
    expect((await api.post(JOBS, { templateId: 'odd' })).status).toBe(200);
    const { body } = await api.post(JOBS, { templateId: 'odd', params: { app: { x: 1 } } });
    expect(body.message).toBe('params.app.case must be equal to one of the allowed values');
  });

  it('name an app that need not be there yet', async () => {
    await api.post(TEMPLATES, { id: 'early', app: 'later@1.0' });
    const { status, body } = await api.post(JOBS, { templateId: 'early', params: { app: { any: 1 } } });
    expect(status).toBe(200);
    expect(body.job).not.toHaveProperty('appId');
    expect(body.templateInfo.app).toBe('later@1.0');
  });

  it('find the highest active version of their app, of all for a test job, and their own before a public one', async () => {
    const { tenant, key } = await server.tenant();
    const own = server.client(key);
    const [{ id: owner }] = await server.query<{ id: string }>('SELECT id FROM platform.tenants WHERE name = $1', [
      tenant,
    ]);
    const ids: Record<string, string> = {};
    const push = async (name: string, version: string, status: string, schema: object | null = null) => {
      const id = (ids[`${name}@${version}`] = randomUUID());
      const values = [id, owner, name, ...version.split('.'), status, '{}', schema && JSON.stringify(schema)];
      await server.query(
        `INSERT INTO compute.packages (id, tenant_id, kind, name, major, minor, status, manifest, schema)
          VALUES ($1, $2, 'app', $3, $4, $5, $6, $7, $8)`,
        values,
      );
    };
    for (const version of ['0.9', '0.10', '1.0', '1.1']) await push('app', version, 'active');
    await push('app', '2.0', 'inactive', { required: ['x'] });
    await push('hello-world', '0.1', 'active');
    const appOf = async (app: string, isTestJob = false) => {
      await own.post(TEMPLATES, { id: 'mine', app });
      return (await own.post(JOBS, { templateId: 'mine', config: { isTestJob } })).body.job.appId;
    };
    expect(await appOf('app@0')).toBe(ids['app@0.10']);
    expect(await appOf('app@v0.9')).toBe(ids['app@0.9']);
    expect(await appOf('app')).toBe(ids['app@1.1']);
    expect(await appOf('app', true)).toBe(ids['app@2.0']);
    expect(await appOf('app@2.0')).toBeUndefined();
    expect(await appOf('hello-world')).toBe(ids['hello-world@0.1']);
    const shared = await own.post(JOBS, { templateId: 'hello-world' });
    expect(shared.body.job.appId).not.toBe(ids['hello-world@0.1']);
    await own.post(TEMPLATES, { id: 'mine', app: 'app' });
    const test = await own.post(JOBS, { templateId: 'mine', params: { app: {} }, config: { isTestJob: true } });
    expect(test.body.message).toBe("params.app must have required property 'x'");
  });

  it('of a tenant come before public ones, which cannot be changed', async () => {
    expect((await api.delete(`${TEMPLATES}/hello-world`)).status).toBe(404);
    await api.post(TEMPLATES, { id: 'hello-world', description: 'mine', app: 'hello-world@0' });
    const { body } = await api.post(JOBS, { templateId: 'hello-world' });
    expect(body.templateInfo.description).toBe('mine');
    expect(body.job.appId).toBeTruthy();
    expect((await api.get(`${TEMPLATES}/hello-world`)).body.isPublic).toBe(false);
    await api.delete(`${TEMPLATES}/hello-world`);
    expect((await api.get(`${TEMPLATES}/hello-world`)).body).toMatchObject({ isPublic: true, owner: PUBLIC_OWNER });
  });

  it.each([
    [
      {},
      [
        ['id', 'is required'],
        ['app', 'is required'],
      ],
    ],
    [
      { id: 5, app: 5, partitioner: 5 },
      [
        ['id', 'must be a string'],
        ['app', 'must be a string'],
        ['partitioner', 'must be a string'],
      ],
    ],
    [
      { id: 'x'.repeat(129), app: 'a@b' },
      [
        ['id', 'must be at most 128 characters'],
        ['app', 'must be a tag like name@1.2'],
      ],
    ],
    [
      { id: 'x', app: 'a', assembler: 'a b', description: 'x'.repeat(4001), config: 1, params: 1, dataSource: 1 },
      [
        ['description', 'must be at most 4000 characters'],
        ['assembler', 'must be a tag like name@1.2'],
        ['dataSource', 'must be an object'],
        ['params', 'must be an object'],
        ['config', 'must be an object'],
      ],
    ],
    [
      { id: 'x', app: 'a', params: { app: { x: 'x'.repeat(120_000) } } },
      [
        ['params', 'must be at most 120000 bytes of JSON'],
        ['params.app', 'must be at most 120000 bytes of JSON'],
      ],
    ],
  ])('are refused when they are wrong: %#', async (request, violations) => {
    const { status, body } = await api.post(TEMPLATES, request);
    const found = body.details[0].fieldViolations as { field: string; description: string }[];
    expect([status, found.map(({ field, description }) => [field, description])]).toEqual([400, violations]);
  });

  it('take any id as it is', async () => {
    const id = 'A b/ü?#%😀';
    await api.post(TEMPLATES, { id, app: 'a' });
    expect((await api.get(`${TEMPLATES}/${encodeURIComponent(id)}`)).body.id).toBe(id);
    expect((await api.post(JOBS, { templateId: id.toLowerCase() })).status).toBe(404);
    expect((await api.get(`${TEMPLATES}/a%00`)).status).toBe(404);
  });

  it('are listed in parts', async () => {
    for (const id of ['b', 'c', 'a']) await api.post(TEMPLATES, { id, app: 'x' });
    const list = async (query: string) => {
      const { body } = await api.get(`${TEMPLATES}${query}`);
      return [body.templates.map(({ id }: { id: string }) => id).join(''), body.pagination];
    };
    const all = { total: 3, offset: 0, hasPrevious: false, hasNext: false };
    expect(await list('')).toEqual(['acb', all]);
    expect(await list('?orderBy=createdAt')).toEqual(['bca', all]);
    expect(await list('?orderBy=name%20desc')).toEqual(['cba', all]);
    expect(await list('?pagination.limit=1&pagination.offset=1&orderBy=name')).toEqual([
      'b',
      { total: 3, offset: 1, hasPrevious: true, hasNext: true },
    ]);
    expect(await list('?limit=0')).toEqual(['', { ...all, hasNext: true }]);
    expect(await list('?offset=999999999999999999')).toEqual([
      '',
      expect.objectContaining({ total: 3, hasNext: false }),
    ]);
    const { status, body } = await api.get(`${TEMPLATES}?limit=x`);
    expect([status, body.message]).toEqual([400, 'pagination.limit must be an integer of 0 or more']);
  });

  it('that a job can name are listed with the public ones', async () => {
    await api.post(TEMPLATES, { id: 'hello-world', app: 'x' });
    const { body } = await api.get(`${JOBS}/templates?orderBy=name`);
    expect(body.data.map((one: { name: string; owner: string }) => [one.name, one.owner === PUBLIC_OWNER])).toEqual([
      ['hello-world', false],
      ['word-count', true],
    ]);
    expect(Object.keys(body)).toEqual(['pagination', 'data']);
    expect(body.pagination).toEqual({ total: 2, offset: 0, hasPrevious: false, hasNext: false });
    expect((await api.get(`${TEMPLATES}?isPublic=true`)).body.templates).toHaveLength(2);
  });

  it('that are public are made once, however many processes start', async () => {
    const before = await server.query(`SELECT * FROM compute.packages WHERE tenant_id = '${PUBLIC_OWNER}' ORDER BY id`);
    const second = await startServer({ beside: server });
    const rows = await server.query(`SELECT * FROM compute.packages WHERE tenant_id = '${PUBLIC_OWNER}' ORDER BY id`);
    await second.terminate();
    expect(rows).toEqual(before);
    expect(rows.map(({ kind, name }) => `${kind} ${name}`).sort()).toEqual([
      'app hello-world',
      'app word-count',
      'engine merge-counts',
      'engine split-lines',
    ]);
  });
});
