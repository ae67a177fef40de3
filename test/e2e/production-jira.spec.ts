import type { Client } from '../support/client';
import { JiraStub } from '../support/jira-stub';
import { startServer } from '../support/server';
import type { Server } from '../support/server';
import { Shop } from '../support/production-shop';
import type { Route } from '../support/production-shop';
import { waitFor } from '../support/wait-for';

const TOKEN = 'jira-token-51c9';
const FIELDS = {
  summary: 'Build 50 housings 1234567-001-02',
  status: { name: 'Open' },
  priority: { name: 'High' },
  assignee: { displayName: 'Ada Lovelace', name: 'ada' },
  reporter: { displayName: 'Grace Hopper' },
  labels: ['Q1-2024', 'rush'],
  created: '2024-01-15T10:30:00.000+0000',
  updated: '2024-01-16T10:30:00.000+0000',
  customfield_10908: 'ALU-7075',
  customfield_10900: 50,
  customfield_10014: 'PI-10',
  description: 'Old text',
};
const TICKET = {
  key: 'PI-42',
  summary: FIELDS.summary,
  status: 'Open',
  priority: 'High',
  assignee: 'Ada Lovelace',
  reporter: 'Grace Hopper',
  labels: ['Q1-2024', 'rush'],
  partNumber: 'ALU-7075',
  goalQuantity: 50,
  epicLink: 'PI-10',
  createdAt: FIELDS.created,
  updatedAt: FIELDS.updated,
};
const NOT_ENABLED = 'Jira integration is not enabled';
const ABSENT = 'job_absent000000';

let server: Server;
let other: Server;
let stub: JiraStub;
let shop: Shop;
let api: Client;

beforeAll(async () => {
  server = await startServer({ env: { OUTBOUND_ALLOW: '127.0.0.1', ROLE: 'api' } });
  other = await startServer({ beside: server });
});

beforeEach(async () => {
  stub = await JiraStub.start();
  stub.issues.set('PI-42', { ...FIELDS });
  shop = await Shop.open(server);
  api = shop.api;
  await connect({});
});

afterEach(() => stub.close());

afterAll(async () => {
  await other?.terminate();
  await server?.stop();
});

const connect = (connection: object) =>
  api.put('/api/settings', {
    jiraConnection: {
      baseUrl: stub.baseUrl,
      username: 'shop',
      apiToken: TOKEN,
      enabled: true,
      pushEnabled: true,
      ...connection,
    },
  });

const refusal = (status: number, statusMessage: string, message: string) => ({
  status,
  body: { statusCode: status, statusMessage, message },
});
const bad = (message: string) => refusal(400, 'Bad Request', message);
const missing = (message: string) => refusal(404, 'Not Found', message);
const answerOf = async (answer: Promise<{ status: number; body: unknown }>) => {
  const { status, body } = await answer;
  return { status, body };
};
const post = (path: string, body: object) => answerOf(api.post(`/api/jira/${path}`, body));
const ok = (body: object) => ({ status: 200, body });
const eventsOf = async (type: string) =>
  (await shop.events()).filter((event) => event.type === type).map(({ subject, data }) => ({ subject, data }));

