import type { Client } from '../support/client';
import { Shop } from '../support/production-shop';
import type { Server } from '../support/server';
import { sharedServer } from '../support/shared-server';

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const STEPS = [
  { name: ' Milling ', location: 'Hall 2' },
  { name: 'Check', optional: true, dependencyType: 'preferred' },
];

describe('route templates', () => {
  let server: Server;
  let api: Client;
  let other: Client;
  let shop: Shop;

  beforeAll(async () => {
    server = await sharedServer();
    shop = await Shop.open(server);
    api = shop.api;
    other = (await Shop.open(server)).api;
  });

  afterAll(() => server?.stop());

  const made = async (body: object = { name: 'CNC machining', steps: STEPS }) =>
    (await api.post('/api/templates', body)).body as { id: string; createdAt: string; updatedAt: string };
  const job = async () => (await api.post('/api/jobs', { name: 'J', goalQuantity: 5 })).body.id as string;

  it('creates one, its steps physical unless they say otherwise', async () => {
    const { status, body } = await api.post('/api/templates', { name: ' CNC machining ', steps: STEPS });
    expect(status).toBe(201);
    expect(Object.keys(body)).toEqual(['id', 'name', 'steps', 'createdAt', 'updatedAt']);
    expect(body).toEqual({
      id: expect.stringMatching(/^tmpl_[A-Za-z0-9_-]{12}$/),
      name: 'CNC machining',
      steps: [
        { name: 'Milling', order: 0, location: 'Hall 2', optional: false, dependencyType: 'physical' },
        { name: 'Check', order: 1, optional: true, dependencyType: 'preferred' },
      ],
      createdAt: expect.stringMatching(TIME),
      updatedAt: body.createdAt,
    });
    expect((await api.get(`/api/templates/${body.id}`)).body).toEqual(body);
  });

  it.each([
    ['name is required', {}],
    ['name is required', { name: ' ', steps: STEPS }],
    ['name must be at most 500 characters', { name: 'x'.repeat(501), steps: STEPS }],
    ['steps must have at least one item', { name: 'T' }],
    ['steps must have at least one item', { name: 'T', steps: null }],
    ['steps must have at least one item', { name: 'T', steps: {} }],
    ['steps must have at least one item', { name: 'T', steps: [] }],
    ['steps must have at most 200 items', { name: 'T', steps: Array(201).fill(STEPS[0]) }],
    ['steps[1].name is required', { name: 'T', steps: [STEPS[0], 'Milling'] }],
    ['steps[0].name is required', { name: 'T', steps: [{ optional: 5 }] }],
    ['steps[0].optional must be a boolean', { name: 'T', steps: [{ name: 'a', optional: 'yes' }] }],
    [
      'steps[0].dependencyType must be one of: physical, preferred, completion_gate',
      { name: 'T', steps: [{ name: 'a', dependencyType: 'soft', location: 5 }] },
    ],
    ['steps[0].location must be a string', { name: 'T', steps: [{ name: 'a', location: 5 }] }],
    ['steps[0].location must not contain null characters', { name: 'T', steps: [{ name: 'a', location: '\u0000' }] }],
  ])('refuses with "%s"', async (message, request) => {
    const { status, body } = await api.post('/api/templates', request);
    expect([status, body]).toEqual([400, { statusCode: 400, statusMessage: 'Bad Request', message }]);
  });

  it('keeps what a change leaves out, and calls new steps preferred', async () => {
    const before = await made();
    const renamed = await api.put(`/api/templates/${before.id}`, { name: ' Turning ' });
    expect(renamed.status).toBe(200);
    expect(renamed.body).toEqual({ ...before, name: 'Turning', updatedAt: renamed.body.updatedAt });
    expect(Date.parse(renamed.body.updatedAt as string)).toBeGreaterThan(Date.parse(before.updatedAt));
    const { body } = await api.put(`/api/templates/${before.id}`, { steps: [{ name: 'Turn' }] });
    expect(body).toMatchObject({
      name: 'Turning',
      createdAt: before.createdAt,
      steps: [{ name: 'Turn', order: 0, optional: false, dependencyType: 'preferred' }],
    });
    expect((await api.put(`/api/templates/${before.id}`)).body).toMatchObject({ name: 'Turning', steps: body.steps });
  });

  it.each([
    [{ name: null }, 'name is required'],
    [{ name: ' ' }, 'name is required'],
    [{ steps: null }, 'steps must have at least one item'],
    [{ steps: [] }, 'steps must have at least one item'],
    [{ steps: [{}] }, 'steps[0].name is required'],
  ])('refuses to change to %j', async (request, message) => {
    const before = await made();
    const { status, body } = await api.put(`/api/templates/${before.id}`, request);
    expect([status, body.message]).toEqual([400, message]);
    expect((await api.get(`/api/templates/${before.id}`)).body).toEqual(before);
  });

  it('makes a path with steps of its own, which no change of the template reaches', async () => {
    const template = await made();
    const jobId = await job();
    const { status, body } = await api.post(`/api/templates/${template.id}/apply`, { jobId, goalQuantity: 5 });
    expect(status).toBe(201);
    expect(body).toEqual({
      id: expect.stringMatching(/^path_[A-Za-z0-9_-]{12}$/),
      jobId,
      name: 'CNC machining',
      goalQuantity: 5,
      advancementMode: 'strict',
      steps: [
        {
          id: expect.stringMatching(/^step_[A-Za-z0-9_-]{12}$/),
          name: 'Milling',
          order: 0,
          location: 'Hall 2',
          optional: false,
          dependencyType: 'physical',
        },
        {
          id: expect.stringMatching(/^step_[A-Za-z0-9_-]{12}$/),
          name: 'Check',
          order: 1,
          optional: true,
          dependencyType: 'preferred',
        },
      ],
      createdAt: expect.stringMatching(TIME),
      updatedAt: body.createdAt,
    });
    await api.put(`/api/templates/${template.id}`, { steps: [{ name: 'Other' }] });
    await api.delete(`/api/templates/${template.id}`);
    const steps = await server.query(
      `SELECT id, ordinal AS order, name, location, optional, dependency_type AS "dependencyType"
        FROM production.steps WHERE tenant_id = $1 AND path_id = $2 ORDER BY ordinal`,
      [shop.tenantId, body.id],
    );
    expect(steps).toEqual((body.steps as object[]).map((step) => ({ location: null, ...step })));
  });

  it('names the path as asked, and makes other steps each time', async () => {
    const { id } = await made();
    const jobId = await job();
    const apply = async (pathName: unknown) =>
      (await api.post(`/api/templates/${id}/apply`, { jobId, goalQuantity: 1, pathName })).body;
    const paths = [await apply(' Line A '), await apply(null), await apply(' ')];
    expect(paths.map(({ name }) => name as string)).toEqual(['Line A', 'CNC machining', 'CNC machining']);
    expect(new Set(paths.flatMap(({ steps }) => (steps as { id: string }[]).map((step) => step.id))).size).toBe(6);
  });

  it.each([
    [{}, 400, 'jobId is required'],
    [{ jobId: ' ', goalQuantity: 5 }, 400, 'jobId is required'],
    [{ jobId: 'job_x' }, 400, 'goalQuantity is required'],
    [{ jobId: 'job_x', goalQuantity: '5' }, 400, 'goalQuantity must be a number'],
    [{ jobId: 'job_x', goalQuantity: 0 }, 400, 'goalQuantity must be greater than zero'],
    [{ jobId: 'job_x', goalQuantity: 1.5 }, 400, 'goalQuantity must be an integer'],
    [{ jobId: 'job_x', goalQuantity: 2147483648 }, 400, 'goalQuantity must be at most 2147483647'],
    [{ jobId: 'job_x', goalQuantity: 5, pathName: 5 }, 400, 'pathName must be a string'],
    [{ jobId: 'job_x', goalQuantity: 5 }, 404, 'Job not found: job_x'],
  ])('refuses to apply with %j', async (request, status, message) => {
    const { id } = await made();
    const answer = await api.post(`/api/templates/${id}/apply`, request);
    expect([answer.status, answer.body.message]).toEqual([status, message]);
  });

  it('makes no path for a job that is deleted meanwhile', async () => {
    const { id } = await made();
    const jobId = await job();
    const [applied] = await Promise.all([
      api.post(`/api/templates/${id}/apply`, { jobId, goalQuantity: 5 }),
      server
        .query('DELETE FROM production.jobs WHERE tenant_id = $1 AND id = $2', [shop.tenantId, jobId])
        .catch(() => []),
    ]);
    const jobs = await server.query('SELECT FROM production.jobs WHERE tenant_id = $1 AND id = $2', [
      shop.tenantId,
      jobId,
    ]);
    expect(applied.status).toBe(jobs.length === 1 ? 201 : 404);
  });

  it('deletes one', async () => {
    const { id } = await made();
    const { status, body } = await api.delete(`/api/templates/${id}`);
    expect([status, body]).toEqual([200, { success: true }]);
    expect((await api.get(`/api/templates/${id}`)).status).toBe(404);
  });

  it('lists in order of creation, by pages and by search', async () => {
    const { api: own } = await Shop.open(server);
    for (const name of ['A milling', 'B turning', 'C MILLING']) {
      await own.post('/api/templates', { name, steps: [{ name: 'S' }] });
    }
    const names = (body: { name: string }[]) => body.map(({ name }) => name);
    expect(names((await own.get('/api/templates')).body)).toEqual(['A milling', 'B turning', 'C MILLING']);
    expect(names((await own.get('/api/templates?q=mill')).body)).toEqual(['A milling', 'C MILLING']);
    const first = await own.get('/api/templates?limit=2');
    expect(names(first.body)).toEqual(['A milling', 'B turning']);
    const [, next] = /^<(.+)>; rel="next"$/.exec(first.headers.get('link') ?? '') ?? [];
    const last = await own.get(next);
    expect([names(last.body), last.headers.get('link')]).toEqual([['C MILLING'], null]);
    expect((await own.get('/api/templates?limit=0')).body.message).toBe('limit must be between 1 and 1000');
    expect((await own.get('/api/templates?cursor=x')).body.message).toBe('cursor is invalid');
  });

  it('shows another tenant nothing', async () => {
    const { id } = await made();
    const calls: [string, () => ReturnType<Client['get']>][] = [
      ['GET', () => other.get(`/api/templates/${id}`)],
      ['PUT', () => other.put(`/api/templates/${id}`, { name: null })],
      ['DELETE', () => other.delete(`/api/templates/${id}`)],
      ['apply', () => other.post(`/api/templates/${id}/apply`, {})],
    ];
    for (const [call, send] of calls) {
      const { status, body } = await send();
      expect([call, status, body.message]).toEqual([call, 404, `TemplateRoute not found: ${id}`]);
    }
    expect((await other.get('/api/templates')).body).toEqual([]);
    const ofOther = await other.post('/api/jobs', { name: 'J', goalQuantity: 1 });
    const { status } = await api.post(`/api/templates/${id}/apply`, { jobId: ofOther.body.id, goalQuantity: 1 });
    expect(status).toBe(404);
  });

  it('tells of every change', async () => {
    const own = await Shop.open(server);
    const { body: template } = await own.api.post('/api/templates', { name: 'T', steps: [{ name: 'S' }] });
    const { body: of } = await own.api.post('/api/jobs', { name: 'J', goalQuantity: 1 });
    await own.api.put(`/api/templates/${template.id}`, {});
    const { body: path } = await own.api.post(`/api/templates/${template.id}/apply`, { jobId: of.id, goalQuantity: 1 });
    await own.api.delete(`/api/templates/${template.id}`);
    const events = await own.events();
    expect(events.map(({ type, subject }) => [type, subject])).toEqual([
      ['template.created', template.id],
      ['job.created', of.id],
      ['template.updated', template.id],
      ['path.created', path.id],
      ['template.applied', template.id],
      ['template.deleted', template.id],
    ]);
  });

  it('creates one for equal requests with one Idempotency-Key', async () => {
    const { api: own } = await Shop.open(server);
    const send = () => own.post('/api/templates', { name: 'T', steps: STEPS }, { 'idempotency-key': 'k' });
    const answers = await Promise.all([send(), send(), send()]);
    const created = answers.filter(({ status }) => status === 201);
    expect(new Set(created.map(({ text }) => text)).size).toBe(1);
    expect((await own.get('/api/templates')).body).toHaveLength(1);
  });
});
