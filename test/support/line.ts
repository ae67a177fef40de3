import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { waitFor } from './wait-for';

/** A TCP connection to a server, for saying what no HTTP client says. */
export class Line {
  /** What the server has sent so far. */
  received = '';
  closed = false;

  private constructor(readonly socket: Socket) {
    socket.on('data', (data) => (this.received += String(data)));
    socket.on('error', () => undefined);
    socket.on('close', () => (this.closed = true));
  }

  /** @throws Error when the connection is refused */
  static async to(url: string): Promise<Line> {
    const { hostname, port } = new URL(url);
    const socket = connect({ host: hostname, port: Number(port) });
    await new Promise<void>((connected, refused) => socket.once('connect', connected).once('error', refused));
    return new Line(socket);
  }

  say(text: string): this {
    this.socket.write(text);
    return this;
  }

  /** All that the server sent, once it has ended the connection. */
  async end(): Promise<string> {
    await waitFor(() => this.closed, { what: 'the server to end the connection' });
    return this.received;
  }
}

/** The parts of a raw HTTP answer. */
export function answerIn(received: string) {
  const [head, body = ''] = received.split('\r\n\r\n');
  const status = Number(/^HTTP\/1.1 (\d+)/.exec(head)?.[1]);
  return { status, head: head.toLowerCase(), body: body ? (JSON.parse(body) as Record<string, unknown>) : undefined };
}