describe('tickets', () => {
  it('are searched as the specification says, and listed', async () => {
    const { body } = await api.get('/api/jira/tickets');
    expect(body).toEqual({ tickets: [{ ...TICKET, rawFields: FIELDS }], error: null, fromCache: false });
    expect(Object.keys(body.tickets[0])).toEqual([...Object.keys(TICKET), 'rawFields']);
    const { method, url, headers } = stub.last;
    const { pathname, searchParams } = new URL(url, stub.baseUrl);
    expect([method, pathname]).toEqual(['GET', '/jira/rest/api/2/search']);
    expect(Object.fromEntries(searchParams)).toEqual({
      jql: 'project = PI AND resolution is EMPTY',
      fields:
        'summary,status,priority,assignee,reporter,labels,created,updated,customfield_10908,customfield_10900,customfield_10014',
      maxResults: '200',
    });
    expect(headers.authorization).toBe(`Basic ${Buffer.from(`shop:${TOKEN}`).toString('base64')}`);
    await connect({ authType: 'bearer' });
    await api.get('/api/jira/tickets');
    expect(stub.last.headers.authorization).toBe(`Bearer ${TOKEN}`);
  });

  it.each([
    [{}, { summary: '', priority: '', assignee: '', labels: [], partNumber: null, goalQuantity: null, epicLink: null }],
    [{ summary: 'Part 123456-789' }, { partNumber: '123456-789' }],
    [{ summary: 'Part 1234567-789-12 now' }, { partNumber: '1234567-789-12' }],
    [{ customfield_10900: '12' }, { goalQuantity: 12 }],
    [
      { customfield_10900: 'many', labels: 'x', status: 5 },
      { goalQuantity: null, labels: [], status: '5' },
    ],
    [
      { customfield_10014: { value: 'E' }, customfield_10908: { name: 'P' } },
      { epicLink: 'E', partNumber: 'P' },
    ],
  ])('with the fields %j are read', async (fields, ticket) => {
    stub.issues.clear();
    stub.issues.set('PI-1', fields);
    expect((await api.get('/api/jira/tickets')).body.tickets).toEqual([
      expect.objectContaining({ key: 'PI-1', ...ticket }),
    ]);
  });

  it('go by the mappings of the tenant', async () => {
    const jiraFieldMappings = [
      { jiraFieldId: 'cf_part', shopErpField: 'partNumber' },
      { jiraFieldId: 'cf_priority', shopErpField: 'priority' },
    ];
    await api.put('/api/settings', { jiraFieldMappings });
    stub.issues.set('PI-42', { ...FIELDS, cf_part: 'X-1', cf_priority: 'Urgent' });
    const { body } = await api.get('/api/jira/tickets/PI-42');
    expect(body).toMatchObject({ partNumber: 'X-1', priority: 'Urgent', labels: FIELDS.labels, goalQuantity: null });
    expect(stub.last.url).toContain('cf_part');
  });

  it('come from the memory of the tenant while Jira fails', async () => {
    const failed = { error: 'Jira API error: 503 Service Unavailable' };
    stub.failing = 503;
    expect((await api.get('/api/jira/tickets')).body).toEqual({ ...failed, tickets: [], fromCache: false });
    stub.failing = undefined;
    const { tickets } = (await api.get('/api/jira/tickets')).body;
    stub.failing = 503;
    expect(await answerOf(api.get('/api/jira/tickets'))).toEqual(ok({ ...failed, tickets, fromCache: true }));
    await connect({ enabled: false });
    const disabled = { tickets, error: NOT_ENABLED, fromCache: true };
    expect(await answerOf(api.get('/api/jira/tickets'))).toEqual(ok(disabled));
    const stranger = server.client((await server.tenant()).key);
    expect((await stranger.get('/api/jira/tickets')).body).toEqual({
      tickets: [],
      error: NOT_ENABLED,
      fromCache: false,
    });
  });

  it('are shown one by one, live', async () => {
    expect((await api.get('/api/jira/tickets/PI-42')).body).toEqual({ ...TICKET, rawFields: FIELDS });
    expect(await answerOf(api.get('/api/jira/tickets/PI-1'))).toEqual(
      refusal(502, 'Bad Gateway', 'Jira API error: 404 Not Found'),
    );
    const asked = stub.target.received.length;
    for (const ticketKey of ['..', '.']) {
      expect(await post('link', { ticketKey })).toEqual(refusal(502, 'Bad Gateway', 'Jira API error: 404 Not Found'));
    }
    await api.get('/api/jira/tickets/..%2f..%2fmyself');
    expect(stub.target.received.slice(asked).map(({ url }) => url.split('?')[0])).toEqual([
      '/jira/rest/api/2/issue/..%2F..%2Fmyself',
    ]);
  });

  it.each<[string, () => unknown, string]>([
    ['an answer of 401', () => (stub.failing = 401), '401 Unauthorized'],
    ['a redirect', () => (stub.failing = 302), '302 Found'],
    ['a page', () => (stub.answering = '<html>'), 'answer is not valid'],
    ['no issue', () => (stub.answering = '[]'), 'answer is not valid'],
    ['deep nesting', () => (stub.answering = `${'['.repeat(5000)}${']'.repeat(5000)}`), 'answer is not valid'],
    ['a closed port', () => stub.close(), 'connection failed'],
    ['an address inside', () => connect({ baseUrl: 'https://10.0.0.1' }), 'address not allowed'],
    ['plain http elsewhere', () => connect({ baseUrl: 'http://1.1.1.1' }), 'address not allowed'],
    ['no base URL', () => connect({ baseUrl: '' }), 'address not allowed'],
  ])('%s is told of', async (_, prepare, reason) => {
    await prepare();
    const error = `Jira API error: ${reason}`;
    expect(await answerOf(api.get('/api/jira/tickets/PI-42'))).toEqual(refusal(502, 'Bad Gateway', error));
    expect((await api.get('/api/jira/tickets')).body).toEqual({ tickets: [], error, fromCache: false });
  });

  it('are given up after ten seconds', async () => {
    let open: () => void = () => undefined;
    stub.gate = new Promise<void>((resolve) => (open = resolve));
    const { status, body } = await api.get('/api/jira/tickets/PI-42');
    expect([status, body.message]).toEqual([502, 'Jira API error: timeout']);
    open();
  });
});

