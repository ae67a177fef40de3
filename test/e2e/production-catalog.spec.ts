import type { Client } from '../support/client';
import { Shop } from '../support/production-shop';
import type { Server } from '../support/server';
import { sharedServer } from '../support/shared-server';

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const LONG = 'x'.repeat(501);

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

const failure = (message: string) => ({ statusCode: 400, statusMessage: 'Bad Request', message });

/** The rows of all pages, two at a time. */
async function pages(by: Client, path: string): Promise<unknown[]> {
  const answer = await by.get(path);
  expect((answer.body as unknown[]).length).toBeLessThanOrEqual(2);
  const [, next] = /^<(.+)>; rel="next"$/.exec(answer.headers.get('link') ?? '') ?? [];
  return [...(answer.body as unknown[]), ...(next ? await pages(by, next) : [])];
}

describe('GET /api/health', () => {
  it('answers anybody', async () => {
    const { status, text } = await server.stranger().get('/api/health');
    expect([status, text]).toEqual([200, '{"status":"ok"}']);
  });
});

describe('notes', () => {
  const NOTE = {
    text: ' Minor blemish ',
    serialIds: ['SN-00001', 'SN-00002'],
    jobId: 'job_x',
    pathId: 'path_x',
    stepId: 'step_x',
    userId: 'user_x',
  };

  it('creates one with 200 and unchecked ids', async () => {
    const { status, body } = await api.post('/api/notes', NOTE);
    expect(status).toBe(200);
    expect(Object.entries(body as object)).toEqual(
      Object.entries({
        id: expect.stringMatching(/^note_[A-Za-z0-9_-]{12}$/),
        jobId: 'job_x',
        pathId: 'path_x',
        stepId: 'step_x',
        serialIds: ['SN-00001', 'SN-00002'],
        text: 'Minor blemish',
        createdBy: 'user_x',
        createdAt: expect.stringMatching(TIME),
        pushedToJira: false,
      }),
    );
  });

  it('is by anonymous without a userId', async () => {
    expect((await api.post('/api/notes', { ...NOTE, userId: null })).body.createdBy).toBe('anonymous');
  });

  it.each([
    ['text is required', {}],
    ['text is required', { ...NOTE, text: ' ' }],
    ['text must be at most 10000 characters', { ...NOTE, text: 'x'.repeat(10_001) }],
    ['text must not contain null characters', { ...NOTE, text: 'a\u0000' }],
    ['serialIds is required', { ...NOTE, serialIds: null, jobId: null }],
    ['serialIds is required', { ...NOTE, serialIds: 'SN-00001' }],
    ['serialIds is required', { ...NOTE, serialIds: [] }],
    ['serialIds must be an array of strings', { ...NOTE, serialIds: [1] }],
    ['serialIds must have at most 1000 items', { ...NOTE, serialIds: Array(1001).fill('SN-00001') }],
    ['serialIds must be at most 200 characters', { ...NOTE, serialIds: [LONG] }],
    ['jobId is required', { ...NOTE, jobId: undefined, pathId: undefined }],
    ['pathId is required', { ...NOTE, pathId: '', stepId: undefined }],
    ['stepId is required', { ...NOTE, stepId: 5 }],
    ['userId must be a string', { ...NOTE, userId: 5 }],
  ])('refuses with "%s"', async (message, request) => {
    const { status, body } = await api.post('/api/notes', request);
    expect([status, body]).toEqual([400, failure(message)]);
  });

  it('lists those of a unit and of a step, oldest first, by pages', async () => {
    const { api: own } = await Shop.open(server);
    const make = async (serialIds: string[], stepId: string) =>
      (await own.post('/api/notes', { ...NOTE, serialIds, stepId })).body as object;
    const first = await make(['SN-00001', 'SN-00002'], 'step_a');
    const second = await make(['SN-00002'], 'step_b');
    const third = await make(['SN-00003', 'SN-00002'], 'step_a');
    expect((await own.get('/api/notes/serial/SN-00001')).body).toEqual([first]);
    expect((await own.get('/api/notes/serial/SN-00002')).body).toEqual([first, second, third]);
    expect((await own.get('/api/notes/serial/SN-0000')).body).toEqual([]);
    expect((await own.get('/api/notes/step/step_a')).body).toEqual([first, third]);
    expect((await own.get('/api/notes/step/step_c')).body).toEqual([]);
    expect((await own.get('/api/notes/step/%00')).body).toEqual([]);
    expect((await own.get('/api/notes/serial/%00')).body).toEqual([]);
    expect(await pages(own, '/api/notes/serial/SN-00002?limit=2')).toEqual([first, second, third]);
    expect((await other.get('/api/notes/serial/SN-00002')).body).toEqual([]);
    expect((await other.get('/api/notes/step/step_a')).body).toEqual([]);
  });

  it('leaves a row in the audit for each unit, and tells of it without its text', async () => {
    const own = await Shop.open(server);
    const serialIds = ['SN-00001', 'SN-00002', 'SN-00001', 'other'];
    const { body: note } = await own.api.post('/api/notes', { ...NOTE, serialIds });
    const { body: loose } = await own.api.post('/api/notes', { ...NOTE, serialIds: ['other'] });
    const row = { action: 'note_created', userId: 'user_x', jobId: 'job_x', pathId: 'path_x', stepId: 'step_x' };
    const { body: audit } = await own.api.get('/api/audit');
    expect(audit).toMatchObject([
      { ...row, metadata: { noteId: loose.id } },
      { ...row, metadata: { noteId: note.id }, serialId: 'SN-00002' },
      { ...row, metadata: { noteId: note.id }, serialId: 'SN-00001' },
    ]);
    expect(audit[0]).not.toHaveProperty('serialId');
    const [event] = await own.events();
    expect(event).toMatchObject({ type: 'note.created', subject: note.id, data: { serialIds, userId: 'user_x' } });
    expect(JSON.stringify(event)).not.toContain('blemish');
  });
});

