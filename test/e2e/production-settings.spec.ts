import type { Client } from '../support/client';
import { startServer } from '../support/server';
import type { Server } from '../support/server';

const MASK = '********';
const SECRET = 'jira-secret-7f3a';
const DEFAULT_CONNECTION = {
  baseUrl: '',
  projectKey: 'PI',
  username: '',
  apiToken: '',
  authType: 'basic',
  enabled: false,
  pushEnabled: false,
};
const PAGES = ['jobs', 'serials', 'parts', 'queue', 'templates', 'bom', 'certs', 'jira', 'audit'];
const FIELDS: [string, string, string][] = [
  ['customfield_10908', 'Part Number / Rev', 'partNumber'],
  ['customfield_10900', 'Quantity', 'goalQuantity'],
  ['customfield_10014', 'Epic Link', 'epicLink'],
  ['priority', 'Priority', 'priority'],
  ['labels', 'Labels', 'labels'],
];

let server: Server;
let api: Client;

beforeAll(async () => {
  server = await startServer({
    env: {
      JIRA_BASE_URL: 'https://given.example.com',
      JIRA_PROJECT_KEY: 'GIVEN',
      JIRA_USERNAME: 'given-user',
      JIRA_API_TOKEN: SECRET,
      LOG_LEVEL: 'trace',
    },
  });
});

beforeEach(async () => {
  api = server.client((await server.tenant()).key);
});

afterAll(() => server?.stop());

const put = async (connection: object, client = api) => {
  const { status, body } = await client.put('/api/settings', { jiraConnection: connection });
  expect(status).toBe(200);
  return body.jiraConnection as Record<string, unknown>;
};

describe('GET /api/settings', () => {
  it('shows what holds by default', async () => {
    const { status, body } = await api.get('/api/settings');
    expect(status).toBe(200);
    expect(Object.keys(body)).toEqual(['id', 'jiraConnection', 'jiraFieldMappings', 'pageToggles', 'updatedAt']);
    expect(body).toEqual({
      id: 'app_settings',
      jiraConnection: DEFAULT_CONNECTION,
      jiraFieldMappings: FIELDS.map(([jiraFieldId, label, shopErpField], index) => ({
        id: `fm_${index + 1}`,
        jiraFieldId,
        label,
        shopErpField,
        isDefault: true,
      })),
      pageToggles: Object.fromEntries(PAGES.map((page) => [page, true])),
      updatedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    });
    expect(Object.keys(body.jiraConnection)).toEqual(Object.keys(DEFAULT_CONNECTION));
    expect(Object.keys(body.pageToggles)).toEqual(PAGES);
    expect((await api.get('/api/settings')).body.updatedAt).toBe(body.updatedAt);
  });

  it('knows the variables in tenant default alone', async () => {
    const { body } = await server.client().get('/api/settings');
    expect(body.jiraConnection).toMatchObject({
      baseUrl: 'https://given.example.com',
      projectKey: 'GIVEN',
      username: 'given-user',
      apiToken: MASK,
    });
  });

  it('needs its scope', async () => {
    const { key } = await server.tenant(undefined, ['production:read']);
    expect((await server.client(key).put('/api/settings', {})).body.message).toBe('Missing scope: production:write');
    expect((await server.client(key).get('/api/settings')).status).toBe(200);
  });
});

