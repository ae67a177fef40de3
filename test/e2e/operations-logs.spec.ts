import { randomBytes } from 'node:crypto';
import { Line } from '../support/line';
import { startServer } from '../support/server';
import type { Server } from '../support/server';
import { Target } from '../support/target';
import { waitFor } from '../support/wait-for';

const planted = () => randomBytes(12).toString('hex');
const SECRETS = {
  key: `sk_${planted()}${planted()}`,
  cookie: planted(),
  query: planted(),
  basic: Buffer.from(`user:${planted()}`).toString('base64'),
  jwt: `eyJhbGciOiJIUzI1NiJ9.${planted()}.${planted()}`,
  signing: `whsec_${planted()}`,
  password: planted(),
  field: planted(),
};

interface LogLine {
  level: number;
  msg: string;
  requestId?: string;
  tenant?: string;
  status?: number;
}

describe('the log at its most talkative', () => {
  let server: Server;
  let target: Target;
  let tenant: { key: string; tenant: string };
  const lines = () =>
    server.output
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as LogLine);

  beforeAll(async () => {
    target = await Target.open((response) => response.socket?.destroy());
    const env = {
      LOG_LEVEL: 'trace',
      NODE_ENV: 'test',
      OUTBOUND_ALLOW: '127.0.0.1/32',
      JWT_SECRET: planted().repeat(2),
    };
    server = await startServer({ env });
    tenant = await server.tenant();
    await walk();
  });

  afterAll(async () => {
    await server?.stop();
    target?.close();
  });

  const hooks = () => `${target.url.replace('//', `//u:${SECRETS.password}@`)}/hook?token=${SECRETS.query}`;

  /** Requests that succeed and fail in every way, with a secret wherever one can be. */
  async function walk(): Promise<void> {
    const { key, cookie, query, basic, jwt, signing, field } = SECRETS;
    const secretFields = { password: field, secret: signing, token: jwt };
    const api = server.client(tenant.key);
    const creates: [string, object][] = [
      ['/api/jobs', { ...secretFields, name: key, goalQuantity: 1 }],
      ['/api/jobs', { ...secretFields, name: 5 }],
      ['/v3/jobs/create', secretFields],
      ['/v1/customer/jobs', { templateId: 'hello-world', name: jwt, parameters: secretFields }],
      ['/api/v2/workspaces/default/jobs', secretFields],
      ['/scheduler/api/jobs', { method: 'post', url: hooks(), body: secretFields, schedule_in: [1, 'second'] }],
      ['/scheduler/api/jobs', { method: 'post', url: `${target.url}/hook?token=${query}`, schedule_in: [1, 'second'] }],
      ['/platform/v1/auth/token', { grant_type: 'client_credentials', client_id: 'x', client_secret: key }],
      ['/v3/auth/token', { client_id: key, client_secret: key, grant_type: 'client_credentials' }],
      ['/platform/v1/api-keys', { name: 'made', tenant: 'other' }],
      ['/nothing', secretFields],
    ];
    for (const [path, body] of creates) {
      const headers = { cookie: `session=${cookie}`, 'idempotency-key': planted(), 'x-api-key': key };
      await api.post(`${path}?token=${query}&api_key=${query}`, body, headers);
      for (const authorization of [key, jwt, `Bearer ${jwt}`, `Basic ${basic}`, `Token ${key}`]) {
        await server.stranger().post(path, body, { authorization });
      }
    }
    for (const table of ['platform.api_keys', 'production.jobs', 'platform.idempotency_keys']) {
      await server.query(`ALTER TABLE ${table} RENAME TO hidden`);
      await server.client(key).post('/api/jobs', secretFields);
      await api.post('/api/jobs', { name: key, goalQuantity: 1 }, { 'idempotency-key': key, 'x-request-id': 'broken' });
      await server.query(`ALTER TABLE ${table.split('.')[0]}.hidden RENAME TO ${table.split('.')[1]}`);
    }
    const line = await Line.to(server.url);
    await line.say(`GET /x?token=${query} HTTP/9\r\nAuthorization: Bearer ${key}\r\nCookie: ${cookie}\r\n\r\n`).end();
    // A task that fails with its payload in the error, as graphile-worker reports it.
    await server.query(`SELECT engine.enqueue('drone.queue', $1)`, [
      JSON.stringify({ tenantId: `postgres://u:${SECRETS.password}@h/d ${key} ${signing}` }),
    ]);
    await waitFor(() => target.received.length > 0, { what: 'the outbound call' });
    await waitFor(() => lines().some(({ level, msg }) => level === 50 && msg.includes('Failed task')));
  }

  it.each(Object.entries(SECRETS))('never shows a planted %s', (_name, secret) => {
    expect(server.output).not.toContain(secret);
  });

  it('never shows a key, the secret of the server or the password of its database', () => {
    const { password } = new URL(server.databaseUrl);
    for (const secret of [server.key, tenant.key, server.env.JWT_SECRET, password].filter(Boolean)) {
      // Development greets with its key on purpose, in a text that is no log line.
      for (const line of lines()) expect(JSON.stringify(line)).not.toContain(secret);
    }
  });

  it('names the request on each of its lines, and the tenant once it is known', () => {
    const requests = lines().filter(({ msg }) => msg === 'request' || msg === 'request failed');
    expect(requests.length).toBeGreaterThan(50);
    for (const line of requests) {
      expect(line.requestId).toMatch(/./);
      if (line.status === 201) expect(line.tenant).toBeDefined();
    }
    const broken = lines().filter(({ requestId }) => requestId === 'broken');
    expect(broken.map(({ level, tenant: name }) => [level, name])).toEqual(
      expect.arrayContaining([
        [50, tenant.tenant],
        [30, tenant.tenant],
      ]),
    );
  });

  it('stays one JSON object a line', () => {
    for (const line of lines()) expect(line).toMatchObject({ level: expect.any(Number), msg: expect.any(String) });
  });
});
