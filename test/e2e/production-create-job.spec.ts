import type { Server } from '../support/server';
import { sharedServer } from '../support/shared-server';
import type { Client } from '../support/client';

const FULL = {
  name: 'JOB-2024-001',
  goalQuantity: 50,
  jiraTicketKey: 'PI-42',
  jiraTicketSummary: 'Build 50 aluminum housings',
  jiraPartNumber: 'ALU-HOUSING-7075',
  jiraPriority: 'High',
  jiraEpicLink: 'PI-10',
  jiraLabels: ['Q1-2024', 'rush'],
};
const MINIMAL = { name: 'JOB-2024-002', goalQuantity: 200 };
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

describe('POST /api/jobs', () => {
  let server: Server;
  let api: Client;

  beforeAll(async () => {
    server = await sharedServer();
    api = server.client((await server.tenant()).key);
  });

  afterAll(() => server?.stop());

  it('answers the full seed example', async () => {
    const { status, headers, body } = await api.post('/api/jobs', FULL);
    expect(status).toBe(201);
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(headers.get('location')).toBe(`/api/jobs/${body.id}`);
    expect(Object.keys(body)).toEqual(['id', ...Object.keys(FULL), 'createdAt', 'updatedAt']);
    expect(body).toMatchObject(FULL);
    expect(body.id).toMatch(/^job_[A-Za-z0-9_-]{12}$/);
    expect(body.createdAt).toMatch(TIME);
    expect(body.updatedAt).toBe(body.createdAt);
  });

  it('answers the minimal seed example with exactly five keys', async () => {
    const { status, body } = await api.post('/api/jobs', MINIMAL);
    expect(status).toBe(201);
    expect(Object.keys(body)).toEqual(['id', 'name', 'goalQuantity', 'createdAt', 'updatedAt']);
  });

  it.each([
    [{}, 'name is required'],
    [{ goalQuantity: 5 }, 'name is required'],
    [{ name: null, goalQuantity: 5 }, 'name is required'],
    [{ name: 5, goalQuantity: 5 }, 'name is required'],
    [{ name: ' \t\n', goalQuantity: 5 }, 'name is required'],
    [{ name: 'x'.repeat(501), goalQuantity: 5 }, 'name must be at most 500 characters'],
    [{ name: 'a\u0000b', goalQuantity: 5 }, 'name must not contain null characters'],
    [{ name: 'A' }, 'goalQuantity is required'],
    [{ name: 'A', goalQuantity: null }, 'goalQuantity is required'],
    [{ name: 'A', goalQuantity: '5' }, 'goalQuantity must be a number'],
    [{ name: 'A', goalQuantity: true }, 'goalQuantity must be a number'],
    [{ name: 'A', goalQuantity: [5] }, 'goalQuantity must be a number'],
    [{ name: 'A', goalQuantity: {} }, 'goalQuantity must be a number'],
    [{ name: 'A', goalQuantity: 0 }, 'goalQuantity must be greater than 0'],
    [{ name: 'A', goalQuantity: -1.5 }, 'goalQuantity must be greater than 0'],
    [{ name: 'A', goalQuantity: 1.5 }, 'goalQuantity must be an integer'],
    [{ name: 'A', goalQuantity: 2147483648 }, 'goalQuantity must be at most 2147483647'],
    [{ ...MINIMAL, jiraTicketKey: 5 }, 'jiraTicketKey must be a string'],
    [{ ...MINIMAL, jiraTicketSummary: 'x'.repeat(1001) }, 'jiraTicketSummary must be at most 1000 characters'],
    [{ ...MINIMAL, jiraPartNumber: '\u0000' }, 'jiraPartNumber must not contain null characters'],
    [{ ...MINIMAL, jiraPriority: [] }, 'jiraPriority must be a string'],
    [{ ...MINIMAL, jiraEpicLink: {} }, 'jiraEpicLink must be a string'],
    [{ ...MINIMAL, jiraLabels: 'a' }, 'jiraLabels must be an array of strings'],
    [{ ...MINIMAL, jiraLabels: ['a', 5] }, 'jiraLabels must be an array of strings'],
    [{ ...MINIMAL, jiraLabels: Array(101).fill('a') }, 'jiraLabels must have at most 100 items'],
    [{ ...MINIMAL, jiraLabels: ['x'.repeat(256)] }, 'jiraLabels must be at most 255 characters'],
    [{ ...MINIMAL, jiraLabels: ['\u0000'] }, 'jiraLabels must not contain null characters'],
    [{ ...MINIMAL, dueDate: '2030-02-30' }, 'dueDate must be a date (YYYY-MM-DD)'],
    [{ ...MINIMAL, dueDate: '2030-1-1' }, 'dueDate must be a date (YYYY-MM-DD)'],
    [{ ...MINIMAL, dueDate: 20300101 }, 'dueDate must be a date (YYYY-MM-DD)'],
    [{ goalQuantity: 0, jiraLabels: 5 }, 'name is required'],
  ])('refuses %j', async (request, message) => {
    const { status, body, text } = await api.post('/api/jobs', request);
    expect([status, body]).toEqual([400, { statusCode: 400, statusMessage: 'Bad Request', message }]);
    expect(Object.keys(JSON.parse(text))).toEqual(['statusCode', 'statusMessage', 'message']);
  });

  it.each([
    ['{"name":"A","goalQuantity":-0}', 'goalQuantity must be greater than 0'],
    ['{"name":"A","goalQuantity":1e400}', 'goalQuantity must be at most 2147483647'],
    ['{"name":', 'Request body is not valid JSON'],
    ['nope', 'Request body is not valid JSON'],
    ['null', 'Request body must be a JSON object'],
    ['[]', 'Request body must be a JSON object'],
    ['"x"', 'Request body must be a JSON object'],
    ['', 'name is required'],
  ])('refuses the text %s', async (text, message) => {
    const { status, body } = await api.raw('POST', '/api/jobs', {
      body: text,
      headers: { 'content-type': 'application/json' },
    });
    expect([status, body.message]).toEqual([400, message]);
  });

  it.each([
    ['{"name":"A","goalQuantity":50.0}', { goalQuantity: 50 }],
    ['{"name":"A","goalQuantity":5e1}', { goalQuantity: 50 }],
    ['{"name":"A","goalQuantity":5,"name":"B"}', { name: 'B' }],
    ['{"name":"  A \\n","goalQuantity":5}', { name: 'A' }],
    ['{"name":"A\\ud800","goalQuantity":5}', { name: 'A\ufffd' }],
    ['{"name":"A","goalQuantity":5,"__proto__":{"name":"B"},"constructor":{"prototype":{"x":1}}}', { name: 'A' }],
    ['{"name":"A","goalQuantity":5,"id":"job_x","createdAt":"2001-01-01","unknown":{}}', { name: 'A' }],
    [
      '{"name":"A","goalQuantity":2147483647,"jiraLabels":[],"jiraTicketKey":"","jiraPriority":null}',
      { jiraLabels: [], jiraTicketKey: '' },
    ],
    ['{"name":"A","goalQuantity":5,"jiraTicketSummary":"  kept "}', { jiraTicketSummary: '  kept ' }],
  ])('accepts %s', async (text, expected) => {
    const { status, body } = await api.raw('POST', '/api/jobs', { body: text });
    expect(status).toBe(201);
    expect(body).toMatchObject(expected);
    expect(body.jiraPriority).toBeUndefined();
    expect(body.id).not.toBe('job_x');
  });

  it('counts lengths in code points', async () => {
    const name = '😀'.repeat(500);
    const { status, body } = await api.post('/api/jobs', { name, goalQuantity: 1 });
    expect([status, body.name]).toEqual([201, name]);
  });

  it('shows a due date and whether it is past', async () => {
    const late = await api.post('/api/jobs', { ...MINIMAL, dueDate: '2020-01-31' });
    expect(late.body).toMatchObject({ dueDate: '2020-01-31', overdue: true });
    const early = await api.post('/api/jobs', { ...MINIMAL, dueDate: '2999-12-31' });
    expect(early.body).toMatchObject({ dueDate: '2999-12-31', overdue: false });
  });

  it('ignores nesting of any depth in unknown fields', async () => {
    const text = `{"name":"A","goalQuantity":1,"x":${'['.repeat(200_000)}${']'.repeat(200_000)}}`;
    expect((await api.raw('POST', '/api/jobs', { body: text })).status).toBe(201);
  });

  it('answers in its own shape whatever goes wrong', async () => {
    const stranger = await server.stranger().raw('POST', '/api/jobs', { body: '{"' });
    expect([stranger.status, stranger.body.message]).toEqual([401, 'Authentication required']);
    expect(stranger.headers.get('www-authenticate')).toBe('Bearer');
    const reader = server.client((await server.tenant(undefined, ['production:read'])).key);
    expect((await reader.raw('POST', '/api/jobs', { body: '{"' })).body).toEqual({
      statusCode: 403,
      statusMessage: 'Forbidden',
      message: 'Missing scope: production:write',
    });
    const type = await api.raw('POST', '/api/jobs', { body: '{}', headers: { 'content-type': 'text/plain' } });
    expect(type.body).toEqual({
      statusCode: 415,
      statusMessage: 'Unsupported Media Type',
      message: 'Content-Type must be application/json',
    });
    const large = await api.raw('POST', '/api/jobs', { body: Buffer.alloc(1024 * 1024 + 1, ' ') });
    expect([large.status, large.body.message]).toEqual([413, 'Request body is too large']);
    const unknown = await server.stranger().post('/api/nothing', {});
    expect([unknown.status, unknown.body.statusMessage]).toEqual([404, 'Not Found']);
    const vendor = await api.raw('POST', '/api/jobs', {
      body: JSON.stringify(MINIMAL),
      headers: { 'content-type': 'application/vnd.x+json; charset=utf-8' },
    });
    expect(vendor.status).toBe(201);
  });

  it('makes twenty jobs of twenty equal requests, and one of twenty with one key', async () => {
    const tenant = await server.tenant();
    const mine = server.client(tenant.key);
    const count = async () =>
      server.query<{ jobs: number; events: number }>(
        `SELECT (SELECT count(*)::int FROM production.jobs j JOIN platform.tenants t ON t.id = j.tenant_id WHERE t.name = $1) AS jobs,
           (SELECT count(*)::int FROM platform.events e JOIN platform.tenants t ON t.id = e.tenant_id WHERE t.name = $1
             AND e.type LIKE 'quintet.production.%') AS events`,
        [tenant.tenant],
      );
    const twenty = (headers?: Record<string, string>) =>
      Promise.all(Array.from({ length: 20 }, () => mine.post('/api/jobs', MINIMAL, headers)));
    expect((await twenty()).every(({ status }) => status === 201)).toBe(true);
    expect(await count()).toEqual([{ jobs: 20, events: 20 }]);
    const answers = await twenty({ 'idempotency-key': 'one' });
    expect(answers.filter(({ status }) => status !== 201 && status !== 409)).toEqual([]);
    expect(new Set(answers.filter(({ status }) => status === 201).map(({ text }) => text)).size).toBe(1);
    expect(await count()).toEqual([{ jobs: 21, events: 21 }]);
    const again = await mine.post('/api/jobs', MINIMAL, { 'idempotency-key': 'one' });
    expect([again.status, again.text]).toEqual([201, answers.find(({ status }) => status === 201)!.text]);
    expect(again.headers.get('location')).toBe(`/api/jobs/${again.body.id}`);
    const other = await mine.post('/api/jobs', FULL, { 'idempotency-key': 'one' });
    expect([other.status, other.body.message]).toEqual([
      409,
      'Idempotency-Key was already used with a different request',
    ]);
  });

  it('records one event with the job', async () => {
    const { body } = await api.post('/api/jobs', MINIMAL);
    const events = await server.query('SELECT type, subject, data FROM platform.events WHERE subject = $1', [body.id]);
    expect(events).toEqual([
      {
        type: 'quintet.production.job.created',
        subject: body.id,
        data: { jobId: body.id, name: MINIMAL.name, goalQuantity: 200 },
      },
    ]);
  });
});
