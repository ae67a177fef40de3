import { gzipSync } from 'node:zlib';
import { AddressGuard } from './address-guard';
import { AllowList } from './allow-list';
import { serveHttp, serveSockets, type LocalServer } from './fixtures/local-server';
import { OutboundClient, type OutboundRequest } from './outbound-client';

const client = new OutboundClient(new AddressGuard(AllowList.parse('127.0.0.1')));
const servers: LocalServer[] = [];
const started = async (server: Promise<LocalServer>) => {
  servers.push(await server);
  return servers.at(-1)!;
};
const send = (request: Partial<OutboundRequest> & { url: string }) =>
  client.request({ method: 'GET', timeoutMs: 10_000, maxBytes: 65_536, ...request });

afterEach(async () => void (await Promise.all(servers.splice(0).map((server) => server.close()))));
afterAll(() => client.onApplicationShutdown());

/** Answers every request with 200 and keeps its bytes. */
async function recorder(answer = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok') {
  const received: string[] = [];
  const server = await started(
    serveSockets((socket) =>
      socket.on('data', (data) => {
        received.push(data.toString('latin1'));
        socket.write(answer);
      }),
    ),
  );
  return { server, received };
}

describe('what is sent', () => {
  it('is a plain request without a body', async () => {
    const { server, received } = await recorder();
    await send({ url: `${server.origin}/a%20b?x=1#fragment`, headers: { 'X-Key': 'é' } });
    expect(received).toEqual([
      `GET /a%20b?x=1 HTTP/1.1\r\nhost: 127.0.0.1:${server.port}\r\nconnection: keep-alive\r\n` +
        'X-Key: é\r\naccept-encoding: identity\r\n\r\n',
    ]);
  });

  it('has a content-length and is never chunked', async () => {
    const { server, received } = await recorder();
    for (const body of ['ä', Buffer.from('ä')]) {
      await send({ url: server.origin, method: 'POST', headers: { 'content-type': 'text/plain' }, body });
      expect(received.at(-1)).toMatch(/\r\ncontent-length: 2\r\n\r\n\xc3\xa4$/);
    }
    await send({ url: server.origin, method: 'DELETE', body: '{}' });
    expect(received.at(-1)).toMatch(/^DELETE [^]+\r\ncontent-length: 2\r\n\r\n\{\}$/);
    for (const request of [
      { method: 'POST' },
      { method: 'PUT', body: '' },
      { method: 'PATCH', body: Buffer.alloc(0) },
    ]) {
      await send({ url: server.origin, ...request });
      expect(received.at(-1)).toMatch(/\r\ncontent-length: 0\r\n\r\n$/);
    }
    expect(received.join()).not.toMatch(/transfer-encoding|user-agent/i);
  });

  it('carries a large body whole', async () => {
    const sizes: number[] = [];
    const server = await started(
      serveHttp(async (request, response) => {
        let size = 0;
        for await (const chunk of request) size += (chunk as Buffer).length;
        sizes.push(size);
        response.end(request.headers['content-length']);
      }),
    );
    const answer = await send({ url: server.origin, method: 'POST', body: Buffer.alloc(5_000_000) });
    expect([sizes, answer.body.toString()]).toEqual([[5_000_000], '5000000']);
  });

  it("leaves a caller's accept-encoding alone", async () => {
    const { server, received } = await recorder();
    await send({ url: server.origin, headers: { 'Accept-Encoding': 'gzip' } });
    expect(received[0].match(/accept-encoding: .*/gi)).toEqual(['Accept-Encoding: gzip']);
  });

  it('never holds a reserved or malformed header, whoever asks', async () => {
    const { server, received } = await recorder();
    for (const [name, value] of [
      ['Host', 'a'],
      ['Content-Length', '1'],
      ['a b', '1'],
      ['a', 'x\r\ny: z'],
    ]) {
      await expect(send({ url: server.origin, headers: { [name]: value } })).rejects.toThrow(/header/);
    }
    expect(received).toEqual([]);
  });
});

