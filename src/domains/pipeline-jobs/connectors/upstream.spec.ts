import type { RequestListener } from 'node:http';
import { AddressGuard } from '../../../kernel/outbound/address-guard';
import { AllowList } from '../../../kernel/outbound/allow-list';
import { serveHttp, serveSockets } from '../../../kernel/outbound/fixtures/local-server';
import type { LocalServer } from '../../../kernel/outbound/fixtures/local-server';
import { OutboundClient } from '../../../kernel/outbound/outbound-client';
import type { ResolveHost } from '../../../kernel/outbound/resolve-host';
import { retryAfterOf } from './retry-after';
import { below, Upstream } from './upstream';

const NEVER = new AbortController().signal;
const CONFIG = { connector: 'x', timeout_seconds: 0.3, api_key: 'sk-secret' };

function upstream(allow = '127.0.0.1', resolve?: ResolveHost): Upstream {
  return new Upstream(new OutboundClient(new AddressGuard(AllowList.parse(allow), resolve)));
}

describe('Upstream', () => {
  let server: LocalServer | undefined;
  afterEach(() => server?.close());

  const call = (base: string) => ({ url: new URL(base), headers: {}, config: CONFIG, signal: NEVER });
  const ask = (base: string, by = upstream()) =>
    by.ask({ ...call(base), body: {} }, (answer) => answer).catch((error: unknown) => error);
  const serve = async (listener: RequestListener) => (server = await serveHttp(listener)).origin;

  it('posts JSON with the given headers and hands on the JSON of the answer', async () => {
    const seen: unknown[] = [];
    const origin = await serve((request, response) => {
      const { authorization, accept, 'content-type': type } = request.headers;
      seen.push([request.method, request.url, authorization, accept, type]);
      response.writeHead(201).end('{"a":1}');
    });
    const headers = { Authorization: 'Bearer x', 'Content-Type': 'text/plain' };
    const asked = { ...call(`${origin}/a?b=c`), headers, body: {} };
    expect(await upstream().ask(asked, (answer) => answer)).toEqual({ a: 1 });
    expect(seen).toEqual([['POST', '/a?b=c', 'Bearer x', 'application/json', 'application/json']]);
  });

  it.each<[number, string, object]>([
    [400, '{"detail":"no such thing"}', { type: 'rejected', message: 'no such thing' }],
    [422, '{"detail":[{"msg":"x"}]}', { type: 'rejected', message: '[{"msg":"x"}]' }],
    [302, 'elsewhere', { type: 'rejected', message: 'elsewhere' }],
    [404, '', { type: 'rejected', message: 'Status 404' }],
    [401, 'wrong key sk-secret', { type: 'rejected', message: 'wrong key ***' }],
    [500, '{"errors":["broken","x"]}', { type: 'upstream', message: 'broken' }],
    [503, 'x'.repeat(1000), { type: 'upstream', message: 'x'.repeat(500) }],
    [429, '{}', { type: 'rate_limited', message: '{}', retryAfter: 7000 }],
    [200, 'hello', { type: 'invalid_response', message: 'The answer is not JSON' }],
  ])('maps %d %s', async (status, body, error) => {
    const origin = await serve((_, response) => {
      response.writeHead(status, { location: '/x', 'retry-after': status === 429 ? '7' : 'soon' }).end(body);
    });
    expect(await ask(origin)).toMatchObject({ ...error, statusCode: status });
  });

  it('refuses answers over 10 MiB', async () => {
    const origin = await serve((_, response) => response.end(Buffer.alloc(11 * 1024 * 1024, ' ')));
    const error = { type: 'invalid_response', message: 'The answer is larger than 10 MiB', statusCode: 200 };
    expect(await ask(origin)).toMatchObject(error);
  });

  it('tells a time-out from a connection that failed', async () => {
    expect(await ask(await serve(() => undefined))).toMatchObject({ type: 'timeout', statusCode: null });
    await server!.close();
    server = await serveSockets((socket) => socket.destroy());
    expect(await ask(server.origin)).toMatchObject({ type: 'connection', statusCode: null });
    await server.close();
    expect(await ask(server.origin)).toMatchObject({ type: 'connection', statusCode: null });
  });

  it('throws the reason of the signal that ends it', async () => {
    const stop = new AbortController();
    const origin = await serve(() => stop.abort(new Error('stopped')));
    const asked = { ...call(origin), signal: stop.signal, body: {} };
    await expect(upstream().ask(asked, (answer) => answer)).rejects.toThrow('stopped');
  });

  it('calls nothing that the guard refuses, also when a name changes its address', async () => {
    const blocked = { type: 'blocked', statusCode: null };
    expect(await ask('http://169.254.169.254/x')).toMatchObject(blocked);
    expect(await ask('http://localhost/x', upstream(''))).toMatchObject(blocked);
    const rebound = upstream('', () => Promise.resolve([{ address: '169.254.169.254', family: 4 }]));
    expect(await ask('http://example.com/x', rebound)).toMatchObject(blocked);
    await expect(rebound.check(call('http://example.com/x'))).rejects.toMatchObject({ code: 'CONNECTOR_BLOCKED' });
    await expect(upstream().check(call('http://10.0.0.1/x'))).rejects.toMatchObject({ code: 'CONNECTOR_BLOCKED' });
  });

  it('checks', async () => {
    const origin = await serve((request, response) => {
      if (request.url === '/ok') response.end('{"a":1}');
      else if (request.url === '/text') response.end('ok');
      else response.writeHead(404).end('{"detail":"sk-secret is not here"}');
    });
    expect(await upstream().check(call(`${origin}/ok`))).toEqual({ a: 1 });
    expect(await upstream().check(call(`${origin}/text`))).toBeNull();
    await expect(upstream().check(call(`${origin}/nope`))).rejects.toMatchObject({
      code: 'CONNECTOR_NOT_READY',
      message: '/nope answered 404: *** is not here',
    });
    await server!.close();
    await expect(upstream().check(call(origin))).rejects.toMatchObject({ code: 'CONNECTOR_UNREACHABLE' });
  });
});

describe('below', () => {
  it.each([
    ['http://h', ['a', 'b'], 'http://h/a/b'],
    ['http://h/base/?k=v#x', ['a b', 'c/d'], 'http://h/base/a%20b/c%2Fd?k=v'],
  ])('%s %j', (base, segments, url) => expect(below(base, ...segments).href).toBe(url));
});

describe('retryAfterOf', () => {
  const now = Date.parse('2026-01-31T12:00:00Z');
  it.each([
    [undefined, undefined],
    ['7', 7000],
    [' 7 ', 7000],
    ['-7', undefined],
    ['soon', undefined],
    ['1.5', undefined],
    ['Sat, 31 Jan 2026 12:01:00 GMT', 60_000],
    ['Sat, 31 Jan 2026 11:00:00 GMT', 0],
  ])('%s', (header, milliseconds) => expect(retryAfterOf(header, now)).toBe(milliseconds));
});
