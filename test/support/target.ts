import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** A request that reached a target. */
export interface Received {
  /** Milliseconds since 1970, of the last byte. */
  at: number;
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  /** As sent. */
  body: Buffer;
}

/** Answers a request; the first of all is number 1. */
export type Answering = (response: ServerResponse, request: Received, number: number) => void;

/** A server on the loopback that remembers what it was sent; 200 and no body unless told otherwise. */
export class Target {
  readonly received: Received[] = [];
  readonly sockets: Socket[] = [];

  private constructor(
    readonly url: string,
    private readonly shut: () => void,
  ) {}

  static async open(answer: Answering = (response) => response.end()): Promise<Target> {
    const server = createServer((incoming, response) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => {
        const { method = '', url = '', headers } = incoming;
        const request = { at: Date.now(), method, url, headers, body: Buffer.concat(chunks) };
        target.received.push(request);
        answer(response, request, target.received.length);
      });
    });
    server.on('connection', (socket) => target.sockets.push(socket));
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const { port } = server.address() as AddressInfo;
    const target = new Target(`http://127.0.0.1:${port}`, () => server.close());
    return target;
  }

  /** The requests to a path, query aside. */
  at(path: string): Received[] {
    return this.received.filter(({ url }) => url.split('?', 1)[0] === path);
  }

  close(): void {
    this.shut();
    for (const socket of this.sockets) socket.destroy();
  }
}
