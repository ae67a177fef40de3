import { setMaxListeners } from 'node:events';
import type { OnApplicationShutdown } from '@nestjs/common';
import type { Agent } from 'undici';
import type { AddressGuard, Refusal, Scheme } from './address-guard';
import { guardedAgent } from './connections';
import { exchange, StaleConnectionError, type Answer, type ExchangeLimits, type Message } from './exchange';
import { assertSendable } from './header-rules';
import { OutboundError } from './outbound-error';
import { redirectedMessage } from './redirects';

export interface OutboundRequest {
  method: string;
  url: string | URL;
  headers?: Record<string, string>;
  body?: string | Buffer;
  /** Milliseconds from this call to the last byte, name resolution, waiting for a connection and redirects included. */
  timeoutMs: number;
  /** Milliseconds to open a connection, at most (and by default) 10,000. */
  connectTimeoutMs?: number;
  /** Milliseconds from the open connection to the first byte of the answer; only the deadline by default. */
  firstByteTimeoutMs?: number;
  /** Bytes of the answer to keep; then the connection is closed and the answer is `truncated`. */
  maxBytes: number;
  /** Redirects to follow, each checked as the first URL was; one more is answered as it came. None by default. */
  redirects?: number;
  /** Schemes that the caller's specification permits to every public host; `https` alone by default. */
  schemes?: readonly Scheme[];
  signal?: AbortSignal;
}

export interface OutboundResponse extends Answer {
  durationMs: number;
}

export interface OutboundClientOptions {
  /** Open connections to one origin; 256 by default. */
  connectionsPerOrigin?: number;
  /** Trusted certificate authorities (PEM) in place of Node's own and those of NODE_EXTRA_CA_CERTS. */
  ca?: string;
}

const REFUSAL: Record<Refusal, string> = {
  scheme: 'its scheme is not allowed',
  port: 'its port is 0',
  credentials: 'it contains credentials',
  address: 'it points to a private or reserved address',
};

/** The one way to call a URL that a user gave. */
export class OutboundClient implements OnApplicationShutdown {
  private readonly pooled: Agent;
  private readonly unpooled: Agent;

  constructor(
    private readonly guard: AddressGuard,
    { connectionsPerOrigin = 256, ca }: OutboundClientOptions = {},
  ) {
    this.pooled = guardedAgent(guard, { connectionsPerOrigin, ca, keepAlive: true });
    this.unpooled = guardedAgent(guard, { connectionsPerOrigin, ca, keepAlive: false });
  }

  /**
   * Any status is an answer. A body goes with its content-length as it is; the answer's is not decompressed.
   * @throws OutboundError when there is no whole answer (or as much of it as wanted)
   * @throws Error when a method or header may not be sent: callers check those first
   */
  async request(request: OutboundRequest): Promise<OutboundResponse> {
    const startedAt = performance.now();
    const { schemes, signal, redirects = 0 } = request;
    let message = toMessage(request);
    const stop = new AbortController();
    const abort = () => stop.abort(new OutboundError('aborted', `The request to ${message.url.host} was aborted`));
    const expire = () =>
      stop.abort(new OutboundError('timeout', `${message.url.host} took over ${request.timeoutMs} ms`));
    const deadline = setTimeout(expire, request.timeoutMs);
    if (signal) {
      // One signal may stop hundreds of requests: that is no leak.
      setMaxListeners(Infinity, signal);
      signal.addEventListener('abort', abort, { once: true });
      if (signal.aborted) abort();
    }
    try {
      const limits = { ...request, signal: stop.signal };
      let answer = await this.send(message, limits, schemes);
      for (let followed = 0; followed < redirects; followed++) {
        const next = redirectedMessage(message, answer);
        if (!next) break;
        message = next;
        answer = await this.send(message, limits, schemes);
      }
      return { ...answer, durationMs: performance.now() - startedAt };
    } finally {
      clearTimeout(deadline);
      signal?.removeEventListener('abort', abort);
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.pooled.destroy(), this.unpooled.destroy()]);
  }

  private async send(message: Message, limits: ExchangeLimits, schemes?: readonly Scheme[]): Promise<Answer> {
    const refusal = this.guard.refusal(message.url, { schemes });
    if (refusal) throw new OutboundError('blocked', `The URL at ${message.url.host} is refused: ${REFUSAL[refusal]}`);
    try {
      return await exchange(this.pooled, message, limits);
    } catch (error) {
      if (!(error instanceof StaleConnectionError)) throw error;
      return exchange(this.unpooled, message, limits);
    }
  }
}

function toMessage({ method, url, headers = {}, body }: OutboundRequest): Message {
  assertSendable(method, headers);
  if (!URL.canParse(String(url))) throw new OutboundError('blocked', 'The URL is not valid');
  const choosesEncoding = Object.keys(headers).some((name) => name.toLowerCase() === 'accept-encoding');
  return {
    method,
    url: new URL(url),
    headers: choosesEncoding ? headers : { ...headers, 'accept-encoding': 'identity' },
    body,
  };
}
