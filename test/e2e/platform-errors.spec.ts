import { connect } from 'node:net';
import { startServer } from '../support/server';
import type { Server } from '../support/server';
import type { Answer, Client } from '../support/client';

const KEYS = '/platform/v1/api-keys';
const MISSING = `${KEYS}/019a2b3c-4d5e-7f60-8a9b-0c1d2e3f4a5b`;
const GENERATED_ID = /^req-[0-9a-f]{16}$/;
const LARGE = Buffer.alloc(1024 * 1024 + 1, ' ');

let server: Server;
let admin: Client;

beforeAll(async () => {
  server = await startServer();
  admin = server.client();
});

afterAll(() => server?.stop());

/** Sends bytes that no well-behaved client would, and reads until the server ends the connection. */
async function exchange(head: string, body = ''): Promise<{ status: number; headers: Headers; text: string }> {
  const { hostname, port } = new URL(server.url);
  const socket = connect({ host: hostname, port: Number(port) });
  let received = '';
  socket.on('data', (chunk) => (received += String(chunk)));
  socket.on('error', () => undefined);
  const ended = new Promise((resolve) => socket.once('close', resolve));
  socket.write(`${head}\r\nHost: ${hostname}\r\nConnection: close\r\n\r\n${body}`);
  await ended;
  const [top, ...rest] = received.split('\r\n\r\n');
  const [line, ...fields] = top.split('\r\n');
  const headers = fields.map((field): [string, string] => [field.split(': ', 1)[0], field.replace(/^[^:]*: /, '')]);
  return { status: Number(line.split(' ')[1]), headers: new Headers(headers), text: rest.join('\r\n\r\n') };
}