describe.each([
  { path: 'processes', prefix: 'plib', title: 'Process', resource: 'ProcessLibraryEntry', kind: 'process' },
  { path: 'locations', prefix: 'lloc', title: 'Location', resource: 'LocationLibraryEntry', kind: 'location' },
])('the library of $path', ({ path, prefix, title, resource, kind }) => {
  const url = `/api/library/${path}`;

  it('adds a name with 200', async () => {
    const { status, body } = await api.post(url, { name: ' Anodizing ' });
    expect(status).toBe(200);
    expect(Object.entries(body as object)).toEqual(
      Object.entries({
        id: expect.stringMatching(new RegExp(`^${prefix}_[A-Za-z0-9_-]{12}$`)),
        name: 'Anodizing',
        createdAt: expect.stringMatching(TIME),
      }),
    );
    const again = await api.post(url, { name: 'Anodizing' });
    expect([again.status, again.body]).toEqual([400, failure(`${title} name already exists`)]);
    expect((await api.post(url, { name: 'ANODIZING' })).status).toBe(200);
    expect((await other.post(url, { name: 'Anodizing' })).status).toBe(200);
  });

  it.each([
    ['name is required', {}],
    ['name is required', { name: ' ' }],
    ['name must be at most 500 characters', { name: LONG }],
  ])('refuses with "%s"', async (message, request) => {
    const { status, body } = await api.post(url, request);
    expect([status, body]).toEqual([400, failure(message)]);
  });

  it('adds a name once, however many ask at once', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => api.post(url, { name: 'Once' })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(7).fill(400)]);
  });

  it('lists in order of creation, by pages and by search, and removes', async () => {
    const own = await Shop.open(server);
    const made: { id: string; name: string }[] = [];
    for (const name of ['Boring', 'Anodizing', 'Counterboring']) {
      made.push((await own.api.post(url, { name })).body as { id: string; name: string });
    }
    expect((await own.api.get(url)).body).toEqual(made);
    expect((await own.api.get(`${url}?q=BORING`)).body).toEqual([made[0], made[2]]);
    expect(await pages(own.api, `${url}?limit=2`)).toEqual(made);
    const missing = { statusCode: 404, statusMessage: 'Not Found', message: `${resource} not found: ${made[0].id}` };
    expect((await other.delete(`${url}/${made[0].id}`)).body).toEqual(missing);
    const gone = await own.api.delete(`${url}/${made[0].id}`);
    expect([gone.status, gone.body]).toEqual([200, { success: true }]);
    expect((await own.api.delete(`${url}/${made[0].id}`)).body).toEqual(missing);
    expect((await own.api.get(url)).body).toEqual(made.slice(1));
    expect((await own.api.post(url, { name: 'Boring' })).status).toBe(200);
    expect((await own.events()).slice(2, 4)).toMatchObject([
      { type: 'library.created', subject: made[2].id, data: { kind, name: 'Counterboring' } },
      { type: 'library.deleted', subject: made[0].id, data: { kind, name: 'Boring' } },
    ]);
  });
});

it('keeps processes and locations apart', async () => {
  const { body } = await api.post('/api/library/processes', { name: 'Oven' });
  expect((await api.post('/api/library/locations', { name: 'Oven' })).status).toBe(200);
  expect((await api.delete(`/api/library/locations/${body.id}`)).status).toBe(404);
});