describe('what is answered', () => {
  it('is the status, the joined headers and the bytes as they came', async () => {
    const zipped = gzipSync('hello');
    const server = await started(
      serveHttp((_request, response) => {
        response.setHeader('X-Mixed-Case', ['a', 'b']);
        response.setHeader('set-cookie', ['c=1', 'd=2']);
        response.setHeader('__proto__', 'own');
        response.writeHead(418, { 'content-encoding': 'gzip' }).end(zipped);
      }),
    );
    const answer = await send({ url: server.origin });
    expect(answer).toMatchObject({ status: 418, truncated: false, durationMs: expect.any(Number) });
    expect(answer.headers).toMatchObject({
      'x-mixed-case': 'a, b',
      'set-cookie': 'c=1, d=2',
      'content-encoding': 'gzip',
    });
    expect(Object.getPrototypeOf(answer.headers)).toBe(Object.prototype);
    expect(answer.body.equals(zipped)).toBe(true);
  });

  it.each([
    ['an empty answer', 'GET', 'HTTP/1.1 204 No Content\r\n\r\n', 204, ''],
    ['a HEAD', 'HEAD', 'HTTP/1.1 200 OK\r\ncontent-length: 999\r\n\r\n', 200, ''],
    [
      'early hints',
      'GET',
      'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\na',
      200,
      'a',
    ],
    [
      'a chunked answer',
      'GET',
      'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n',
      200,
      'abc',
    ],
    ['a redirect', 'GET', 'HTTP/1.1 302 Found\r\nlocation: /x\r\ncontent-length: 0\r\n\r\n', 302, ''],
  ])('may be %s', async (_name, method, bytes, status, body) => {
    const { server, received } = await recorder(bytes);
    const answer = await send({ url: server.origin, method });
    expect([answer.status, answer.body.toString(), answer.truncated]).toEqual([status, body, false]);
    expect(received).toHaveLength(1);
  });

  it('may end with its connection', async () => {
    const server = await started(serveSockets((socket) => socket.end('HTTP/1.0 200 OK\r\n\r\nto the end')));
    await expect(send({ url: server.origin })).resolves.toMatchObject({ body: Buffer.from('to the end') });
  });
});

describe('failures', () => {
  const url = (server: LocalServer) => `${server.origin}/secret-path?secret=query`;
  const secretive = { headers: { authorization: 'secret header' }, method: 'POST', body: 'secret body' };

  it.each([
    ['a reset', (server: LocalServer) => server.connections.at(-1)!.resetAndDestroy()],
    ['a close', (server: LocalServer) => server.connections.at(-1)!.end()],
    ['garbage', (server: LocalServer) => server.connections.at(-1)!.write('secret garbage\r\n\r\n')],
    ['half a head', (server: LocalServer) => server.connections.at(-1)!.end('HTTP/1.1 200 OK\r\nx-secret: 1\r\n')],
    [
      'half a body',
      (server: LocalServer) => server.connections.at(-1)!.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nsecret'),
    ],
    [
      'too long a head',
      (server: LocalServer) => server.connections.at(-1)!.write(`HTTP/1.1 200 OK\r\nx: ${'x'.repeat(17_000)}\r\n\r\n`),
    ],
    [
      'an upgrade',
      (server: LocalServer) =>
        server.connections.at(-1)!.write('HTTP/1.1 101 Switching\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'),
    ],
  ])('by %s are the connection, and tell no secret', async (_name, act) => {
    const requests: string[] = [];
    const server: LocalServer = await started(
      serveSockets((socket) =>
        socket.on('data', (data) => {
          requests.push(data.toString());
          act(server);
        }),
      ),
    );
    const error = await send({ url: url(server), ...secretive }).catch((reason) => reason);
    expect(error).toMatchObject({ name: 'OutboundError', code: 'connection' });
    expect(`${JSON.stringify({ ...error })} ${error.stack} ${error.cause}`).not.toMatch(/secret/);
    expect(requests).toHaveLength(1);
  });

  it('to connect are the connection', async () => {
    const server = await started(recorder().then((recording) => recording.server));
    await server.close();
    await expect(send({ url: url(server) })).rejects.toMatchObject({
      code: 'connection',
      message: `The connection to 127.0.0.1:${server.port} failed: ECONNREFUSED`,
    });
  });

  it('of a text that is no URL are blocked', async () => {
    await expect(send({ url: 'https://secret host/' })).rejects.toMatchObject({
      code: 'blocked',
      message: 'The URL is not valid',
    });
  });

  it('after the shutdown are aborted, and so is what was in flight', async () => {
    const server = await started(serveHttp(() => void stopped.onApplicationShutdown()));
    const stopped = new OutboundClient(new AddressGuard(AllowList.parse('127.0.0.1')));
    const request = { method: 'GET', url: server.origin, timeoutMs: 10_000, maxBytes: 10 };
    await expect(stopped.request(request)).rejects.toMatchObject({ code: 'aborted' });
    await expect(stopped.request(request)).rejects.toMatchObject({ code: 'aborted' });
  });
});
