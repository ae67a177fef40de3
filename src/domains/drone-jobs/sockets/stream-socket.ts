import type { WebSocket } from 'ws';

/** Bytes that a reader may be behind. */
const MAX_BEHIND = 1024 * 1024;
/** Milliseconds from one ping to the next; a client that has not answered by then is gone. */
const PING = 30_000;

export const CLOSE = { normal: 1000, stopping: 1001, ended: 1008, failed: 1011, behind: 1013 } as const;

/** One WebSocket that shows a stream. */
export class StreamSocket {
  /** Bytes of what was sent on opening, until the reader has caught up with it. */
  private opening = 0;
  private answered = true;
  private pingAt = performance.now() + PING;

  constructor(private readonly socket: WebSocket) {
    socket.on('pong', () => (this.answered = true));
    // What the client does wrong ends the connection by itself.
    socket.on('error', () => undefined);
  }

  /** @param last whether it belongs to what is sent on opening, which may be much */
  send(payload: string, last: boolean): void {
    if (this.socket.readyState !== this.socket.OPEN) return;
    const behind = this.socket.bufferedAmount;
    if (last) this.opening += Buffer.byteLength(payload);
    else if (behind <= MAX_BEHIND) this.opening = 0;
    if (behind > MAX_BEHIND + this.opening) this.close(CLOSE.behind, 'The reader is too far behind');
    else this.socket.send(payload);
  }

  close(code: number, reason: string): void {
    this.socket.close(code, reason);
  }

  terminate(): void {
    this.socket.terminate();
  }

  /** To be called now and then. */
  ping(): void {
    if (performance.now() < this.pingAt) return;
    if (!this.answered) return this.socket.terminate();
    this.pingAt = performance.now() + PING;
    this.answered = false;
    this.socket.ping();
  }
}
