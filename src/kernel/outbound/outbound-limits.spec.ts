import type { LookupAddress } from 'node:dns';
import { getEventListeners, getMaxListeners } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { AddressGuard } from './address-guard';
import { AllowList } from './allow-list';
import { serveHttp, serveSockets, type LocalServer } from './fixtures/local-server';
import { OutboundClient, type OutboundRequest } from './outbound-client';

const guard = new AddressGuard(AllowList.parse('127.0.0.1,silent.test'), () => new Promise(() => {}));
const client = new OutboundClient(guard);
const servers: LocalServer[] = [];
const started = async (server: Promise<LocalServer>) => {
  servers.push(await server);
  return servers.at(-1)!;
};
const send = (request: Partial<OutboundRequest> & { url: string }) =>
  client.request({ method: 'GET', timeoutMs: 30_000, maxBytes: 65_536, ...request });
const closed = (socket: Socket) =>
  new Promise((resolve) => (socket.closed ? resolve(true) : socket.on('close', resolve)));

afterEach(async () => void (await Promise.all(servers.splice(0).map((server) => server.close()))));
afterAll(() => client.onApplicationShutdown());

describe('the cap', () => {
  it('is not exceeded by an answer of just its size', async () => {
    const server = await started(serveHttp((_request, response) => response.end('x'.repeat(1000))));
    await expect(send({ url: server.origin, maxBytes: 1000 })).resolves.toMatchObject({ truncated: false });
    const answer = await send({ url: server.origin, maxBytes: 999 });
    expect([answer.status, answer.body.length, answer.truncated]).toEqual([200, 999, true]);
  });

  it('closes the connection on a 50 MB answer and keeps memory flat', async () => {
    const chunk = Buffer.alloc(1_000_000, 'x');
    let written = 0;
    const write = (response: ServerResponse): void => {
      while (written < 50e6) {
        written += chunk.length;
        if (!response.write(chunk)) return void response.once('drain', () => write(response));
      }
      response.end();
    };
    const server = await started(serveHttp((_request, response) => write(response.writeHead(500))));
    const before = process.memoryUsage().arrayBuffers;
    const answer = await send({ url: server.origin, maxBytes: 65_536 });
    expect([answer.status, answer.body.length, answer.truncated]).toEqual([500, 65_536, true]);
    await closed(server.connections[0]);
    expect(written).toBeLessThan(20e6);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20e6);
  });

  it('holds for an endless answer of one-byte chunks', async () => {
    const server = await started(
      serveSockets((socket) => {
        socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n');
        const pour = () => void (socket.destroyed || socket.write('1\r\nx\r\n'.repeat(10_000), pour));
        pour();
      }),
    );
    const answer = await send({ url: server.origin, maxBytes: 100_000 });
    expect([answer.body.toString(), answer.truncated]).toEqual(['x'.repeat(100_000), true]);
    await closed(server.connections[0]);
  });
});

describe('the deadline', () => {
  const drip = (head: string) => (socket: Socket) => {
    socket.write(head);
    const timer = setInterval(() => socket.write('x'), 20);
    socket.on('close', () => clearInterval(timer));
  };

  it.each([
    ['body', 'HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n'],
    ['head', 'HTTP/1.1 200 OK\r\nx: '],
  ])('ends a slow drip of the %s and its connection', async (_part, head) => {
    const server = await started(serveSockets(drip(head)));
    const startedAt = performance.now();
    await expect(send({ url: server.origin, timeoutMs: 300, firstByteTimeoutMs: 250 })).rejects.toMatchObject({
      code: 'timeout',
      message: `127.0.0.1:${server.port} took over 300 ms`,
    });
    expect(performance.now() - startedAt).toBeGreaterThan(290);
    await closed(server.connections[0]);
  });

  it('covers the name resolution', async () => {
    await expect(send({ url: 'https://silent.test', timeoutMs: 50 })).rejects.toMatchObject({ code: 'timeout' });
    await expect(send({ url: 'https://silent.test', connectTimeoutMs: 50 })).rejects.toMatchObject({
      code: 'timeout',
      message: 'Connecting to silent.test took over 50 ms',
    });
  });

  it('covers a handshake that never ends', async () => {
    const server = await started(serveSockets(() => {}));
    const url = server.origin.replace('http:', 'https:');
    await expect(send({ url, connectTimeoutMs: 50 })).rejects.toMatchObject({ code: 'timeout' });
  });

  it('has a limit of its own for the first byte', async () => {
    const server = await started(serveHttp(() => {}));
    await expect(send({ url: server.origin, connectTimeoutMs: 9000, firstByteTimeoutMs: 50 })).rejects.toMatchObject({
      code: 'timeout',
      message: `The first byte from 127.0.0.1:${server.port} took over 50 ms`,
    });
    await closed(server.connections[0]);
  });

  it('is shared by all redirects', async () => {
    const server = await started(
      serveHttp((_request, response) => {
        setTimeout(() => response.writeHead(302, { location: '/' }).end(), 20);
      }),
    );
    await expect(send({ url: server.origin, timeoutMs: 300, redirects: 1000 })).rejects.toMatchObject({
      code: 'timeout',
    });
  });
});