describe('users', () => {
  it('creates one', async () => {
    const { status, body } = await api.post('/api/users', { name: ' Jane Smith ', department: 'Assembly' });
    expect(status).toBe(201);
    expect(Object.entries(body as object)).toEqual(
      Object.entries({
        id: expect.stringMatching(/^user_[A-Za-z0-9_-]{12}$/),
        name: 'Jane Smith',
        department: 'Assembly',
        active: true,
        createdAt: expect.stringMatching(TIME),
      }),
    );
    const bare = await api.post('/api/users', { name: 'Bob', department: null, active: false });
    expect(Object.keys(bare.body as object)).toEqual(['id', 'name', 'active', 'createdAt']);
    expect(bare.body.active).toBe(false);
  });

  it.each([
    ['name is required', {}],
    ['name is required', { name: ' ', active: 5 }],
    ['name must be at most 500 characters', { name: LONG }],
    ['department must be a string', { name: 'A', department: 5, active: 5 }],
    ['department must be at most 500 characters', { name: 'A', department: LONG }],
    ['active must be a boolean', { name: 'A', active: 'yes' }],
  ])('refuses to create with "%s"', async (message, request) => {
    const { status, body } = await api.post('/api/users', request);
    expect([status, body]).toEqual([400, failure(message)]);
  });

  it('keeps what a change leaves out; null clears the department', async () => {
    const { body: before } = await api.post('/api/users', { name: 'Jane', department: 'Assembly' });
    const put = async (change?: object) => (await api.put(`/api/users/${before.id}`, change)).body as object;
    expect(await put()).toEqual(before);
    expect(await put({ name: ' Joan ' })).toEqual({ ...before, name: 'Joan' });
    expect(await put({ active: false })).toEqual({ ...before, name: 'Joan', active: false });
    expect(await put({ department: null, active: true })).not.toHaveProperty('department');
    expect(await put({ department: 'Paint' })).toEqual({ ...before, name: 'Joan', department: 'Paint' });
  });

  it.each([
    ['name is required', { name: null }],
    ['name is required', { name: ' ' }],
    ['department must be a string', { department: 5 }],
    ['active must be a boolean', { active: 'no' }],
  ])('refuses to change with "%s"', async (message, request) => {
    const { body: before } = await api.post('/api/users', { name: 'Jane' });
    const { status, body } = await api.put(`/api/users/${before.id}`, request);
    expect([status, body]).toEqual([400, failure(message)]);
  });

  it('lists the active ones in order of creation, by pages and by search', async () => {
    const own = await Shop.open(server);
    const made: { id: string }[] = [];
    for (const name of ['Jane', 'Bob', 'Mary Jane', 'Al']) {
      made.push((await own.api.post('/api/users', { name })).body as { id: string });
    }
    await own.api.put(`/api/users/${made[1].id}`, { active: false });
    const active = [made[0], made[2], made[3]];
    expect((await own.api.get('/api/users')).body).toEqual(active);
    expect((await own.api.get('/api/users?q=JANE')).body).toEqual([made[0], made[2]]);
    expect((await own.api.get('/api/users?q=%25')).body).toEqual([]);
    expect(await pages(own.api, '/api/users?limit=2')).toEqual(active);
    expect((await own.events()).at(-1)).toMatchObject({
      type: 'user.updated',
      subject: made[1].id,
      data: { name: 'Bob', active: false },
    });
  });

  it('shows another tenant nothing', async () => {
    const { body } = await api.post('/api/users', { name: 'Jane' });
    const answer = await other.put(`/api/users/${body.id}`, { name: null });
    expect([answer.status, answer.body.message]).toEqual([404, `User not found: ${body.id}`]);
    expect((await api.put('/api/users/%00', {})).status).toBe(404);
    expect((await other.get('/api/users')).body).toEqual([]);
  });

  it('leaves assignments of those who are not active any more', async () => {
    const { body } = await api.post('/api/users', { name: 'Jane' });
    const { body: job } = await api.post('/api/jobs', { name: 'J', goalQuantity: 1 });
    await server.query(
      `WITH path AS (
          INSERT INTO production.paths (tenant_id, id, job_id, name, goal_quantity, advancement_mode)
          VALUES ($1, 'path_assigned', $2, 'P', 1, 'strict') RETURNING *)
        INSERT INTO production.steps (tenant_id, id, path_id, ordinal, name, assigned_to)
        SELECT tenant_id, 'step_assigned', id, 0, 'S', $3 FROM path`,
      [shop.tenantId, job.id, body.id],
    );
    await api.put(`/api/users/${body.id}`, { active: false });
    const steps = await server.query('SELECT assigned_to FROM production.steps WHERE id = $1', ['step_assigned']);
    expect(steps).toEqual([{ assigned_to: body.id }]);
  });
});

it.each(['templates', 'bom', 'users', 'audit', 'notes/step/x', 'library/processes', 'library/locations'])(
  'wants the scope to read /api/%s, and to write',
  async (path) => {
    const reader = server.client((await server.tenant(undefined, ['production:read'])).key);
    const writer = server.client((await server.tenant(undefined, ['production:write'])).key);
    expect((await reader.get(`/api/${path}`)).status).toBe(200);
    const { status, body } = await writer.get(`/api/${path}`);
    expect([status, body.message]).toEqual([403, 'Missing scope: production:read']);
    const { body: refusal } = await server.stranger().get(`/api/${path}`);
    expect(refusal).toEqual({ statusCode: 401, statusMessage: 'Unauthorized', message: 'Authentication required' });
    if (path === 'audit' || path.startsWith('notes/')) return;
    expect((await reader.post(`/api/${path}`, {})).body.message).toBe('Missing scope: production:write');
  },
);
