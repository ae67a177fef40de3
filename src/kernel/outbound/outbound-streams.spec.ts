import type { Readable } from 'node:stream';
import type { Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { AddressGuard } from './address-guard';
import { AllowList } from './allow-list';
import { serveHttp, serveSockets, type LocalServer } from './fixtures/local-server';
import { OutboundClient, type StreamedRequest } from './outbound-client';

const client = new OutboundClient(new AddressGuard(AllowList.parse('127.0.0.1')));
const servers: LocalServer[] = [];
const started = async (server: Promise<LocalServer>) => {
  servers.push(await server);
  return servers.at(-1)!;
};
const open = (url: string, request: Partial<StreamedRequest> = {}) =>
  client.stream({ method: 'GET', url, silenceTimeoutMs: 10_000, ...request });
const TOTAL = 200_000_000;
const HEAD = 'HTTP/1.1 200 OK\r\n';

const closed = (one: Socket | Readable) =>
  new Promise<void>((resolve) => (one.closed ? resolve() : one.once('close', () => resolve())));

afterEach(async () => void (await Promise.all(servers.splice(0).map((server) => server.close()))));
afterAll(() => client.onApplicationShutdown());

describe('streamed answers', () => {
  it('come whole, with their head first', async () => {
    const content = Buffer.alloc(5_000_000, 'abc');
    const server = await started(
      serveHttp((_request, response) => response.writeHead(418, { 'x-a': 'b' }).end(content)),
    );
    const { status, headers, body } = await open(server.origin);
    expect([status, headers['x-a']]).toEqual([418, 'b']);
    expect((await buffer(body)).equals(content)).toBe(true);
  });

  it('may be empty', async () => {
    const server = await started(serveHttp((_request, response) => response.writeHead(204).end()));
    expect(await buffer((await open(server.origin)).body)).toHaveLength(0);
  });

  it('come no faster than they are read, and a slow reader is not the silence of the target', async () => {
    let sent = 0;
    const server = await started(
      serveHttp((_request, response) => {
        const piece = Buffer.alloc(65_536);
        const more = () => {
          for (let room = true; room && sent < TOTAL; sent += piece.length) room = response.write(piece);
          if (sent >= TOTAL) response.end();
        };
        response.on('drain', more);
        more();
      }),
    );
    const { body } = await open(server.origin, { silenceTimeoutMs: 200 });
    // Nobody reads: the target is held up once the buffers between are full.
    let before = -1;
    while (before !== sent) {
      before = sent;
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    expect(sent).toBeLessThan(TOTAL / 4);
    let received = 0;
    for await (const piece of body) received += (piece as Buffer).length;
    expect(received).toBe(sent);
  });

  it('end with the silence of the target', async () => {
    const server = await started(
      serveSockets((socket) => socket.on('data', () => socket.write(`${HEAD}content-length: 10\r\n\r\nabc`))),
    );
    const { body } = await open(server.origin, { silenceTimeoutMs: 50 });
    await expect(buffer(body)).rejects.toMatchObject({ code: 'timeout' });
    await closed(server.connections[0]);
  });

  it('need a first byte in time', async () => {
    const server = await started(serveSockets(() => undefined));
    await expect(open(server.origin, { firstByteTimeoutMs: 50 })).rejects.toMatchObject({ code: 'timeout' });
  });

  it.each([
    ['a length', `${HEAD}content-length: 10\r\n\r\nabc`],
    ['chunks', `${HEAD}transfer-encoding: chunked\r\n\r\n3\r\nabc\r\n`],
  ])('are not whole when they break off before the end that %s promised', async (_, text) => {
    const server = await started(serveSockets((socket) => socket.on('data', () => socket.end(text))));
    const { body } = await open(server.origin);
    await expect(buffer(body)).rejects.toMatchObject({ code: 'connection' });
  });

  it('may break off before anybody listens', async () => {
    const server = await started(
      serveSockets((socket) => socket.on('data', () => socket.end(`${HEAD}content-length: 10\r\n\r\nabc`))),
    );
    const { body } = await open(server.origin);
    body.resume();
    await closed(body);
    await expect(buffer(body)).rejects.toMatchObject({ code: 'connection' });
  });

  it('are aborted at any time', async () => {
    const server = await started(
      serveSockets((socket) => socket.on('data', () => socket.write(`${HEAD}content-length: 10\r\n\r\nabc`))),
    );
    const stop = new AbortController();
    const { body } = await open(server.origin, { signal: stop.signal });
    const reading = buffer(body);
    stop.abort();
    await expect(reading).rejects.toMatchObject({ code: 'aborted' });
    await expect(open(server.origin, { signal: stop.signal })).rejects.toMatchObject({ code: 'aborted' });
  });

  it('end the connection when they are no longer wanted', async () => {
    const server = await started(
      serveSockets((socket) => socket.on('data', () => socket.write(`${HEAD}content-length: 10\r\n\r\nabc`))),
    );
    const { body } = await open(server.origin);
    body.destroy();
    await closed(server.connections[0]);
    expect(body.errored).toBeNull();
  });

  it('follow redirects, whose own answers are left, and take no credential to another origin', async () => {
    const seen: (string | undefined)[] = [];
    const end = await started(
      serveHttp((request, response) => {
        seen.push(request.headers.authorization);
        response.end('end');
      }),
    );
    const start = await started(
      serveHttp((request, response) => {
        seen.push(request.headers.authorization);
        const location = request.url === '/' ? '/next' : end.origin;
        response.writeHead(302, { location }).write('x'.repeat(100_000));
      }),
    );
    const { status, body } = await open(start.origin, { redirects: 2, headers: { authorization: 'Basic dTpw' } });
    expect([status, (await buffer(body)).toString(), seen]).toEqual([
      200,
      'end',
      ['Basic dTpw', 'Basic dTpw', undefined],
    ]);
  });

  it.each(['http://127.0.0.2/', 'https://10.0.0.1/', 'ftp://127.0.0.1/', 'https://a:b@example.com/'])(
    'do not come by a redirect to %s',
    async (location) => {
      const server = await started(serveHttp((_request, response) => response.writeHead(302, { location }).end()));
      await expect(open(server.origin, { redirects: 5 })).rejects.toMatchObject({ code: 'blocked' });
    },
  );

  it('are asked for once more when a kept connection turns out to be closed', async () => {
    const server = await started(
      serveSockets((socket, index) => {
        let requests = 0;
        socket.on('data', () => {
          if (index === 0 && ++requests === 2) socket.destroy();
          else socket.write(`${HEAD}content-length: 2\r\n\r\nok`);
        });
      }),
    );
    for (const _ of [1, 2]) expect((await buffer((await open(server.origin)).body)).toString()).toBe('ok');
    expect(server.connections).toHaveLength(2);
  });
});
