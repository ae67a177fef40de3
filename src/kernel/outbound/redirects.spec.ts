import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { AddressGuard } from './address-guard';
import { AllowList } from './allow-list';
import { serveHttp, type LocalServer } from './fixtures/local-server';
import { OutboundClient, type OutboundRequest } from './outbound-client';

interface Seen {
  line: string;
  headers: IncomingMessage['headers'];
  body: string;
}

const client = new OutboundClient(new AddressGuard(AllowList.parse('127.0.0.1')));
const servers: LocalServer[] = [];
const seen: Seen[] = [];

/** `/302?to=URL` redirects there, everything else answers 200. */
async function redirector(): Promise<LocalServer> {
  const server = await serveHttp(async (request, response) => {
    seen.push({ line: `${request.method} ${request.url}`, headers: request.headers, body: await text(request) });
    const { pathname, searchParams } = new URL(request.url!, 'http://server');
    const location = searchParams.get('to');
    response
      .writeHead(location === null ? 200 : Number(pathname.slice(1)), location === null ? {} : { location })
      .end('body');
  });
  servers.push(server);
  return server;
}

const send = (url: string, request: Partial<OutboundRequest> = {}) =>
  client.request({ method: 'GET', url, timeoutMs: 10_000, maxBytes: 1000, redirects: 5, ...request });
const to = (location: string, status = 302) => `/${status}?to=${encodeURIComponent(location)}`;

afterEach(async () => {
  seen.length = 0;
  await Promise.all(servers.splice(0).map((server) => server.close()));
});
afterAll(() => client.onApplicationShutdown());

describe('redirects', () => {
  it.each([301, 302, 303, 307, 308])('%i is answered as it came unless they are wanted', async (status) => {
    const server = await redirector();
    const answer = await send(server.origin + to('/next', status), { redirects: undefined });
    expect([answer.status, answer.headers.location, answer.body.toString()]).toEqual([status, '/next', 'body']);
    expect(seen).toHaveLength(1);
  });

  it('are followed up to their number; one more is the answer', async () => {
    const server = await redirector();
    const url = server.origin + to(to(to('/end')));
    await expect(send(url, { redirects: 3 })).resolves.toMatchObject({ status: 200 });
    await expect(send(url, { redirects: 2 })).resolves.toMatchObject({ status: 302, headers: { location: '/end' } });
  });

  it.each([
    [301, 'POST', 'GET /end', ''],
    [302, 'POST', 'GET /end', ''],
    [302, 'PUT', 'PUT /end', 'data'],
    [303, 'PUT', 'GET /end', ''],
    [303, 'HEAD', 'HEAD /end', ''],
    [307, 'POST', 'POST /end', 'data'],
    [308, 'PATCH', 'PATCH /end', 'data'],
  ])('%i after %s becomes %s', async (status, method, line, body) => {
    const server = await redirector();
    const sent = method === 'HEAD' ? undefined : 'data';
    await send(server.origin + to('/end', status), {
      method,
      body: sent,
      headers: { 'Content-Type': 'a/b', 'x-key': '1' },
    });
    expect(seen[1]).toMatchObject({ line, body, headers: { 'x-key': '1' } });
    expect(seen[1].headers['content-type']).toBe(method !== 'HEAD' && body === '' ? undefined : 'a/b');
  });

  it('take no credential to another origin', async () => {
    const [first, second] = [await redirector(), await redirector()];
    const headers = { Authorization: 'a', cookie: 'b', 'X-Api-Key': 'c', accept: 'd', 'user-agent': 'e' };
    await send(first.origin + to(to(`${second.origin}/end`)), { headers });
    expect(
      seen.map(({ headers }) => [headers.authorization, headers.cookie, headers['x-api-key'], headers.accept]),
    ).toEqual([
      ['a', 'b', 'c', 'd'],
      ['a', 'b', 'c', 'd'],
      [undefined, undefined, undefined, 'd'],
    ]);
    expect(seen[2].headers).toMatchObject({ 'user-agent': 'e', 'accept-encoding': 'identity' });
  });

  it.each([
    'http://127.0.0.2/',
    'https://10.0.0.1/',
    'https://localhost/',
    'ftp://127.0.0.1/',
    'https://a:b@example.com/',
    'file:///x',
  ])('to %s are blocked', async (location) => {
    const server = await redirector();
    await expect(send(server.origin + to(location))).rejects.toMatchObject({ code: 'blocked' });
    expect(seen).toHaveLength(1);
  });

  it.each(['http://', 'https://[', ''])('to the malformed %j are answered as they came', async (location) => {
    const server = await redirector();
    await expect(send(server.origin + to(location))).resolves.toMatchObject({ status: 302 });
  });

  it('of other statuses are none', async () => {
    const server = await redirector();
    for (const status of [201, 300, 304, 400])
      await expect(send(server.origin + to('/', status))).resolves.toMatchObject({ status });
  });
});
