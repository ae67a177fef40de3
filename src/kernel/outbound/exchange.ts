import type { Dispatcher } from 'undici';
import { CappedBuffer } from './capped-buffer';
import type { ConnectionObserver, ObservedDispatch } from './connections';
import { OutboundError, toOutboundError } from './outbound-error';

/** One request as it goes over the wire. */
export interface Message {
  method: string;
  url: URL;
  headers: Record<string, string>;
  body?: string | Buffer;
}

export interface ExchangeLimits {
  connectTimeoutMs?: number;
  firstByteTimeoutMs?: number;
  maxBytes: number;
  /** Ends the exchange with the OutboundError that is its reason. */
  signal: AbortSignal;
}

export interface Answer {
  status: number;
  /** Lower-case names; repeated values are joined by `, `. */
  headers: Record<string, string>;
  body: Buffer;
  /** Whether the answer went on after the bytes kept here. */
  truncated: boolean;
}

/** A kept connection failed before any answer: most often the target had closed it. Says nothing about the target. */
export class StaleConnectionError extends OutboundError {}

/** Sends one message and collects its answer. Redirects, decompression and retries are not its business. */
export function exchange(dispatcher: Dispatcher, message: Message, limits: ExchangeLimits): Promise<Answer> {
  return new Promise((resolve, reject) => {
    limits.signal.throwIfAborted();
    const { method, url, headers, body } = message;
    const handler = new ExchangeHandler(url.host, limits, resolve, reject);
    const { origin, pathname, search } = url;
    const options: ObservedDispatch = { origin, path: pathname + search, method, headers, body, observer: handler };
    dispatcher.dispatch(options, handler);
  });
}

class ExchangeHandler implements Dispatcher.DispatchHandler, ConnectionObserver {
  private readonly body: CappedBuffer;
  private controller?: Dispatcher.DispatchController;
  private phaseTimer?: NodeJS.Timeout;
  private reused = true;
  private received = false;
  private head?: { status: number; headers: Record<string, string> };
  private outcome?: Answer | OutboundError;
  private readonly onAbort = () => this.fail(this.limits.signal.reason);

  constructor(
    private readonly host: string,
    private readonly limits: ExchangeLimits,
    private readonly resolve: (answer: Answer) => void,
    private readonly reject: (error: OutboundError) => void,
  ) {
    this.body = new CappedBuffer(limits.maxBytes);
    limits.signal.addEventListener('abort', this.onAbort, { once: true });
  }

  onAssigned(): boolean {
    if (this.outcome) return false;
    this.startPhase(this.limits.connectTimeoutMs, 'Connecting to');
    return true;
  }

  onConnected(): void {
    this.reused = false;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // A request cannot be withdrawn while its connection is being opened; throwing here keeps it unsent.
    if (this.outcome) throw new Error('The exchange is over');
    this.controller = controller;
    this.startPhase(this.limits.firstByteTimeoutMs, 'The first byte from');
  }

  onResponseStarted(): void {
    this.received = true;
    clearTimeout(this.phaseTimer);
  }

  onResponseStart(_controller: unknown, status: number, headers: Record<string, string | string[] | undefined>): void {
    if (status < 200) return;
    const entries = Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : value,
    ]);
    this.head = { status, headers: Object.fromEntries(entries) };
  }

  onResponseData(_controller: unknown, chunk: Buffer): void {
    if (!this.body.append(chunk)) this.succeed(true);
  }

  onResponseEnd(): void {
    this.succeed(false);
  }

  onResponseError(_controller: unknown, error: Error): void {
    const failure = toOutboundError(error, this.host);
    const stale = this.reused && this.controller && !this.received && ['connection', 'tls'].includes(failure.code);
    this.fail(stale ? new StaleConnectionError(failure.code, failure.message) : failure);
  }

  private succeed(truncated: boolean): void {
    if (!this.head) return;
    const answer = { ...this.head, body: this.body.contents(), truncated };
    if (this.settle(answer)) this.resolve(answer);
    if (truncated) this.controller?.abort(new Error('The answer is longer than wanted'));
  }

  private fail(error: OutboundError): void {
    if (!this.settle(error)) return;
    this.reject(error);
    this.controller?.abort(error);
  }

  private settle(outcome: Answer | OutboundError): boolean {
    if (this.outcome) return false;
    this.outcome = outcome;
    clearTimeout(this.phaseTimer);
    this.limits.signal.removeEventListener('abort', this.onAbort);
    return true;
  }

  private startPhase(limitMs: number | undefined, what: string): void {
    clearTimeout(this.phaseTimer);
    if (limitMs === undefined) return;
    const expire = () => this.fail(new OutboundError('timeout', `${what} ${this.host} took over ${limitMs} ms`));
    this.phaseTimer = setTimeout(expire, limitMs);
  }
}