describe('POST /api/jira/link', () => {
  const template = async (id = 'tmpl_000000000001') => {
    const steps = [
      { name: 'Mill', location: 'Hall 2', optional: true, dependencyType: 'completion_gate' },
      { name: 'Wash', optional: false, dependencyType: 'physical' },
    ];
    await server.query('INSERT INTO production.templates (tenant_id, id, name, steps) VALUES ($1, $2, $3, $4)', [
      shop.tenantId,
      id,
      'Housing',
      JSON.stringify(steps),
    ]);
    return id;
  };
  const JIRA_FIELDS = {
    jiraTicketKey: 'PI-42',
    jiraTicketSummary: FIELDS.summary,
    jiraPartNumber: 'ALU-7075',
    jiraPriority: 'High',
    jiraEpicLink: 'PI-10',
    jiraLabels: ['Q1-2024', 'rush'],
  };

  it('makes a job of a ticket', async () => {
    const { status, body } = await post('link', { ticketKey: ' PI-42 ' });
    expect(status).toBe(200);
    expect(body).toEqual({
      job: {
        id: expect.stringMatching(/^job_/),
        name: FIELDS.summary,
        goalQuantity: 50,
        ...JIRA_FIELDS,
        createdAt: expect.any(String),
        updatedAt: expect.any(String),
      },
      path: null,
    });
    const { job } = body as { job: { id: string } };
    expect(await eventsOf('job.linked')).toEqual([{ subject: job.id, data: { jobId: job.id, ticketKey: 'PI-42' } }]);
    expect((await eventsOf('job.created')).map(({ subject }) => subject)).toEqual([job.id]);
  });

  it.each([
    [{}, { goalQuantity: 7 }, { name: 'PI-42', goalQuantity: 7 }],
    [{ summary: '  ' }, {}, { name: 'PI-42', goalQuantity: 1 }],
    [{ summary: 'S', customfield_10900: 0 }, {}, { name: 'S', goalQuantity: 1 }],
    [{ summary: 'S', customfield_10900: 1.5 }, {}, { goalQuantity: 1 }],
    [{ summary: 'S', customfield_10900: 3e9 }, {}, { goalQuantity: 1 }],
    [
      { summary: `\u0000${'😀'.repeat(600)}`, labels: Array(200).fill('x'.repeat(300)) },
      {},
      { name: '😀'.repeat(500) },
    ],
  ])('of the fields %#', async (fields, request, job) => {
    stub.issues.set('PI-42', fields);
    const answer = await api.post('/api/jira/link', { ticketKey: 'PI-42', ...request });
    expect(answer.body.job).toMatchObject(job);
  });

  it('links a job that there is, once', async () => {
    const jobId = await shop.job({ name: 'Mine', goalQuantity: 3, dueDate: '2020-01-01' });
    const { body } = await api.post('/api/jira/link', { ticketKey: 'PI-42', jobId, goalQuantity: 9 });
    expect(body.job).toMatchObject({ id: jobId, name: 'Mine', goalQuantity: 3, dueDate: '2020-01-01', overdue: true });
    expect(body.job).toMatchObject(JIRA_FIELDS);
    expect(await post('link', { ticketKey: 'PI-42', jobId })).toEqual(bad('Job is already linked to a Jira ticket'));
    const labelled = await shop.job({ jiraLabels: [] });
    expect(await post('link', { ticketKey: 'PI-42', jobId: labelled })).toEqual(
      bad('Job is already linked to a Jira ticket'),
    );
  });

  it('links a job once also when many try at once', async () => {
    const jobId = await shop.job();
    const answers = await Promise.all(Array.from({ length: 6 }, () => post('link', { ticketKey: 'PI-42', jobId })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400, 400, 400]);
    expect(await eventsOf('job.linked')).toHaveLength(1);
  });

  it.each([
    ['of the new job', {}, 50],
    ['of the request', { goalQuantity: 4 }, 4],
  ])('makes a path of a template with the goal %s', async (_, request, goal) => {
    const templateId = await template();
    const { body } = await api.post('/api/jira/link', { ticketKey: 'PI-42', templateId, ...request });
    expect(body.path).toEqual({
      id: expect.stringMatching(/^path_.{12}$/),
      jobId: body.job.id,
      name: 'Housing',
      goalQuantity: goal,
      advancementMode: 'strict',
      steps: [
        {
          id: expect.stringMatching(/^step_.{12}$/),
          name: 'Mill',
          order: 0,
          location: 'Hall 2',
          optional: true,
          dependencyType: 'completion_gate',
        },
        {
          id: expect.stringMatching(/^step_.{12}$/),
          name: 'Wash',
          order: 1,
          optional: false,
          dependencyType: 'physical',
        },
      ],
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
    });
    expect((await eventsOf('path.created')).map(({ subject }) => subject)).toEqual([body.path.id]);
  });

  it('gives the path the goal of a job that there is', async () => {
    const [jobId, templateId] = [await shop.job({ goalQuantity: 3 }), await template()];
    expect((await api.post('/api/jira/link', { ticketKey: 'PI-42', jobId, templateId })).body.path.goalQuantity).toBe(
      3,
    );
  });

  it.each([
    [{}, bad('ticketKey is required')],
    [{ ticketKey: ' ', goalQuantity: 0 }, bad('ticketKey is required')],
    [{ ticketKey: 5 }, bad('ticketKey is required')],
    [{ ticketKey: 'a\u0000' }, bad('ticketKey must not contain null characters')],
    [{ ticketKey: 'PI-42', goalQuantity: '5', templateId: 'x' }, bad('goalQuantity must be a number')],
    [{ ticketKey: 'PI-42', goalQuantity: 0 }, bad('goalQuantity must be greater than 0')],
    [{ ticketKey: 'PI-42', goalQuantity: 1.5 }, bad('goalQuantity must be an integer')],
    [{ ticketKey: 'PI-42', goalQuantity: 2147483648 }, bad('goalQuantity must be at most 2147483647')],
    [{ ticketKey: 'PI-9', templateId: 'tmpl_x', jobId: ABSENT }, missing('TemplateRoute not found: tmpl_x')],
    [{ ticketKey: 'PI-9', jobId: ABSENT }, missing(`Job not found: ${ABSENT}`)],
    [{ ticketKey: 'PI-9' }, refusal(502, 'Bad Gateway', 'Jira API error: 404 Not Found')],
  ])('refuses %j', async (request, answer) => {
    expect(await post('link', request)).toEqual(answer);
    expect((await eventsOf('job.created')).length).toBe(0);
  });
});

