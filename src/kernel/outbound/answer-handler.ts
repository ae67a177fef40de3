import type { Dispatcher } from 'undici';
import type { ConnectionObserver } from './connections';
import { OutboundError, toOutboundError } from './outbound-error';

/** One request as it goes over the wire. */
export interface Message {
  method: string;
  url: URL;
  headers: Record<string, string>;
  body?: string | Buffer;
}

/** The beginning of an answer. */
export interface AnswerHead {
  status: number;
  /** Lower-case names; repeated values are joined by `, `. */
  headers: Record<string, string>;
}

export interface PhaseLimits {
  connectTimeoutMs?: number;
  firstByteTimeoutMs?: number;
  /** Ends the exchange with the OutboundError that is its reason. */
  signal: AbortSignal;
}

/** A kept connection failed before any answer: most often the target had closed it. Says nothing about the target. */
export class StaleConnectionError extends OutboundError {}

/** What all exchanges share, up to the head of the answer: their phases, their limits and how they fail. */
export abstract class AnswerHandler implements Dispatcher.DispatchHandler, ConnectionObserver {
  protected controller?: Dispatcher.DispatchController;
  private phaseTimer?: NodeJS.Timeout;
  private reused = true;
  private received = false;
  private over = false;
  private readonly onAbort = () => this.fail(this.limits.signal.reason);

  constructor(
    private readonly host: string,
    private readonly limits: PhaseLimits,
  ) {
    limits.signal.addEventListener('abort', this.onAbort, { once: true });
  }

  abstract onResponseData(controller: unknown, chunk: Buffer): void;
  abstract onResponseEnd(): void;
  protected abstract onHead(head: AnswerHead): void;
  protected abstract onFailure(error: OutboundError): void;

  onAssigned(): boolean {
    if (this.over) return false;
    this.startPhase(this.limits.connectTimeoutMs, 'Connecting to');
    return true;
  }

  onConnected(): void {
    this.reused = false;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // A request cannot be withdrawn while its connection is being opened; throwing here keeps it unsent.
    if (this.over) throw new Error('The exchange is over');
    this.controller = controller;
    this.startPhase(this.limits.firstByteTimeoutMs, 'The first byte from');
  }

  onResponseStarted(): void {
    this.received = true;
    this.endPhase();
  }

  onResponseStart(_controller: unknown, status: number, headers: Record<string, string | string[] | undefined>): void {
    if (status < 200) return;
    const entries = Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : value,
    ]);
    this.onHead({ status, headers: Object.fromEntries(entries) });
  }

  onResponseError(_controller: unknown, error: Error): void {
    const failure = toOutboundError(error, this.host);
    const stale = this.reused && this.controller && !this.received && ['connection', 'tls'].includes(failure.code);
    this.fail(stale ? new StaleConnectionError(failure.code, failure.message) : failure);
  }

  protected fail(error: OutboundError): void {
    if (!this.settle()) return;
    this.onFailure(error);
    this.controller?.abort(error);
  }

  /** True once: whoever gets it decides how the exchange ended. */
  protected settle(): boolean {
    if (this.over) return false;
    this.over = true;
    this.endPhase();
    this.limits.signal.removeEventListener('abort', this.onAbort);
    return true;
  }

  protected startPhase(limitMs: number | undefined, what: string): void {
    this.endPhase();
    if (limitMs === undefined) return;
    const expire = () => this.fail(new OutboundError('timeout', `${what} ${this.host} took over ${limitMs} ms`));
    this.phaseTimer = setTimeout(expire, limitMs);
  }

  protected endPhase(): void {
    clearTimeout(this.phaseTimer);
  }
}