describe('PUT /api/settings', () => {
  it('merges connection and pages, and replaces the mappings', async () => {
    await put({ baseUrl: 'https://jira.example.com/jira', username: 'u', authType: 'bearer', enabled: true });
    const mapping = { id: 'x', jiraFieldId: 'cf', label: 'L', shopErpField: 'partNumber', isDefault: false };
    await api.put('/api/settings', {
      jiraConnection: { projectKey: 'AB_1', pushEnabled: true },
      jiraFieldMappings: [mapping, { jiraFieldId: 'cf2', shopErpField: 'epicLink' }],
      pageToggles: { audit: false },
      other: 1,
    });
    const { body } = await api.put('/api/settings', { pageToggles: { jobs: false, audit: null, odd: true } });
    expect(body.jiraConnection).toEqual({
      baseUrl: 'https://jira.example.com/jira',
      projectKey: 'AB_1',
      username: 'u',
      apiToken: '',
      authType: 'bearer',
      enabled: true,
      pushEnabled: true,
    });
    expect(body.jiraFieldMappings).toEqual([
      mapping,
      { id: 'fm_2', jiraFieldId: 'cf2', label: '', shopErpField: 'epicLink', isDefault: false },
    ]);
    expect(body.pageToggles).toEqual({
      ...Object.fromEntries(PAGES.map((page) => [page, true])),
      jobs: false,
      audit: false,
    });
    expect((await api.get('/api/settings')).body).toEqual(body);
  });

  it('takes an empty body as no change', async () => {
    expect((await api.put('/api/settings')).body.jiraConnection).toEqual(DEFAULT_CONNECTION);
  });

  it.each<[object, string]>([
    [{ jiraConnection: 5 }, 'jiraConnection must be an object'],
    [{ jiraConnection: [] }, 'jiraConnection must be an object'],
    ...[
      5,
      'ftp://a.example',
      'jira.example.com',
      'https://u:p@a.example',
      'https://u@a.example',
      'https://',
      'https://a b',
      'https://a/\u0000',
    ].map((baseUrl): [object, string] => [
      { jiraConnection: { baseUrl, projectKey: '' } },
      'jiraConnection.baseUrl must be an http or https URL',
    ]),
    ...['', '1A', 'A-B', 'A B', 'A OR project = B', 5].map((projectKey): [object, string] => [
      { jiraConnection: { projectKey, username: 5 } },
      'jiraConnection.projectKey is invalid',
    ]),
    [{ jiraConnection: { username: 5, apiToken: 5 } }, 'jiraConnection.username must be a string'],
    [{ jiraConnection: { apiToken: 'a\nb', authType: 'x' } }, 'jiraConnection.apiToken is invalid'],
    [{ jiraConnection: { authType: 'x', enabled: 1 } }, 'jiraConnection.authType must be one of: basic, bearer'],
    [{ jiraConnection: { enabled: 1, pushEnabled: 1 } }, 'jiraConnection.enabled must be a boolean'],
    [{ jiraConnection: { pushEnabled: 'true' }, pageToggles: 5 }, 'jiraConnection.pushEnabled must be a boolean'],
    [{ jiraFieldMappings: {} }, 'jiraFieldMappings must be an array'],
    [{ jiraFieldMappings: Array(101).fill({}) }, 'jiraFieldMappings must have at most 100 items'],
    [{ jiraFieldMappings: [5] }, 'jiraFieldMappings[0] must be an object'],
    [{ jiraFieldMappings: [{}] }, 'jiraFieldMappings[0].jiraFieldId is required'],
    [{ jiraFieldMappings: [{ jiraFieldId: 'a' }] }, 'jiraFieldMappings[0].shopErpField is required'],
    [{ pageToggles: [] }, 'pageToggles must be an object'],
    ...PAGES.map((page): [object, string] => [
      { pageToggles: { [page]: 'yes' } },
      `pageToggles.${page} must be a boolean`,
    ]),
  ])('refuses %j', async (request, message) => {
    const { status, body } = await api.put('/api/settings', request);
    expect([status, body]).toEqual([400, { statusCode: 400, statusMessage: 'Bad Request', message }]);
    expect((await api.get('/api/settings')).body.jiraConnection).toEqual(DEFAULT_CONNECTION);
  });

  it.each<[string, object, object, string]>([
    ['is shown as a mask', {}, {}, MASK],
    ['is kept by the mask', {}, { apiToken: MASK }, MASK],
    ['is kept with null', {}, { apiToken: null }, MASK],
    ['is kept on the same origin', {}, { baseUrl: 'https://a.example/other' }, MASK],
    ['is taken away by an empty one', {}, { apiToken: '' }, ''],
    ['is cleared by another host', {}, { baseUrl: 'https://b.example' }, ''],
    ['is cleared by another host with the mask', {}, { baseUrl: 'https://b.example', apiToken: MASK }, ''],
    ['is cleared by another port', {}, { baseUrl: 'https://a.example:8443' }, ''],
    ['is cleared by another scheme', {}, { baseUrl: 'http://a.example' }, ''],
    ['is cleared by no base URL', {}, { baseUrl: '' }, ''],
    ['comes along to another host', {}, { baseUrl: 'https://b.example', apiToken: 'new' }, MASK],
  ])('a token %s', async (_, first, second, shown) => {
    await put({ baseUrl: 'https://a.example/jira', apiToken: SECRET, ...first });
    expect((await put(second)).apiToken).toBe(shown);
    expect((await api.get('/api/settings')).body.jiraConnection.apiToken).toBe(shown);
  });

  it('does not hand the token of the variables to another origin', async () => {
    const admin = server.client();
    expect((await put({ baseUrl: 'https://given.example.com/below' }, admin)).apiToken).toBe(MASK);
    expect((await put({ baseUrl: 'https://evil.example' }, admin)).apiToken).toBe('');
    expect((await put({ baseUrl: 'https://given.example.com' }, admin)).apiToken).toBe('');
  });

  it('keeps the token out of the database, the log and the events', async () => {
    const { key, tenant } = await server.tenant();
    const own = server.client(key);
    await put({ baseUrl: 'https://a.example', apiToken: SECRET, username: 'ada' }, own);
    const rows = await server.query<{ row: string }>('SELECT settings::text AS row FROM production.settings');
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain(SECRET);
    expect(server.output).not.toContain(SECRET);
    const events = await server.query<{ subject: string; data: object }>(
      `SELECT subject, data FROM platform.events JOIN platform.tenants ON tenants.id = tenant_id
      WHERE type = 'quintet.production.settings.updated' AND name = $1`,
      [tenant],
    );
    expect(events).toEqual([{ subject: 'app_settings', data: {} }]);
  });

  it('loses nothing when two change at once', async () => {
    await Promise.all([
      ...PAGES.map((page) => api.put('/api/settings', { pageToggles: { [page]: false } })),
      put({ enabled: true }),
      put({ projectKey: 'AB' }),
    ]);
    const { body } = await api.get('/api/settings');
    expect(Object.values(body.pageToggles as object)).toEqual(PAGES.map(() => false));
    expect(body.jiraConnection).toMatchObject({ enabled: true, projectKey: 'AB' });
  });
});
