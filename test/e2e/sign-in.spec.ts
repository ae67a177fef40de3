import { createSign, generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startServer } from '../support/server';
import type { Server } from '../support/server';

const JOB = { name: 'A', goalQuantity: 1 };
const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('sign-in', () => {
  let server: Server;
  let issuer: HttpServer;
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const inAnHour = () => Math.floor(Date.now() / 1000) + 3600;

  function identityToken(claims: object, header: object = { alg: 'RS256', kid: 'one', typ: 'JWT' }): string {
    const text = `${encode(header)}.${encode({ iss: 'https://idp.test/', aud: 'quintet', exp: inAnHour(), ...claims })}`;
    return `${text}.${createSign('RSA-SHA256').update(text).sign(privateKey).toString('base64url')}`;
  }

  async function statusWith(authorization: string): Promise<number> {
    return (await server.stranger().post('/api/jobs', JOB, { authorization })).status;
  }

  async function tokenOf(key: { id: string; key: string }): Promise<string> {
    const request = { grant_type: 'client_credentials', client_id: key.id, client_secret: key.key };
    return (await server.stranger().post('/platform/v1/auth/token', request)).body.access_token as string;
  }

  beforeAll(async () => {
    const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'one', use: 'sig', alg: 'RS256' };
    issuer = createServer((_request, response) => response.end(JSON.stringify({ keys: [jwk] })));
    await new Promise<void>((listening) => issuer.listen(0, '127.0.0.1', listening));
    const { port } = issuer.address() as AddressInfo;
    const env = { JWKS_URI: `http://127.0.0.1:${port}/jwks`, JWT_ISSUER: 'https://idp.test/', JWT_AUDIENCE: 'quintet' };
    server = await startServer({ env });
  });

  afterAll(async () => {
    await server?.stop();
    issuer.close();
  });

  it('accepts every form of the header that the originals use', async () => {
    const key = await server.tenant();
    const token = await tokenOf(key);
    for (const form of [
      `Bearer ${token}`,
      token,
      `Bearer ${key.key}`,
      `Token ${key.key}`,
      key.key,
      `bearer ${key.key}`,
    ]) {
      expect(await statusWith(form)).toBe(201);
    }
  });

  it('refuses what is no credential', async () => {
    const key = await server.tenant();
    const token = await tokenOf(key);
    const [header, payload] = token.split('.');
    const none = `${encode({ alg: 'none' })}.${payload}.`;
    const forged = `${header}.${encode({ sub: key.id, scope: 'production:write', exp: inAnHour() })}.AAAA`;
    for (const form of [
      '',
      'Bearer',
      'Bearer x',
      'sk_',
      `${key.key}x`,
      'Basic dTpw',
      `Bearer ${key.key} x`,
      none,
      forged,
      `${token}x`,
    ]) {
      expect(await statusWith(form)).toBe(401);
    }
  });

  it('ends a key and its tokens when it is revoked, in every process at once', async () => {
    const second = await startServer({ beside: server });
    const key = await server.tenant();
    const token = await tokenOf(key);
    expect((await second.client(key.key).post('/api/jobs', JOB)).status).toBe(201);
    expect((await server.client().delete(`/platform/v1/api-keys/${key.id}`)).status).toBe(204);
    expect(await statusWith(key.key)).toBe(401);
    expect(await statusWith(token)).toBe(401);
    expect((await second.client(key.key).post('/api/jobs', JOB)).status).toBe(401);
    expect((await server.client().delete(`/platform/v1/api-keys/${key.id}`)).status).toBe(404);
    await second.terminate();
  });

  it('ends a key at its time', async () => {
    const expiresAt = new Date(Date.now() + 1500).toISOString();
    const { body } = await server.client().post('/platform/v1/api-keys', { name: 'short', expiresAt });
    expect(body.expiresAt).toBe(expiresAt);
    expect(await statusWith(body.key as string)).toBe(201);
    while (Date.now() < Date.parse(expiresAt)) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await statusWith(body.key as string)).toBe(401);
  });

  it('gives a key the scopes that were asked for, and no others', async () => {
    const reader = await server.tenant(undefined, ['production:read']);
    const answer = await server.client(reader.key).post('/api/jobs', JOB);
    expect(answer.status).toBe(403);
    expect(answer.body.message).toBe('Missing scope: production:write');
    const admin = await server.client(reader.key).get('/platform/v1/api-keys');
    expect(admin.status).toBe(403);
    expect(admin.headers.get('content-type')).toContain('application/problem+json');
  });

  it('shows a key once and never its hash', async () => {
    const key = await server.tenant();
    const list = await server.client().get('/platform/v1/api-keys');
    const listed = list.body.data.find((one: { id: string }) => one.id === key.id);
    expect(Object.keys(listed)).toEqual(['id', 'name', 'tenant', 'scopes', 'createdAt', 'lastUsedAt', 'expiresAt']);
    expect(list.text).not.toContain(key.key);
    expect(key.key).toMatch(/^sk_[A-Za-z0-9_-]{43,}$/);
    const rows = await server.query('SELECT row_to_json(k)::text AS row FROM platform.api_keys k');
    expect(JSON.stringify(rows)).not.toContain(key.key);
  });

  it('refuses a key request with wrong fields, naming them', async () => {
    const answer = await server
      .client()
      .post('/platform/v1/api-keys', { name: '', scopes: 'x', expiresAt: '2001-01-01T00:00:00Z' });
    expect(answer.status).toBe(400);
    expect(answer.body.errors.map((error: { field: string }) => error.field)).toEqual(['name', 'scopes', 'expiresAt']);
  });

  it('issues tokens by client credentials, as form, JSON and HTTP Basic', async () => {
    const key = await server.tenant();
    const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: key.id, client_secret: key.key });
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await server
      .stranger()
      .raw('POST', '/platform/v1/auth/token', { body: form.toString(), headers: type });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.body).toMatchObject({ token_type: 'Bearer', expires_in: 3600 });
    const claims = JSON.parse(Buffer.from(answer.body.access_token.split('.')[1], 'base64url').toString());
    expect(claims).toMatchObject({
      sub: key.id,
      tenant: key.tenant,
      scope: expect.stringContaining('production:write'),
    });
    expect(claims.exp - claims.iat).toBe(3600);
    const basic = `Basic ${Buffer.from(`${key.id}:${key.key}`).toString('base64')}`;
    const request = { body: 'grant_type=client_credentials', headers: { ...type, authorization: basic } };
    expect((await server.stranger().raw('POST', '/platform/v1/auth/token', request)).status).toBe(200);
  });

  it.each([
    [{}, 400, 'invalid_request'],
    [[], 400, 'invalid_request'],
    [{ grant_type: 'password' }, 400, 'unsupported_grant_type'],
    [{ grant_type: 'client_credentials' }, 400, 'invalid_request'],
    [{ grant_type: 'client_credentials', client_id: 5, client_secret: {} }, 400, 'invalid_request'],
    [{ grant_type: 'client_credentials', client_id: 'x', client_secret: 'y' }, 401, 'invalid_client'],
  ])('refuses the token request %j', async (request, status, error) => {
    const answer = await server.stranger().post('/platform/v1/auth/token', request);
    expect([answer.status, answer.body.error]).toEqual([status, error]);
  });

  it('accepts tokens of an identity provider and makes their tenant', async () => {
    const token = identityToken({ sub: 'ada', tenant: 'from-idp', scope: 'production:write' });
    expect(await statusWith(`Bearer ${token}`)).toBe(201);
    const rows = await server.query(
      "SELECT count(*)::int AS n FROM production.jobs j JOIN platform.tenants t ON t.id = j.tenant_id WHERE t.name = 'from-idp'",
    );
    expect(rows).toEqual([{ n: 1 }]);
  });

  it('refuses tokens of an identity provider that do not fit', async () => {
    const good = { sub: 'ada', tenant: 'from-idp', scope: 'production:write' };
    expect(await statusWith(identityToken({ ...good, exp: 1 }))).toBe(401);
    expect(await statusWith(identityToken({ ...good, iss: 'https://other.test/' }))).toBe(401);
    expect(await statusWith(identityToken({ ...good, aud: 'other' }))).toBe(401);
    expect(await statusWith(identityToken({ ...good, tenant: undefined }))).toBe(401);
    expect(await statusWith(identityToken(good, { alg: 'HS256', kid: 'one' }))).toBe(401);
    expect(await statusWith(identityToken(good, { alg: 'RS256', kid: 'two' }))).toBe(401);
    expect(await statusWith(identityToken({ ...good, scope: 'production:read' }))).toBe(403);
  });
});
