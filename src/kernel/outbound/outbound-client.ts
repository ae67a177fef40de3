import { setMaxListeners } from 'node:events';
import type { OnApplicationShutdown } from '@nestjs/common';
import type { Agent } from 'undici';
import type { AddressGuard, Refusal, Scheme } from './address-guard';
import { StaleConnectionError, type AnswerHead, type Message } from './answer-handler';
import { guardedAgent } from './connections';
import { exchange, type Answer } from './exchange';
import { assertSendable } from './header-rules';
import { OutboundError } from './outbound-error';
import { redirectedMessage } from './redirects';
import { streamedExchange, type StreamedAnswer } from './streamed-exchange';

interface Call {
  method: string;
  url: string | URL;
  headers?: Record<string, string>;
  body?: string | Buffer;
  /** Milliseconds to open a connection, at most (and by default) 10,000. */
  connectTimeoutMs?: number;
  /** Milliseconds from the open connection to the first byte of the answer; only the deadline by default. */
  firstByteTimeoutMs?: number;
  /** Redirects to follow, each checked as the first URL was; one more is answered as it came. None by default. */
  redirects?: number;
  /** Schemes that the caller's specification permits to every public host; `https` alone by default. */
  schemes?: readonly Scheme[];
  signal?: AbortSignal;
}

export interface OutboundRequest extends Call {
  /** Milliseconds from this call to the last byte, name resolution, waiting for a connection and redirects included. */
  timeoutMs: number;
  /** Bytes of the answer to keep; then the connection is closed and the answer is `truncated`. */
  maxBytes: number;
}

export interface StreamedRequest extends Call {
  /** Milliseconds without a further byte of the answer, while somebody reads it. How long it takes is not limited. */
  silenceTimeoutMs: number;
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
    const message = toMessage(request);
    const { host } = message.url;
    const stop = new Stop(host, request.signal);
    const expire = () => stop.end(new OutboundError('timeout', `${host} took over ${request.timeoutMs} ms`));
    const deadline = setTimeout(expire, request.timeoutMs);
    try {
      const limits = { ...request, signal: stop.signal };
      const answer = await this.follow(message, request, (agent, next) => exchange(agent, next, limits));
      return { ...answer, durationMs: performance.now() - startedAt };
    } finally {
      clearTimeout(deadline);
      stop.release();
    }
  }

  /**
   * The same for answers that are too large for memory: resolves with the head, and the body comes as it is read.
   * @throws OutboundError, Error like `request`; the body ends in an OutboundError when it is not whole
   */
  async stream(request: StreamedRequest): Promise<StreamedAnswer> {
    const message = toMessage(request);
    const stop = new Stop(message.url.host, request.signal);
    const limits = { ...request, signal: stop.signal };
    const send = (agent: Agent, next: Message) => streamedExchange(agent, next, limits);
    try {
      const answer = await this.follow(message, request, send, ({ body }) => body.destroy());
      answer.body.once('close', () => stop.release());
      return answer;
    } catch (error) {
      stop.release();
      throw error;
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.pooled.destroy(), this.unpooled.destroy()]);
  }

  /** @param leave is given each answer that is left for where it points to */
  private async follow<Reply extends AnswerHead>(
    first: Message,
    { redirects = 0, schemes }: Call,
    send: (agent: Agent, message: Message) => Promise<Reply>,
    leave?: (answer: Reply) => void,
  ): Promise<Reply> {
    let answer = await this.send(first, schemes, send);
    let next = redirectedMessage(first, answer);
    for (let followed = 0; next && followed < redirects; followed++) {
      leave?.(answer);
      answer = await this.send(next, schemes, send);
      next = redirectedMessage(next, answer);
    }
    return answer;
  }

  private async send<Reply>(
    message: Message,
    schemes: readonly Scheme[] | undefined,
    send: (agent: Agent, message: Message) => Promise<Reply>,
  ): Promise<Reply> {
    const refusal = this.guard.refusal(message.url, { schemes });
    if (refusal) throw new OutboundError('blocked', `The URL at ${message.url.host} is refused: ${REFUSAL[refusal]}`);
    try {
      return await send(this.pooled, message);
    } catch (error) {
      if (!(error instanceof StaleConnectionError)) throw error;
      return send(this.unpooled, message);
    }
  }
}

/** Ends a call on its own account, or when its caller's signal says so. */
class Stop {
  private readonly controller = new AbortController();
  private readonly onAbort = () => this.end(new OutboundError('aborted', `The request to ${this.host} was aborted`));

  constructor(
    private readonly host: string,
    private readonly caller: AbortSignal | undefined,
  ) {
    if (!caller) return;
    // One signal may stop hundreds of requests: that is no leak.
    setMaxListeners(Infinity, caller);
    caller.addEventListener('abort', this.onAbort, { once: true });
    if (caller.aborted) this.onAbort();
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  end(reason: OutboundError): void {
    this.controller.abort(reason);
  }

  /** Lets go of the caller's signal. */
  release(): void {
    this.caller?.removeEventListener('abort', this.onAbort);
  }
}

function toMessage({ method, url, headers = {}, body }: Call): Message {
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
