import { startServer } from '../support/server';
import type { Server } from '../support/server';
import { Target } from '../support/target';
import { Webhooks, WEBHOOKS } from '../support/webhooks';

const URL = 'https://example.com/hook';
const TYPES = ['quintet.production.*'];
const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const NOBODY = '019a2b3c-4d5e-7f60-8a9b-0c1d2e3f4a5b';

describe('webhook endpoints', () => {
  let server: Server;
  let mine: Webhooks;
  let target: Target;

  beforeAll(async () => {
    server = await startServer({
      env: { OUTBOUND_ALLOW: '127.0.0.1/32', LOG_LEVEL: 'debug', WEBHOOK_TIMEOUT_MS: '500' },
    });
    target = await Target.open((response, { url }) => {
      if (url === '/hang') return;
      response.statusCode = url === '/bad' ? 500 : 200;
      response.end(`you sent ${url}`);
    });
  });

  beforeEach(async () => {
    mine = await Webhooks.open(server);
  });

  afterAll(async () => {
    target?.close();
    await server?.stop();
  });

  it('are made from the example of the documents as it stands', async () => {
    const { body: document } = await server.stranger().get('/openapi.json');
    const { properties } = document.components.schemas.CreateWebhookDto;
    const example = Object.fromEntries(
      Object.entries<{ example: unknown }>(properties).map(([name, property]) => [name, property.example]),
    );
    const { status, body } = await server.client().post(WEBHOOKS, example);
    expect([status, body]).toMatchObject([
      201,
      { ...example, paused: false, domains: expect.arrayContaining(['drone']) },
    ]);
  });

  it('show a generated secret once', async () => {
    const made = await mine.create(URL);
    const { secret, ...rest } = made;
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(await mine.find(made.id)).toEqual(rest);
    expect((await mine.api.get(WEBHOOKS)).body.data).toEqual([rest]);
  });

  it('keep their secrets out of lists, events and the log, and sealed in the database', async () => {
    const { id } = await mine.create(URL, TYPES, { secret: SECRET });
    const { body } = await mine.api.post(`${WEBHOOKS}/${id}/rotate-secret`, {});
    await mine.api.post(`${WEBHOOKS}/${id}/test`);
    const rows = await server.query('SELECT * FROM platform.webhooks WHERE id = $1', [id]);
    const events = await server.query('SELECT * FROM platform.events WHERE subject = $1', [id]);
    expect(events.length).toBe(2);
    const list = await mine.api.get(WEBHOOKS);
    const seen = JSON.stringify([rows, events, list.text, (await mine.api.get(`${WEBHOOKS}/${id}/deliveries`)).text]);
    for (const secret of [SECRET, body.secret]) {
      expect(seen).not.toContain(secret.slice(6));
      expect(server.output).not.toContain(secret.slice(6));
    }
  });

  it.each([
    ['url', { url: undefined }, 'url must be an absolute URL of at most 2048 characters'],
    ['url', { url: 'nowhere' }, 'url must be an absolute URL of at most 2048 characters'],
    ['url', { url: 'http://example.com/hook' }, 'url must be https'],
    ['url', { url: 'ftp://127.0.0.1/' }, 'url must be https'],
    ['url', { url: 'https://me:pw@example.com/' }, 'url must not contain credentials'],
    ['url', { url: 'https://10.0.0.1/' }, 'url must not point to a private or reserved address'],
    ['url', { url: 'https://[::1]/' }, 'url must not point to a private or reserved address'],
    ['url', { url: 'https://hooks.localhost/' }, 'url must not point to a private or reserved address'],
    ['types', { types: [] }, expect.stringMatching(/^types must be 1 to 100 event types/)],
    ['types', { types: ['drone.*'] }, expect.stringMatching(/^types must be 1 to 100 event types/)],
    ['secret', { secret: 'whsec_c2hvcnQ=' }, 'secret must be whsec_ and base64 of 24 to 64 bytes'],
    ['description', { description: '\u0000' }, 'description must be at most 500 characters'],
  ])('refuse a bad %s: %j', async (field, changes, message) => {
    const { status, body } = await mine.api.post(WEBHOOKS, { url: URL, types: TYPES, ...changes });
    expect([status, body.errors]).toEqual([400, [{ field, message }]]);
  });

  it('may use plain http where OUTBOUND_ALLOW says so', async () => {
    expect((await mine.create(target.url)).url).toBe(target.url);
  });

  it('change field by field', async () => {
    const { id, createdAt } = await mine.create(URL, TYPES, { description: 'one' });
    const changed = await mine.api.patch(`${WEBHOOKS}/${id}`, { types: ['*'], description: null });
    expect([changed.status, changed.body]).toMatchObject([
      200,
      { id, url: URL, types: ['*'], description: null, createdAt },
    ]);
    const refused = await mine.api.patch(`${WEBHOOKS}/${id}`, { url: 'http://example.com' });
    expect([refused.status, refused.body.detail]).toEqual([400, 'url must be https']);
  });

  it('are deleted for good', async () => {
    const { id } = await mine.create(URL);
    expect((await mine.api.delete(`${WEBHOOKS}/${id}`)).status).toBe(204);
    expect([(await mine.api.get(`${WEBHOOKS}/${id}`)).status, (await mine.api.get(WEBHOOKS)).body.data]).toEqual([
      404,
      [],
    ]);
    expect((await mine.events('quintet.platform.webhook.deleted')).length).toBe(1);
  });

  it('tell of themselves by events', async () => {
    const { id } = await mine.create(URL);
    for (const change of [{ description: 'new' }, { paused: true }, { paused: true }, { paused: false }]) {
      await mine.api.patch(`${WEBHOOKS}/${id}`, change);
    }
    await mine.api.post(`${WEBHOOKS}/${id}/rotate-secret`);
    await mine.api.delete(`${WEBHOOKS}/${id}`);
    const events = await server.query('SELECT type FROM platform.events WHERE subject = $1 ORDER BY position', [id]);
    expect(events.map(({ type }) => (type as string).split('.').at(-1))).toEqual([
      'created',
      'updated',
      'paused',
      'resumed',
      'secret_rotated',
      'deleted',
    ]);
  });

  it.each([
    ['GET', ''],
    ['PATCH', ''],
    ['DELETE', ''],
    ['POST', '/test'],
    ['POST', '/rotate-secret'],
    ['POST', '/replay'],
    ['GET', '/deliveries'],
    ['POST', '/deliveries/1/replay'],
  ])('of another tenant answer %s %s as missing ones do', async (method, path) => {
    const other = await Webhooks.open(server);
    const { id } = await other.create(URL);
    for (const candidate of [id, NOBODY, 'x']) {
      const { status, body } = await mine.api.raw(method, `${WEBHOOKS}/${candidate}${path}`);
      expect([status, body.detail]).toEqual([404, 'There is no such webhook']);
    }
    expect((await other.find(id)).id).toBe(id);
  });

  it('are at most 100 in a tenant, even when they are made at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 105 }, () => mine.api.post(WEBHOOKS, { url: `${target.url}/x`, types: TYPES })),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(100);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(5);
  });

  it('carry the domains that their maker may read, and nobody else changes them', async () => {
    const { id } = await mine.create(URL, ['*']);
    const { key } = await server.tenant(mine.tenant, ['drone:read']);
    const api = server.client(key);
    expect((await api.post(WEBHOOKS, { url: URL, types: ['quintet.*'] })).body.domains).toEqual(['drone']);
    const attempts = [
      await api.post(WEBHOOKS, { url: URL, types: ['quintet.drone.*', 'quintet.compute.job.created'] }),
      await api.patch(`${WEBHOOKS}/${id}`, { url: 'https://example.org/mine' }),
      await api.get(`${WEBHOOKS}/${id}/deliveries`),
      await api.post(`${WEBHOOKS}/${id}/test`),
    ];
    expect(attempts.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
    expect(attempts[0].body.detail).toBe('Missing scope: compute:read');
  });

  it('take a test event and show what came back', async () => {
    const { id } = await mine.create(`${target.url}/ok`, ['quintet.drone.*']);
    const { status, body } = await mine.api.post(`${WEBHOOKS}/${id}/test`);
    expect([status, body]).toMatchObject([
      200,
      { delivered: true, status: 200, error: null, response: 'you sent /ok' },
    ]);
    const [request] = target.at('/ok');
    expect(JSON.parse(request.body.toString())).toMatchObject({
      id: body.eventId,
      type: 'quintet.platform.webhook.test',
    });
    expect(await mine.deliveries(id)).toEqual([]);
  });

  it.each([
    ['/bad', { delivered: false, status: 500, error: 'The receiver answered with status 500' }],
    [
      '/hang',
      { delivered: false, status: null, error: expect.stringMatching(/^timeout: 127\.0\.0\.1:\d+ took over 500 ms$/) },
    ],
  ])('show what went wrong with a test event to %s', async (path, expected) => {
    const { id } = await mine.create(`${target.url}${path}`);
    expect((await mine.api.post(`${WEBHOOKS}/${id}/test`)).body).toMatchObject(expected);
  });

  it('are made once for one Idempotency-Key', async () => {
    const make = () => mine.api.post(WEBHOOKS, { url: URL, types: TYPES }, { 'idempotency-key': 'k' });
    const [one, other] = [await make(), await make()];
    expect(other.text).toBe(one.text);
    expect((await mine.api.get(WEBHOOKS)).body.data).toHaveLength(1);
  });
});
