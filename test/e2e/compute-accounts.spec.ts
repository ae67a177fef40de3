import { createHash } from 'node:crypto';
import { startServer } from '../support/server';
import type { Server } from '../support/server';
import { waitFor } from '../support/wait-for';
import { version } from '../../package.json';

const KEYS = '/v1/auth/api_keys';
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const USER_SCOPES = ['compute:read', 'compute:write'];
const notFound = (id: string) => [404, { code: 5, message: `api key not found: ${id}`, details: [] }];

interface Key {
  id: string;
  name: string;
  revoked: boolean;
  expiresAt?: string;
}

describe('accounts of compute', () => {
  let server: Server;

  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server?.stop());

  const tokenOf = async (apiKey: string): Promise<string> =>
    (await server.stranger().post('/v1/auth/access_token', { apiKey })).body.token;
  const idOf = async (tenant: string) => {
    const [{ id }] = await server.query<{ id: string }>('SELECT id FROM platform.tenants WHERE name = $1', [tenant]);
    return id;
  };

  it('are one user each: the tenant', async () => {
    const admin = await server.tenant();
    const other = await server.tenant(admin.tenant, USER_SCOPES);
    const user = async (credential: string) => (await server.client(credential).get('/v1/auth/user')).body;
    const expected = {
      id: await idOf(admin.tenant),
      createdAt: expect.stringMatching(TIME),
      displayName: 'test',
      role: 'admin',
      userName: admin.tenant,
    };
    const seen = await user(admin.key);
    expect(seen).toEqual({ user: expected });
    expect(Object.keys(seen.user)).toEqual(['id', 'createdAt', 'displayName', 'role', 'userName']);
    expect(await user(other.key)).toEqual({ user: { ...seen.user, role: 'user' } });
    expect(await user(await tokenOf(other.key))).toEqual({ user: { ...seen.user, role: 'user' } });
  });

  it('are told which server it is', async () => {
    const { status, body } = await server.client().get('/v1/auth/info');
    expect([status, body]).toEqual([200, { version, messages: [] }]);
  });

  describe('have API keys', () => {
    it('of which an admin sees all of the tenant, and others their own', async () => {
      const admin = await server.tenant();
      const tenantId = await idOf(admin.tenant);
      const second = await server.tenant(admin.tenant, USER_SCOPES);
      const ending = await server.client().post('/platform/v1/api-keys', {
        name: 'ending',
        tenant: admin.tenant,
        expiresAt: '2099-01-01T00:00:00Z',
      });
      const shown = (key: { id: string; key: string }, more: object = {}) => ({
        id: key.id,
        name: 'test',
        issuedAt: expect.stringMatching(TIME),
        userId: tenantId,
        revoked: false,
        fingerprint: createHash('sha256').update(key.key).digest('hex').slice(0, 16),
        ...more,
      });
      const last = shown(ending.body, { name: 'ending', expiresAt: '2099-01-01T00:00:00.000Z' });
      const all = await server.client(admin.key).get(KEYS);
      expect([all.status, all.body]).toEqual([200, { apiKeys: [last, shown(second), shown(admin)] }]);
      expect(all.text).not.toContain('null');
      for (const credential of [second.key, await tokenOf(second.key)]) {
        expect((await server.client(credential).get(KEYS)).body).toEqual({ apiKeys: [shown(second)] });
      }
    });

    it.each(['key', 'token'])('that end at once when they are revoked, in every process: seen by %s', async (by) => {
      const beside = await startServer({ beside: server });
      const admin = await server.tenant();
      const victim = await server.tenant(admin.tenant, USER_SCOPES);
      const token = await tokenOf(victim.key);
      const seen = by === 'key' ? victim.key : token;
      const statuses = async () => [
        (await server.client(seen).get('/v1/auth/user')).status,
        (await beside.client(seen).get('/v1/auth/user')).status,
      ];
      expect(await statuses()).toEqual([200, 200]);
      const revoked = await server.client(admin.key).post(`${KEYS}/${victim.id}/revoke`, undefined, {
        'x-request-id': 'revoking',
      });
      expect([revoked.status, revoked.body]).toEqual([200, { ok: true, requestId: 'revoking', message: '' }]);
      const gone = await server.client(seen).get('/v1/auth/user');
      expect([gone.status, gone.body.message]).toEqual([401, 'invalid or expired credentials']);
      await waitFor(async () => (await beside.client(seen).get('/v1/auth/user')).status === 401);
      expect((await server.stranger().post('/v1/auth/access_token', { apiKey: victim.key })).status).toBe(401);
      const { apiKeys } = (await server.client(admin.key).get(KEYS)).body as { apiKeys: Key[] };
      expect(apiKeys.map(({ id, revoked }) => [id, revoked])).toEqual([
        [admin.id, false],
        [victim.id, true],
      ]);
      await beside.terminate();
    });

    it('which an admin may revoke again, and without an event', async () => {
      const admin = await server.tenant();
      const victim = await server.tenant(admin.tenant, USER_SCOPES);
      const api = server.client(admin.key);
      const answers = await Promise.all([1, 2, 3, 4].map(() => api.post(`${KEYS}/${victim.id}/revoke`, {})));
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
      const events = await server.query(
        `SELECT type FROM platform.events WHERE subject = $1 AND type = 'quintet.platform.api_key.revoked'`,
        [victim.id],
      );
      expect(events).toHaveLength(1);
    });

    it('of which others may revoke their own alone', async () => {
      const admin = await server.tenant();
      const other = await server.tenant(admin.tenant, USER_SCOPES);
      const api = server.client(other.key);
      const refused = await api.post(`${KEYS}/${admin.id}/revoke`);
      expect([refused.status, refused.body]).toEqual(notFound(admin.id));
      expect((await server.client(admin.key).get(KEYS)).status).toBe(200);
      expect((await api.post(`${KEYS}/${other.id}/revoke`)).status).toBe(200);
      expect((await api.get(KEYS)).status).toBe(401);
    });

    it.each(['019a2b3c-4d5e-7f60-8a9b-0c1d2e3f4a5b', 'x', '%00', 'ä'])('but none by the id %s', async (id) => {
      const { status, body } = await server.client().post(`${KEYS}/${id}/revoke`);
      expect([status, body]).toEqual(notFound(decodeURIComponent(id)));
    });

    it('that another tenant neither sees nor revokes, an admin neither', async () => {
      const [one, two] = [await server.tenant(), await server.tenant()];
      const listed = (await server.client(two.key).get(KEYS)).body as { apiKeys: Key[] };
      expect(listed.apiKeys.map(({ id }) => id)).toEqual([two.id]);
      const refused = await server.client(two.key).post(`${KEYS}/${one.id}/revoke`);
      expect([refused.status, refused.body]).toEqual(notFound(one.id));
      expect((await server.client(one.key).get('/v1/auth/user')).status).toBe(200);
    });

    it('which need the scope', async () => {
      const reader = server.client((await server.tenant(undefined, ['compute:read'])).key);
      expect((await reader.get(KEYS)).status).toBe(200);
      expect((await reader.post(`${KEYS}/x/revoke`)).body.message).toBe('missing scope compute:write');
      const stranger = server.client((await server.tenant(undefined, ['drone:read'])).key);
      for (const path of [KEYS, '/v1/auth/user', '/v1/auth/info', '/v1/auth/secrets', '/v1/wallet/balance']) {
        const { status, body } = await stranger.get(path);
        expect([path, status, body.message]).toEqual([path, 403, 'missing scope compute:read']);
      }
    });

    it('of which one is revoked once by requests with the same Idempotency-Key', async () => {
      const admin = await server.tenant();
      const victim = await server.tenant(admin.tenant, USER_SCOPES);
      const headers = { 'idempotency-key': 'one' };
      const revoke = () => server.client(admin.key).post(`${KEYS}/${victim.id}/revoke`, {}, headers);
      const first = await revoke();
      expect(first.status).toBe(200);
      expect((await revoke()).text).toBe(first.text);
      expect((await server.client(victim.key).get(KEYS)).status).toBe(401);
    });
  });

  describe('are not offered', () => {
    const PATHS = [
      ...['skip', 'signin', 'signout', 'authenticate', 'api_key'].map((name) => `/v1/auth/${name}`),
      ...['redeem_coupon', 'exchange_rate', 'transactions/csv'].map((name) => `/v1/wallet/${name}`),
      '/v1/dev/cache/upload-url',
    ];
    const refused = [501, { code: 12, message: 'not offered by this server', details: [] }];

    it.each(PATHS)('%s', async (path) => {
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
        const { status, body, headers } = await server.client().raw(method, path);
        expect([method, status, body]).toEqual([method, ...refused]);
        expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
      }
      const { status, body } = await server.client().post(path, { email: 'a@example.com' });
      expect([status, body]).toEqual(refused);
      const stranger = await server.stranger().post(path, {});
      expect([stranger.status, stranger.body.message]).toEqual([401, 'missing credentials']);
    });

    it('and neither is what is not there', async () => {
      const { status, body } = await server.client().get('/v1/wallet/nothing');
      expect([status, body]).toEqual([404, { code: 5, message: 'no such route: GET /v1/wallet/nothing', details: [] }]);
    });
  });

  it.each(['customer', 'auth', 'dev', 'wallet', 'computing'])('have their document: /v1/%s', async (name) => {
    const { status, headers, text } = await server.stranger().get(`/v1/${name}/docs/swagger.json`);
    expect([status, headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8']);
    expect(text).toBe((await server.stranger().get('/openapi/compute.json')).text);
    const paths = Object.keys(JSON.parse(text).paths);
    expect(paths).toEqual(expect.arrayContaining(['/v1/customer/jobs', '/v1/auth/secrets', '/v1/wallet/balance']));
    expect(paths.filter((path) => !/^\/v1\/(customer|auth|dev|wallet)\//.test(path))).toEqual([]);
  });
});
