import type { LookupAddress } from 'node:dns';
import type { Socket } from 'node:net';
import { AddressGuard } from './address-guard';
import { AllowList } from './allow-list';
import { serveHttp, serveHttps, serveSockets, testCa, type LocalServer } from './fixtures/local-server';
import { OutboundClient, type OutboundRequest } from './outbound-client';

const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok';
const HTTP_AND_HTTPS = ['http', 'https'] as const;

const servers: LocalServer[] = [];
const clients: OutboundClient[] = [];
const started = async (server: Promise<LocalServer>) => {
  servers.push(await server);
  return servers.at(-1)!;
};

/** A client of one connection whose names resolve to one list of addresses after the other; the last one stays. */
function clientWith(allow: string, answers: string[][] = [], ca?: string) {
  let asked = 0;
  const resolve = async () =>
    answers[Math.min(asked++, answers.length - 1)].map((address): LookupAddress => ({ address, family: 4 }));
  const guard = new AddressGuard(AllowList.parse(allow), resolve);
  const client = new OutboundClient(guard, { ca, connectionsPerOrigin: 1 });
  clients.push(client);
  const send = (url: string, request: Partial<OutboundRequest> = {}) =>
    client.request({ method: 'POST', url, timeoutMs: 10_000, maxBytes: 1000, ...request });
  return { guard, send };
}

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.onApplicationShutdown()));
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

describe('the guard at connect time', () => {
  it('connects to nothing when a name has turned private since it was accepted', async () => {
    const server = await started(serveSockets((socket) => socket.end(OK)));
    const { guard, send } = clientWith('', [['8.8.8.8'], ['127.0.0.1']]);
    const url = `http://rebinding.test:${server.port}/`;
    expect(guard.refusal(new URL(url), { schemes: HTTP_AND_HTTPS })).toBeUndefined();
    await expect(guard.resolvesToRefused('rebinding.test')).resolves.toBe(false);
    await expect(send(url, { schemes: HTTP_AND_HTTPS })).rejects.toMatchObject({ code: 'blocked' });
    expect(server.connections).toEqual([]);
  });

  it.each([[['127.0.0.1', '8.8.8.8']], [['8.8.8.8', '127.0.0.1']], [['::ffff:127.0.0.1']], [['169.254.169.254']]])(
    'refuses a name of %j',
    async (addresses) => {
      const { send } = clientWith('', [addresses]);
      await expect(send('https://mixed.test/')).rejects.toMatchObject({
        code: 'blocked',
        message: 'mixed.test points to a private or reserved address',
      });
    },
  );

  it.each([
    'https://127.0.0.1/',
    'https://0x7f.1/',
    'https://[::1]/',
    'https://localhost/',
    'https://user@example.com/',
  ])('refuses %s without asking a resolver', async (url) => {
    const { send } = clientWith('');
    await expect(send(url)).rejects.toMatchObject({ code: 'blocked' });
  });

  it('asks again for each new connection, and a kept connection stays with its checked address', async () => {
    const server = await started(serveHttp((_request, response) => response.end('ok')));
    const { send } = clientWith('127.0.0.1', [['127.0.0.1'], ['127.0.0.2']]);
    const url = `http://changing.test:${server.port}/`;
    await send(url, { schemes: HTTP_AND_HTTPS });
    await send(url, { schemes: HTTP_AND_HTTPS });
    expect(server.connections).toHaveLength(1);
    const disconnected = new Promise((resolve) => server.connections[0].on('close', resolve));
    server.connections[0].end();
    await disconnected;
    await expect(send(url, { schemes: HTTP_AND_HTTPS })).rejects.toMatchObject({ code: 'blocked' });
  });

  it('lets a listed name go anywhere and another name to a listed range', async () => {
    const server = await started(serveHttp((request, response) => response.end(request.headers.host)));
    const listed = clientWith('service.test', [['127.0.0.1']]);
    const answer = await listed.send(`http://SERVICE.test:${server.port}/`);
    expect(answer.body.toString()).toBe(`service.test:${server.port}`);
    const ranged = clientWith('127.0.0.0/8', [['127.0.0.1']]);
    await expect(ranged.send(`http://other.test:${server.port}/`)).rejects.toMatchObject({ code: 'blocked' });
    await expect(ranged.send(`http://other.test:${server.port}/`, { schemes: HTTP_AND_HTTPS })).resolves.toMatchObject({
      status: 200,
    });
  });

  it('tells a name without an address apart', async () => {
    const { send } = clientWith('', [[]]);
    await expect(send('https://missing.test/path?secret')).rejects.toMatchObject({
      code: 'dns',
      message: 'missing.test does not resolve',
    });
  });
});

