import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

/** A line between a server and its PostgreSQL that a test can cut or freeze. */
export class DatabaseProxy {
  private readonly sockets = new Set<Socket>();
  private server?: Server;
  private port = 0;
  private frozen = false;

  constructor(private readonly target: string) {}

  /** The database's URL by way of this line; known once it is joined. */
  get url(): string {
    const url = new URL(this.target);
    url.host = `127.0.0.1:${this.port}`;
    return url.href;
  }

  /** Opens the line, on the same port as before. */
  async join(): Promise<void> {
    const { hostname, port } = new URL(this.target);
    this.server = createServer((near) => {
      const far = connect({ host: hostname, port: Number(port || 5432) });
      for (const [one, other] of [
        [near, far],
        [far, near],
      ]) {
        this.sockets.add(one);
        one.on('error', () => undefined);
        one.on('data', (chunk: Buffer) => {
          if (!other.write(chunk)) one.pause();
        });
        one.on('drain', () => {
          if (!this.frozen) other.resume();
        });
        one.on('close', () => {
          this.sockets.delete(one);
          if (!this.frozen) other.destroy();
        });
        if (this.frozen) one.pause();
      }
    });
    await new Promise<void>((listening, failed) => {
      this.server!.once('error', failed).listen(this.port, '127.0.0.1', listening);
    });
    this.port = (this.server.address() as AddressInfo).port;
  }

  /** Ends every connection and refuses new ones. */
  async cut(): Promise<void> {
    const closed = new Promise((resolve) => this.server?.close(resolve));
    for (const socket of this.sockets) socket.resetAndDestroy();
    await closed;
  }

  /**
   * Passes on nothing any more, in neither direction, and takes connections that lead nowhere: a half-open network. Nobody
   * is told, not even that the other side has closed.
   */
  freeze(): void {
    this.frozen = true;
    for (const socket of this.sockets) socket.pause();
  }

  /** Passes on again, and first what was held back, as a network does that resends what it has lost. */
  thaw(): void {
    this.frozen = false;
    for (const socket of this.sockets) socket.resume();
  }
}