describe('the signal', () => {
  it('aborts before anything is sent', async () => {
    const server = await started(serveHttp((_request, response) => response.end()));
    await expect(send({ url: server.origin, signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' });
    expect(server.connections).toEqual([]);
  });

  it('aborts while connecting', async () => {
    const controller = new AbortController();
    const server = await started(serveSockets(() => controller.abort()));
    const url = server.origin.replace('http:', 'https:');
    await expect(send({ url, signal: controller.signal })).rejects.toMatchObject({ code: 'aborted' });
  });

  it.each(['before', 'in'])('aborts %s the answer and closes the connection', async (moment) => {
    const controller = new AbortController();
    const server = await started(
      serveHttp((_request, response) => {
        if (moment === 'before') controller.abort();
        else response.write('begun', () => controller.abort());
      }),
    );
    await expect(send({ url: server.origin, signal: controller.signal })).rejects.toMatchObject({ code: 'aborted' });
    await closed(server.connections[0]);
  });

  it('may be shared by many requests, and is let go of after the answer', async () => {
    const server = await started(serveHttp((_request, response) => response.end()));
    const { signal } = new AbortController();
    const requests = Array.from({ length: 50 }, () => send({ url: server.origin, signal }));
    expect(getEventListeners(signal, 'abort')).toHaveLength(50);
    expect(getMaxListeners(signal)).toBe(Infinity);
    await Promise.all(requests);
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  it('keeps a request unsent whose connection opens too late', async () => {
    const controller = new AbortController();
    const paths: string[] = [];
    const server = await started(
      serveHttp((request, response) => {
        paths.push(request.url!);
        response.end();
      }),
    );
    let resolveName = (_addresses: LookupAddress[]) => {};
    const lateName = new Promise<LookupAddress[]>((resolve) => (resolveName = resolve));
    const own = new OutboundClient(new AddressGuard(AllowList.parse('late.test'), () => lateName), {
      connectionsPerOrigin: 1,
    });
    const get = (path: string, signal?: AbortSignal) =>
      own.request({
        method: 'GET',
        url: `http://late.test:${server.port}${path}`,
        timeoutMs: 30_000,
        maxBytes: 10,
        signal,
      });
    const aborted = get('/aborted', controller.signal);
    controller.abort();
    await expect(aborted).rejects.toMatchObject({ code: 'aborted' });
    const patient = get('/patient');
    resolveName([{ address: '127.0.0.1', family: 4 }]);
    await expect(patient).resolves.toMatchObject({ status: 200 });
    expect(paths).toEqual(['/patient']);
    expect(server.connections).toHaveLength(1);
    await own.onApplicationShutdown();
  });
});

describe('many requests', () => {
  it('300 at one moment are all answered', async () => {
    const server = await started(serveHttp((request, response) => setTimeout(() => response.end(request.url), 50)));
    const paths = Array.from({ length: 300 }, (_, index) => `/${index}`);
    const answers = await Promise.all(paths.map((path) => send({ url: server.origin + path })));
    expect(answers.map(({ body }) => body.toString())).toEqual(paths);
    expect(server.connections.length).toBeLessThanOrEqual(256);
  });

  it('wait for a free connection, and leave the queue unsent when their time is up', async () => {
    const narrow = new OutboundClient(guard, { connectionsPerOrigin: 2 });
    const held: ServerResponse[] = [];
    const paths: string[] = [];
    const server = await started(
      serveHttp((request, response) => {
        paths.push(request.url!);
        if (request.url === '/held') held.push(response);
        else response.end();
        if (held.length === 2) bothHeld();
      }),
    );
    let bothHeld = () => {};
    const holding = new Promise<void>((resolve) => (bothHeld = resolve));
    const get = (path: string, timeoutMs = 30_000) =>
      narrow.request({ method: 'GET', url: server.origin + path, timeoutMs, maxBytes: 10 });
    const first = [get('/held'), get('/held')];
    await holding;
    const late = Array.from({ length: 20 }, () => get('/late', 50));
    const patient = Array.from({ length: 20 }, () => get('/patient'));
    await Promise.all(late.map((request) => expect(request).rejects.toMatchObject({ code: 'timeout' })));
    held.forEach((response) => response.end());
    await Promise.all([...first, ...patient]);
    expect(paths.filter((path) => path === '/late')).toEqual([]);
    expect(server.connections).toHaveLength(2);
    await narrow.onApplicationShutdown();
  });

  it('open no connection for a request whose time was up in the queue', async () => {
    const narrow = new OutboundClient(guard, { connectionsPerOrigin: 1 });
    const server = await started(serveSockets((socket, index) => index > 0 && socket.destroy()));
    const get = (timeoutMs: number) =>
      narrow.request({ method: 'GET', url: `https://127.0.0.1:${server.port}`, timeoutMs, maxBytes: 10 });
    const late = Array.from({ length: 10 }, () => get(50));
    await Promise.all(late.map((request) => expect(request).rejects.toMatchObject({ code: 'timeout' })));
    const patient = get(30_000);
    server.connections[0].destroy();
    await expect(patient).rejects.toMatchObject({ code: 'connection' });
    expect(server.connections).toHaveLength(2);
    await narrow.onApplicationShutdown();
  });
});