function expectProblem({ headers, text }: Pick<Answer, 'headers' | 'text'>, status: number, detail?: string): void {
  const problem = JSON.parse(text) as Record<string, unknown>;
  expect(problem).toMatchObject({ type: 'about:blank', status, ...(detail === undefined ? {} : { detail }) });
  expect(Object.keys(problem).slice(0, 5)).toEqual(['type', 'title', 'status', 'detail', 'requestId']);
  expect(headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  expect(headers.get('x-request-id')).toBe(problem.requestId);
}

describe('problems (RFC 9457)', () => {
  const json = { 'content-type': 'application/json' };

  it.each<[number, string, string, () => Promise<Answer>]>([
    [400, 'Bad Request', 'The request body is not valid JSON', () => admin.raw('POST', KEYS, { body: '{"' })],
    [400, 'Bad Request', 'The request body must be a JSON object', () => admin.post(KEYS, [1])],
    [400, 'Bad Request', 'name must be a text of 1 to 100 characters', () => admin.post(KEYS, { name: 5 })],
    [401, 'Unauthorized', 'Authentication required', () => server.stranger().get(KEYS)],
    [403, 'Forbidden', 'Missing scope: x:y', () => admin.post(KEYS, { name: 'a', scopes: ['x:y'] })],
    [404, 'Not Found', 'There is no such route', () => server.stranger().get('/nothing/here')],
    [404, 'Not Found', 'There is no such route', () => server.stranger().post('/platform/v1/nothing', {})],
    [404, 'Not Found', 'There is no such route', () => server.stranger().post('/apix/jobs', {})],
    [404, 'Not Found', 'There is no such route', () => admin.put(KEYS, {})],
    [404, 'Not Found', 'There is no such API key', () => admin.delete(MISSING)],
    [404, 'Not Found', 'There is no such API key', () => admin.delete(`${KEYS}/no-uuid`)],
    [413, 'Payload Too Large', 'The request body is too large', () => admin.raw('POST', KEYS, { body: LARGE })],
    [
      415,
      'Unsupported Media Type',
      'Content-Type must be application/json',
      () => admin.raw('POST', KEYS, { body: '<a/>', headers: { 'content-type': 'text/xml' } }),
    ],
  ])('%d %s: %s', async (status, title, detail, ask) => {
    const answer = await ask();
    expect(answer.status).toBe(status);
    expectProblem(answer, status, detail);
    expect(answer.body.title).toBe(title);
  });

  it('409 when an Idempotency-Key comes with another request', async () => {
    const once = { 'idempotency-key': 'problem' };
    expect((await admin.post(KEYS, { name: 'one' }, once)).status).toBe(201);
    const answer = await admin.post(KEYS, { name: 'two' }, once);
    expect(answer.status).toBe(409);
    expectProblem(answer, 409, 'Idempotency-Key was used with a different request');
  });

  it('names every refused field, in order', async () => {
    const { body } = await admin.post(KEYS, { expiresAt: 5, tenant: '', scopes: ['X'], name: '\u0000' });
    expect(body.errors).toEqual([
      { field: 'name', message: 'name must be a text of 1 to 100 characters' },
      { field: 'scopes', message: 'scopes must be a list of scopes such as drone:read' },
      { field: 'tenant', message: 'tenant must be a text of 1 to 100 characters' },
      { field: 'expiresAt', message: 'expiresAt must be an ISO 8601 time in the future' },
    ]);
  });

  it.each([
    ['nesting beyond 200 levels', `{"name":"a","x":${'['.repeat(200)}${']'.repeat(200)}}`],
    ['200,000 levels', `{"x":${'['.repeat(200_000)}${']'.repeat(200_000)}}`],
    ['a __proto__ key', '{"name":"a","__proto__":{"x":1}}'],
    ['a constructor with a prototype', '{"name":"a","constructor":{"prototype":{}}}'],
  ])('refuses %s', async (_what, body) => {
    expectProblem(await admin.raw('POST', KEYS, { body, headers: json }), 400, 'The request body is not valid JSON');
  });

  it('refuses half a surrogate pair as the field that it is in', async () => {
    const answer = await admin.raw('POST', KEYS, { body: '{"name":"a\\ud800"}', headers: json });
    expect(answer.body.errors).toHaveLength(1);
  });
});

describe('the order of checks', () => {
  it('looks for the route before the credential', async () => {
    for (const path of ['/nothing', '/platform/v1/nothing', '/api/nothing']) {
      expect((await server.stranger().post(path, {})).status).toBe(404);
    }
  });

  it.each<[string, string | Buffer, Record<string, string>]>([
    ['malformed', '{"', {}],
    ['oversize', LARGE, {}],
    ['of no known type', '<a/>', { 'content-type': 'text/xml' }],
    ['of a type that is none', '{}', { 'content-type': ';;;' }],
    ['with a wrong encoding', 'x', { 'content-encoding': 'gzip' }],
  ])('wants a credential before it looks at a body that is %s', async (_what, body, headers) => {
    for (const client of [server.stranger(), server.client('sk_unknown')]) {
      for (const path of [KEYS, '/api/jobs']) {
        const answer = await client.raw('POST', path, { body, headers });
        expect(answer.status).toBe(401);
        expect(answer.headers.get('www-authenticate')).toBe('Bearer');
      }
    }
  });

  it('looks at the scope before the body, and at its size before its type and its fields', async () => {
    const reader = server.client((await server.tenant(undefined, ['production:read'])).key);
    const xml = { 'content-type': 'text/xml' };
    for (const body of ['{"', LARGE]) expect((await reader.raw('POST', KEYS, { body })).status).toBe(403);
    expect((await admin.raw('POST', KEYS, { body: LARGE, headers: xml })).status).toBe(413);
    expect((await admin.raw('POST', KEYS, { body: '{"', headers: xml })).status).toBe(415);
    expect((await admin.raw('POST', KEYS, { body: '{"name":5' })).body.errors).toBeUndefined();
  });

  it('wants the scope of the route, however its path is spelled', async () => {
    const reader = server.client((await server.tenant(undefined, ['production:read'])).key);
    const answer = await reader.post('/%61pi/%6aobs', {});
    expect([answer.status, answer.body.message]).toEqual([403, 'Missing scope: production:write']);
    expect((await admin.post('/%61pi/jobs', { name: 'A', goalQuantity: 1 })).status).toBe(201);
  });
});

describe('X-Request-Id', () => {
  it('is made where none comes', async () => {
    const ids = await Promise.all([1, 2, 3].map(async () => (await admin.get(KEYS)).headers.get('x-request-id')));
    expect(new Set(ids).size).toBe(3);
    for (const id of ids) expect(id).toMatch(GENERATED_ID);
  });

  it.each(['mine', 'x'.repeat(200), '!~{"a":1}'])('%s is echoed', async (id) => {
    for (const path of ['/health/live', KEYS, '/nothing']) {
      expect((await admin.get(path, { 'x-request-id': id })).headers.get('x-request-id')).toBe(id);
    }
  });

  it.each(['a b', 'x'.repeat(201), 'caf\u00e9'])('%s is replaced', async (id) => {
    const { headers } = await admin.get('/health/live', { 'x-request-id': id });
    expect(headers.get('x-request-id')).toMatch(GENERATED_ID);
  });
});

describe('a failure of the service itself', () => {
  const breaking = async (table: string, ask: () => Promise<Answer>) => {
    await server.query(`ALTER TABLE ${table} RENAME TO hidden`);
    try {
      return await ask();
    } finally {
      await server.query(`ALTER TABLE ${table.replace(/\w+$/, 'hidden')} RENAME TO ${table.replace(/^\w+\./, '')}`);
    }
  };

  it.each<[string, string, () => Promise<Answer>, object]>([
    [
      'platform',
      'platform.tenants',
      () => admin.post(KEYS, { name: 's3cret', tenant: 'new' }, { 'x-request-id': 'broken-platform' }),
      { status: 500, title: 'Internal Server Error', detail: 'Internal server error', requestId: 'broken-platform' },
    ],
    [
      'production',
      'production.jobs',
      () => admin.post('/api/jobs', { name: 's3cret', goalQuantity: 1 }, { 'x-request-id': 'broken-production' }),
      { statusCode: 500, message: 'Internal Server Error', data: { requestId: 'broken-production' } },
    ],
  ])('shows nothing of its reason, in the shape of %s; the log does', async (name, table, ask, shape) => {
    const answer = await breaking(table, ask);
    expect(answer.status).toBe(500);
    expect(answer.body).toMatchObject(shape);
    expect(answer.text).not.toMatch(/relation|select|insert|tenants|\bat\b|\.[jt]s|42P01|node_modules/i);
    const line = server.output.split('\n').find((text) => text.includes(`broken-${name}`));
    expect(JSON.parse(line!)).toMatchObject({ level: 50, requestId: `broken-${name}`, err: { code: '42P01' } });
    const log = server.output.split('\n').filter((text) => text.startsWith('{'));
    expect(log.join()).not.toContain('s3cret');
    expect(log.join()).not.toContain(server.key);
  });
});

describe('requests at the edge', () => {
  const bearer = () => `Authorization: Bearer ${server.key}`;
  const alive = async () => expect((await admin.get('/health/live')).status).toBe(200);

  it.each(['/%', '/%zz', '/platform/v1/api-keys/%c3%28', '/%ff', '/health/%', `/${'a'.repeat(8000)}`, '//', '/.', '*'])(
    'does not know %s',
    async (path) => {
      const answer = await exchange(`GET ${path} HTTP/1.1`);
      expect(answer.status).toBe(404);
      expectProblem(answer, 404, 'There is no such route');
    },
  );

  it('answers a bad path in the shape of its surface', async () => {
    const { status, text } = await exchange('POST /api/%zz HTTP/1.1\r\nContent-Length: 2', '{}');
    expect([status, JSON.parse(text)]).toMatchObject([404, { statusCode: 404, statusMessage: 'Not Found' }]);
  });

  it.each([
    [100, 404],
    [4096, 404],
    [4097, 404],
    [15_000, 404],
  ])('bears an id of %d characters', async (length, status) => {
    const answer = await admin.delete(`${KEYS}/${'x'.repeat(length)}`);
    expect(answer.status).toBe(status);
    expectProblem(answer, status, length > 4096 ? 'There is no such route' : 'There is no such API key');
  });

  it('ends the connection on a head beyond all measure', async () => {
    expect((await exchange(`GET /${'x'.repeat(20_000)} HTTP/1.1`)).status).toBe(431);
    expect((await exchange(`GET / HTTP/1.1\r\nX: ${'x'.repeat(20_000)}`)).status).toBe(431);
    await alive();
  });

  it('takes the absolute form that proxies send', async () => {
    expect((await exchange('GET http://quintet.test/health/live HTTP/1.1')).status).toBe(200);
    expect((await exchange('GET http://quintet.test/api/nothing HTTP/1.1')).status).toBe(404);
  });

  it('ignores the query where a route has none', async () => {
    expect((await admin.get('/health/live?x=%zz&__proto__=1&x[]=2')).status).toBe(200);
    expect((await server.stranger().get(`${KEYS}?x=/health/live`)).status).toBe(401);
  });

  it.each(['application/json', 'text/xml', 'multipart/form-data', 'x', ''])(
    'takes an empty body of type %j for none',
    async (type) => {
      const answer = await admin.raw('DELETE', MISSING, { body: '', headers: { 'content-type': type } });
      expectProblem(answer, 404, 'There is no such API key');
      const head = `DELETE ${MISSING} HTTP/1.1\r\n${bearer()}\r\nContent-Type: ${type}`;
      expectProblem(await exchange(head), 404, 'There is no such API key');
      expectProblem(await exchange(`${head}\r\nTransfer-Encoding: chunked`, '0\r\n\r\n'), 404);
      const created = await admin.raw('POST', KEYS, { body: '', headers: { 'content-type': type } });
      expectProblem(created, 400, 'name must be a text of 1 to 100 characters');
    },
  );

  it('reads a body that comes in chunks, up to the limit', async () => {
    const head = `POST ${KEYS} HTTP/1.1\r\n${bearer()}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked`;
    const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;
    expect((await exchange(head, `${chunk('{"name"')}${chunk(':"a"}')}0\r\n\r\n`)).status).toBe(201);
    expect((await exchange(head, `${chunk('{"name":"a"}')}${chunk(LARGE.toString())}0\r\n\r\n`)).status).toBe(413);
  });

  it('goes on with the connection behind a body that is far too large', async () => {
    const { hostname, port } = new URL(server.url);
    const socket = connect({ host: hostname, port: Number(port) });
    const text = 'x'.repeat(5_000_000);
    socket.write(`POST ${KEYS} HTTP/1.1\r\nHost: ${hostname}\r\n${bearer()}\r\nTransfer-Encoding: chunked\r\n\r\n`);
    socket.write(`${text.length.toString(16)}\r\n${text}\r\n0\r\n\r\n`);
    socket.write(`GET /health/live HTTP/1.1\r\nHost: ${hostname}\r\nConnection: close\r\n\r\n`);
    let received = '';
    for await (const data of socket) received += String(data);
    expect(received.match(/HTTP\/1.1 \d+/g)).toEqual(['HTTP/1.1 413', 'HTTP/1.1 200']);
  });

  it('answers HEAD as GET, without a body', async () => {
    for (const [path, status] of [
      ['/health/live', 200],
      [KEYS, 401],
      ['/nothing', 404],
    ] as const) {
      const answer = await exchange(`HEAD ${path} HTTP/1.1`);
      expect([path, answer.status, answer.text]).toEqual([path, status, '']);
      expect(answer.headers.get('x-request-id')).toMatch(GENERATED_ID);
    }
    expect((await exchange(`HEAD ${KEYS} HTTP/1.1\r\n${bearer()}`)).status).toBe(200);
  });

  it.each(['OPTIONS', 'TRACE', 'PROPFIND', 'PATCH'])('knows no %s', async (method) => {
    for (const path of [KEYS, '/health/live', '/']) {
      expectProblem(await exchange(`${method} ${path} HTTP/1.1\r\n${bearer()}`), 404, 'There is no such route');
    }
  });

  it.each(['NONSENSE / HTTP/1.1', 'GET / HTTP/9.9', 'GET', '\u0000', 'GET / HTTP/1.1\r\nContent-Length: x'])(
    'refuses %j, which is no HTTP, and lives on',
    async (head) => {
      expect((await exchange(head)).status).toBe(400);
      await alive();
    },
  );
});

describe('the rate limit', () => {
  const headersOf = ({ headers }: Answer) =>
    ['limit', 'remaining', 'reset'].map((name) => headers.get(`ratelimit-${name}`));

  it('is off where it is 0', async () => {
    expect(headersOf(await admin.get(KEYS))).toEqual([null, null, null]);
  });

  it('counts a credential, refuses what is above with Retry-After, and lets others through', async () => {
    const limited = await startServer({ beside: server, env: { RATE_LIMIT_PER_SECOND: '5' } });
    const { key } = await server.tenant();
    const answers = await Promise.all(Array.from({ length: 20 }, () => limited.client(key).post('/api/jobs', {})));
    const refused = answers.filter(({ status }) => status === 429);
    expect(answers.filter(({ status }) => status === 400).length).toBeGreaterThanOrEqual(5);
    expect(refused.length).toBeGreaterThanOrEqual(5);
    for (const answer of refused) {
      expect(answer.body).toEqual({
        statusCode: 429,
        statusMessage: 'Too Many Requests',
        message: 'Too Many Requests',
      });
      expect(answer.headers.get('retry-after')).toBe('1');
      expect(headersOf(answer)).toEqual(['5', '0', '1']);
    }
    const many = await Promise.all(Array.from({ length: 20 }, () => limited.client().delete(MISSING)));
    const problem = many.find(({ status }) => status === 429)!;
    expectProblem(problem, 429, 'Too many requests');
    const other = await limited.client((await server.tenant()).key).post('/api/jobs', { name: 'A', goalQuantity: 1 });
    expect([other.status, ...headersOf(other)]).toEqual([201, '5', '4', '1']);
    expect((await limited.stranger().get('/health/live')).headers.has('ratelimit-limit')).toBe(false);
    await limited.terminate();
  });
});