describe('a kept connection that fails', () => {
  /** Answers the first request of each connection; what it does with a further one is the test's. */
  async function fickleServer(onFurther: (socket: Socket) => void) {
    const seen: string[] = [];
    const server = await started(
      serveSockets((socket, index) => {
        let requests = 0;
        socket.on('data', (data) => {
          seen.push(`${index}${data.toString().match(/connection: .*/)![0]} ${data.toString().split('\r\n\r\n')[1]}`);
          if (requests++ === 0) socket.write(OK);
          else onFurther(socket);
        });
      }),
    );
    return { server, seen, ...clientWith('127.0.0.1') };
  }

  it.each([
    ['closed', (socket: Socket) => socket.end()],
    ['reset', (socket: Socket) => socket.resetAndDestroy()],
  ])('because it was %s gives way to a new one', async (_how, onFurther) => {
    const { server, seen, send } = await fickleServer(onFurther);
    await send(server.origin, { body: 'first' });
    await expect(send(server.origin, { body: 'second' })).resolves.toMatchObject({ status: 200 });
    expect(seen).toEqual([
      '0connection: keep-alive first',
      '0connection: keep-alive second',
      '1connection: close second',
    ]);
  });

  it.each([
    ['half a head', (socket: Socket) => socket.end('HTTP/1.1 2')],
    ['garbage', (socket: Socket) => socket.end('?')],
    ['half a body', (socket: Socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf')],
  ])('after %s is an outcome', async (_what, onFurther) => {
    const { server, seen, send } = await fickleServer(onFurther);
    await send(server.origin);
    await expect(send(server.origin)).rejects.toMatchObject({ code: 'connection' });
    expect(seen).toHaveLength(2);
  });

  it('by the deadline is an outcome', async () => {
    const { server, seen, send } = await fickleServer(() => {});
    await send(server.origin);
    await expect(send(server.origin, { timeoutMs: 50 })).rejects.toMatchObject({ code: 'timeout' });
    expect(seen).toHaveLength(2);
  });

  it('is sent again once only', async () => {
    let requests = 0;
    const server = await started(
      serveSockets((socket) =>
        socket.on('data', () => {
          if (requests++ === 0) socket.write(OK);
          else socket.resetAndDestroy();
        }),
      ),
    );
    const { send } = clientWith('127.0.0.1');
    await send(server.origin);
    await expect(send(server.origin)).rejects.toMatchObject({ code: 'connection' });
    expect(requests).toBe(3);
  });
});

describe('TLS', () => {
  const url = (host: string, server: LocalServer) => `https://${host}:${server.port}/`;
  const secureServer = () => started(serveHttps((_request, response) => response.end('secure')));

  it('reaches a server with a trusted certificate, by name and by address', async () => {
    const server = await secureServer();
    const { send } = clientWith('service.test,127.0.0.1', [['127.0.0.1']], testCa);
    for (const host of ['service.test', 'service.test', 'service.test.', '127.0.0.1']) {
      await expect(send(url(host, server))).resolves.toMatchObject({ body: Buffer.from('secure') });
    }
    expect(server.connections).toHaveLength(3);
  });

  it('refuses a certificate for another name', async () => {
    const server = await secureServer();
    const { send } = clientWith('other.test', [['127.0.0.1']], testCa);
    await expect(send(url('other.test', server))).rejects.toMatchObject({
      code: 'tls',
      message: `TLS with other.test:${server.port} failed: ERR_TLS_CERT_ALTNAME_INVALID`,
    });
  });

  it('refuses a certificate of an unknown authority', async () => {
    const server = await secureServer();
    const { send } = clientWith('service.test', [['127.0.0.1']]);
    await expect(send(url('service.test', server))).rejects.toMatchObject({ code: 'tls' });
  });

  it('refuses a server that speaks no TLS', async () => {
    const server = await started(serveSockets((socket) => socket.end(OK)));
    const { send } = clientWith('service.test', [['127.0.0.1']], testCa);
    await expect(send(url('service.test', server))).rejects.toMatchObject({ code: 'tls' });
  });
});