describe('pushes and comments', () => {
  const today = () => new Date().toISOString().slice(0, 10);
  let jobId: string;
  let route: Route;

  beforeEach(async () => {
    jobId = await shop.job({ jiraTicketKey: 'PI-42' });
    route = await shop.route(['STEP1', 'STEP2'], { jobId, name: 'PATH' });
    await shop.fill(route, { inProgress: 12, completed: 8, scrapped: 2 });
    await shop.units(route, 5, 1);
  });

  const table = () => `\n\n*PATH*\n|| Date || STEP1 || STEP2 || Completed ||\n| ${today()} | 12 | 5 | 8 |`;
  const note = async (own: string, stepId: string, serialIds: string[]) => {
    await server.query(
      `INSERT INTO production.notes (tenant_id, id, job_id, path_id, step_id, serial_ids, text, created_by)
      VALUES ($1, 'note_000000000001', $2, $3, $4, $5, 'TEXT', 'anonymous')`,
      [shop.tenantId, own, route.pathId, stepId, serialIds],
    );
    return 'note_000000000001';
  };

  it('append the progress to the description', async () => {
    await shop.route(['Only'], { jobId, name: 'Second' });
    expect(await post('push', { jobId })).toEqual(ok({ success: true }));
    const [read, written] = stub.target.received;
    expect([read.method, read.url]).toEqual(['GET', '/jira/rest/api/2/issue/PI-42?fields=description']);
    expect([written.method, written.url]).toEqual(['PUT', '/jira/rest/api/2/issue/PI-42']);
    expect(written.headers['content-type']).toBe('application/json');
    expect(JSON.parse(written.body.toString())).toEqual({
      fields: {
        description: `Old text${table()}\n\n*Second*\n|| Date || Only || Completed ||\n| ${today()} | 0 | 0 |`,
      },
    });
    const data = { jobId, ticketKey: 'PI-42', kind: 'description' };
    expect(await eventsOf('jira.pushed')).toEqual([{ subject: jobId, data }]);
  });

  it('begin a description where there is none', async () => {
    stub.issues.set('PI-42', { description: null });
    await post('push', { jobId });
    expect(stub.issues.get('PI-42')!.description).toBe(table());
  });

  it('go one after the other, over two processes and without a connection held', async () => {
    let open: () => void = () => undefined;
    stub.gate = new Promise<void>((resolve) => (open = resolve));
    const again = await shop.job({ jiraTicketKey: 'pi-42' });
    await shop.route(['STEP1'], { jobId: again, name: 'PATH' });
    stub.issues.set('pi-42', stub.issues.get('PI-42')!);
    const clients = [api, other.client(shop.key)];
    const pushes = [0, 1, 2, 3, 4, 5].map((n) =>
      clients[n % 2].post(
        '/api/jira/push',
        { jobId: n < 4 ? jobId : again },
        n % 3 === 0 ? { 'idempotency-key': `k${n}` } : undefined,
      ),
    );
    await waitFor(() => stub.most > 0);
    const idle = await server.query("SELECT query FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'");
    expect(idle).toEqual([]);
    open();
    expect((await Promise.all(pushes)).map(({ body }) => body as object)).toEqual(
      pushes.map(() => ({ success: true })),
    );
    expect(stub.most).toBe(1);
    expect(String(stub.issues.get('PI-42')!.description).match(/\*PATH\*/g)).toHaveLength(6);
    expect(await server.query('SELECT FROM production.jira_leases')).toEqual([]);
  });

  it('are not held up by a process that died', async () => {
    await server.query(
      `INSERT INTO production.jira_leases (tenant_id, ticket_key, holder, expires_at)
      VALUES ($1, 'PI-42', gen_random_uuid(), now() + interval '300 milliseconds')`,
      [shop.tenantId],
    );
    expect(await post('push', { jobId })).toEqual(ok({ success: true }));
  });

  it('of an Idempotency-Key happen once', async () => {
    let open: () => void = () => undefined;
    stub.gate = new Promise<void>((resolve) => (open = resolve));
    const key = { 'idempotency-key': 'once' };
    const first = api.post('/api/jira/push', { jobId }, key);
    await waitFor(() => stub.most > 0);
    const second = await other.client(shop.key).post('/api/jira/push', { jobId }, key);
    expect([second.status, second.body.message]).toEqual([
      409,
      'A request with this Idempotency-Key is still being processed',
    ]);
    open();
    const { text } = await first;
    const repeated = await api.post('/api/jira/push', { jobId }, key);
    expect([repeated.status, repeated.text]).toEqual([200, text]);
    expect(repeated.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(stub.target.received).toHaveLength(2);
    const mismatch = await api.post('/api/jira/push', { jobId: ABSENT }, key);
    expect([mismatch.status, mismatch.body.message]).toEqual([
      409,
      'Idempotency-Key was already used with a different request',
    ]);
  });

  it('that are refused leave their Idempotency-Key free', async () => {
    const key = { 'idempotency-key': 'free' };
    expect((await api.post('/api/jira/push', { jobId: ABSENT }, key)).status).toBe(404);
    expect((await api.post('/api/jira/push', { jobId }, key)).body).toEqual({ success: true });
  });

  it('comment with the progress', async () => {
    expect(await post('comment', { jobId })).toEqual(ok({ success: true }));
    expect(stub.comments).toEqual([
      {
        key: 'PI-42',
        body: '*Status Summary for JOB-1*\n\n*PATH:*\n- STEP1: 12 parts\n- STEP2: 5 parts\n- Completed: 8',
      },
    ]);
    expect([stub.last.method, stub.last.url]).toEqual(['POST', '/jira/rest/api/2/issue/PI-42/comment']);
  });

  it.each([
    ['a step', () => route.stepIds[1], 'STEP2'],
    ['a step that is gone', () => 'step_gone0000000', 'Unknown Step'],
  ])('comment with a note at %s', async (_, step, name) => {
    const noteId = await note(jobId, step(), ['SN-00001', 'SN-00002']);
    expect(await post('comment', { jobId, noteId })).toEqual(ok({ success: true }));
    expect(stub.comments).toEqual([{ key: 'PI-42', body: `${name} - SN-00001, SN-00002: TEXT` }]);
    const stored = 'SELECT pushed_to_jira, jira_comment_id FROM production.notes WHERE tenant_id = $1';
    expect(await server.query(stored, [shop.tenantId])).toEqual([{ pushed_to_jira: true, jira_comment_id: '10001' }]);
  });

  it.each(['push', 'comment'])('%s refuse what is missing', async (action) => {
    expect(await post(action, { noteId: 5 })).toEqual(bad('jobId is required'));
    expect(await post(action, { jobId: ' ' })).toEqual(bad('jobId is required'));
    expect(await post(action, { jobId: ABSENT })).toEqual(missing(`Job not found: ${ABSENT}`));
    const unlinked = await shop.job();
    const failed = (error: string) => ok({ success: false, error });
    expect(await post(action, { jobId: unlinked })).toEqual(failed('Job is not linked to a Jira ticket'));
    stub.failing = 503;
    expect(await post(action, { jobId })).toEqual(failed('Jira API error: 503 Service Unavailable'));
    stub.failing = undefined;
    stub.issues.clear();
    expect(await post(action, { jobId })).toEqual(failed('Jira API error: 404 Not Found'));
    await connect({ pushEnabled: false });
    expect(await post(action, {})).toEqual(bad('Jira push is not enabled'));
    expect(await eventsOf('jira.pushed')).toEqual([]);
  });

  it('tell of a job without paths and of notes that are not there', async () => {
    const bare = await shop.job({ jiraTicketKey: 'PI-42' });
    expect(await post('push', { jobId: bare })).toEqual(ok({ success: false, error: 'Job has no paths' }));
    expect(await post('comment', { jobId: bare })).toEqual(ok({ success: true }));
    const noteId = await note(bare, route.stepIds[0], ['SN-00001']);
    for (const id of ['note_x', noteId]) {
      const error = `Note not found: ${id}`;
      expect(await post('comment', { jobId, noteId: id })).toEqual(ok({ success: false, error }));
    }
  });

  it('overwrite no description that cannot be read', async () => {
    stub.answering = '{"key":"PI-42"}';
    const error = 'Jira API error: answer is not valid';
    expect(await post('push', { jobId })).toEqual(ok({ success: false, error }));
    expect(stub.target.received.map(({ method }) => method)).toEqual(['GET']);
  });
});

describe('everything about Jira', () => {
  it.each([
    ['get', 'tickets/PI-42'],
    ['post', 'link'],
    ['post', 'push'],
    ['post', 'comment'],
  ] as const)('%s %s is refused while it is not enabled', async (method, path) => {
    await connect({ enabled: false });
    expect(await answerOf(api[method](`/api/jira/${path}`))).toEqual(bad(NOT_ENABLED));
  });

  it('keeps to the tenant', async () => {
    const jobId = await shop.job({ jiraTicketKey: 'PI-42' });
    api = server.client((await server.tenant()).key);
    await connect({});
    for (const [action, body] of Object.entries({
      link: { ticketKey: 'PI-42', jobId },
      push: { jobId },
      comment: { jobId },
    })) {
      expect(await post(action, body)).toEqual(missing(`Job not found: ${jobId}`));
    }
  });

  it('is counted, and nothing tells the token', async () => {
    await api.get('/api/jira/tickets');
    await api.get('/api/jira/tickets/PI-0');
    const { text } = await server.client().get('/metrics');
    expect(text).toMatch(/quintet_production_jira_requests_total\{op="search",outcome="success"\} [1-9]/);
    expect(text).toMatch(/quintet_production_jira_requests_total\{op="ticket",outcome="http"\} [1-9]/);
    expect(text).toMatch(/quintet_production_jira_request_seconds_count [1-9]/);
    expect(server.output + text).not.toContain(TOKEN);
  });
});
