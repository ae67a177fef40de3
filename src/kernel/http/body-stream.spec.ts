import { once } from 'node:events';
import type { EventEmitter } from 'node:events';
import { createServer, request as send } from 'node:http';
import type { ClientRequest, IncomingMessage, Server, ServerResponse } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import { BodyStream, takesItsTime } from './body-stream';

/** Unlike `once` it bears errors before. */
const closed = (emitter: EventEmitter) => new Promise<void>((resolve) => emitter.once('close', () => resolve()));

type Handler = (body: BodyStream, incoming: IncomingMessage, response: ServerResponse) => Promise<void> | void;

describe('BodyStream', () => {
  let server: Server;
  let port: number;
  let handler: Handler;
  const failures: unknown[] = [];
  const sockets: Socket[] = [];

  beforeAll(async () => {
    server = createServer((incoming, response) => {
      void Promise.resolve(handler(new BodyStream(incoming, 300), incoming, response)).catch((error: unknown) => {
        failures.push(error);
        if (!response.destroyed) response.writeHead(400).end('refused');
      });
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    ({ port } = server.address() as AddressInfo);
  });
  afterAll(() => server.close());
  beforeEach(() => failures.splice(0));
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy();
  });

  const open = (headers: Record<string, string | number> = {}): ClientRequest =>
    send({ port, host: '127.0.0.1', method: 'PUT', headers, agent: false }).on('error', () => undefined);
  const line = async (): Promise<Socket> => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    sockets.push(socket);
    await once(socket, 'connect');
    return socket;
  };
  const answerOf = async (request: ClientRequest) => {
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    return [response.statusCode, await text(response)];
  };

  it('is the whole body, of a connection that may take its time for it', async () => {
    const content = Buffer.alloc(3_000_000, 'abc');
    handler = async (body, incoming, response) => {
      const during = takesItsTime(incoming.socket);
      const same = (await buffer(body)).equals(content);
      await new Promise(setImmediate);
      response.end(JSON.stringify([during, same, takesItsTime(incoming.socket)]));
    };
    expect(await answerOf(open().end(content))).toEqual([200, '[true,true,false]']);
  });

  it('may be empty', async () => {
    handler = async (body, _, response) => void response.end(String((await buffer(body)).length));
    expect(await answerOf(open().end())).toEqual([200, '0']);
  });

  it('comes as fast as it is read, and a slow reader is not the silence of the client', async () => {
    let taken = 0;
    handler = async (body, _, response) => {
      for await (const piece of body) {
        if (taken === 0) await new Promise((resolve) => setTimeout(resolve, 600));
        taken += (piece as Buffer).length;
      }
      response.end('read');
    };
    const content = Buffer.alloc(20_000_000);
    expect(await answerOf(open({ 'content-length': content.length }).end(content))).toEqual([200, 'read']);
    expect(taken).toBe(content.length);
  });

  it('ends in a failure with the silence of the client, who is told', async () => {
    handler = async (body) => void (await buffer(body));
    const request = open({ 'content-length': 10 });
    request.write('abc');
    expect(await answerOf(request)).toEqual([400, 'refused']);
    expect(failures).toMatchObject([{ kind: 'bad-request', status: 408, headers: { connection: 'close' } }]);
    request.destroy();
  });

  it.each([
    ['before', true],
    ['after', false],
  ])('ends in a failure when the client goes away %s anybody reads', async (_, early) => {
    const socket = await line();
    const failure = new Promise<unknown>((resolve) => {
      handler = async (body, incoming) => {
        if (early) await Promise.all([closed(incoming.socket), socket.destroy()]);
        else body.once('data', () => socket.destroy());
        await buffer(body).catch(resolve);
      };
    });
    socket.write('PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc');
    expect(await failure).toMatchObject({ kind: 'bad-request', message: 'the request body was cut off' });
  });

  it('leaves the connection to the answer and to the next request when nobody wants it', async () => {
    handler = (body, incoming, response) => {
      if (incoming.url === '/next') return void response.end('next');
      body.destroy();
      response.end('no');
    };
    const socket = await line();
    let received = '';
    socket.on('data', (data) => (received += String(data)));
    socket.write(`PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 2000000\r\n\r\n${'x'.repeat(1_000_000)}`);
    await once(socket, 'data');
    socket.write(
      `${'x'.repeat(1_000_000)}PUT /next HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`,
    );
    await once(socket, 'end');
    expect(received.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2);
    expect(received).toContain('next');
  });

  it('may take longer than other requests', async () => {
    let spare = () => {};
    const spared = new Promise<void>((resolve) => (spare = resolve));
    const hasty = createServer(
      { requestTimeout: 200, headersTimeout: 200, connectionsCheckingInterval: 50 },
      (incoming, response) => {
        if (incoming.url !== '/slow') return;
        void buffer(new BodyStream(incoming, 2000)).then((content) => response.end(String(content)));
      },
    );
    hasty.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
      if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT' && takesItsTime(socket)) spare();
      else socket.destroy();
    });
    await new Promise<void>((listening) => hasty.listen(0, '127.0.0.1', listening));
    const [slow, ordinary] = ['/slow', '/'].map((path) => {
      const { port } = hasty.address() as AddressInfo;
      const headers = { 'content-length': 6 };
      const request = send({ port, host: '127.0.0.1', method: 'PUT', path, headers, agent: false });
      request.on('error', () => undefined).write('abc');
      return request;
    });
    await Promise.all([closed(ordinary), spared]);
    slow.end('def');
    expect(await answerOf(slow)).toEqual([200, 'abcdef']);
    hasty.close();
  });

  it('ends the connection of a client that goes on and on with what nobody wants', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
    const handled = new Promise<void>((resolve) => {
      handler = (body, _, response) => {
        body.destroy();
        response.end('no');
        resolve();
      };
    });
    const socket = await line();
    socket.write('PUT / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n');
    await handled;
    await once(socket, 'data');
    jest.advanceTimersByTime(10_000);
    await closed(socket);
    jest.useRealTimers();
  });
});
