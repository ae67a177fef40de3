import { STATUS_CODES } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { Failure } from '../errors/failure';

/** Milliseconds that the rest of a body that nobody wants is read for, so that its sender gets to read the answer. */
const LINGER = 10_000;

/** Connections whose request may take longer than others: its body is watched by itself. */
const unhurried = new WeakSet<Socket>();

export const takesItsTime = (socket: Socket): boolean => unhurried.has(socket);

/** Nothing came for too long. */
export const bodyTooSlow = () =>
  new Failure('bad-request', STATUS_CODES[408], { status: 408, headers: { connection: 'close' } });

/**
 * The body of a request as it comes, as fast as it is read. To destroy it leaves the connection as it is, so that the
 * request can still be answered. Ends in a Failure when the client goes away or says nothing for too long.
 */
export class BodyStream extends Readable {
  private timer?: NodeJS.Timeout;
  private readonly onData = (chunk: Buffer) => {
    if (this.push(chunk)) return this.listen();
    // The reader is slow: that is not the silence of the client.
    clearTimeout(this.timer);
    this.incoming.pause();
  };
  private readonly onEnd = () => {
    clearTimeout(this.timer);
    this.push(null);
  };
  private readonly onCut = () => {
    if (!this.incoming.readableEnded) this.destroy(new Failure('bad-request', 'the request body was cut off'));
  };

  /** @param silenceMs milliseconds without a byte, while somebody reads */
  constructor(
    private readonly incoming: IncomingMessage,
    private readonly silenceMs: number,
  ) {
    super();
    unhurried.add(incoming.socket);
    // It may be cut off before anybody listens.
    this.on('error', () => undefined);
    incoming.pause().on('data', this.onData).once('end', this.onEnd).on('error', this.onCut).once('close', this.onCut);
    if (incoming.destroyed) this.onCut();
  }

  override _read(): void {
    this.listen();
    this.incoming.resume();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    clearTimeout(this.timer);
    unhurried.delete(this.incoming.socket);
    this.incoming.off('data', this.onData).off('end', this.onEnd).off('close', this.onCut);
    this.letGo();
    done(error);
  }

  private listen(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.destroy(bodyTooSlow()), this.silenceMs);
  }

  /** What is left on the socket would hold up the next request of the connection. */
  private letGo(): void {
    const { incoming } = this;
    incoming.resume();
    if (incoming.complete) return;
    const lingering = setTimeout(() => incoming.socket.destroy(), LINGER);
    const stop = () => clearTimeout(lingering);
    incoming.once('end', stop).once('close', stop);
  }
}
