import type { Dispatcher } from 'undici';
import { AnswerHandler, type AnswerHead, type Message, type PhaseLimits } from './answer-handler';
import { CappedBuffer } from './capped-buffer';
import type { ConnectionObserver, ObservedDispatch } from './connections';
import type { OutboundError } from './outbound-error';

export interface ExchangeLimits extends PhaseLimits {
  maxBytes: number;
}

export interface Answer extends AnswerHead {
  body: Buffer;
  /** Whether the answer went on after the bytes kept here. */
  truncated: boolean;
}

/** Sends one message and collects its answer. Redirects, decompression and retries are not its business. */
export function exchange(dispatcher: Dispatcher, message: Message, limits: ExchangeLimits): Promise<Answer> {
  return new Promise((resolve, reject) => {
    limits.signal.throwIfAborted();
    dispatch(dispatcher, message, new CollectingHandler(message.url.host, limits, resolve, reject));
  });
}

/** Sends a message; the handler hears what comes of it. */
export function dispatch(
  dispatcher: Dispatcher,
  { method, url, headers, body }: Message,
  handler: Dispatcher.DispatchHandler & ConnectionObserver,
): void {
  const { origin, pathname, search } = url;
  const options: ObservedDispatch = { origin, path: pathname + search, method, headers, body, observer: handler };
  dispatcher.dispatch(options, handler);
}

class CollectingHandler extends AnswerHandler {
  private readonly body: CappedBuffer;
  private head?: AnswerHead;

  constructor(
    host: string,
    limits: ExchangeLimits,
    private readonly resolve: (answer: Answer) => void,
    private readonly reject: (error: OutboundError) => void,
  ) {
    super(host, limits);
    this.body = new CappedBuffer(limits.maxBytes);
  }

  onResponseData(_controller: unknown, chunk: Buffer): void {
    if (!this.body.append(chunk)) this.succeed(true);
  }

  onResponseEnd(): void {
    this.succeed(false);
  }

  protected override onHead(head: AnswerHead): void {
    this.head = head;
  }

  protected override onFailure(error: OutboundError): void {
    this.reject(error);
  }

  private succeed(truncated: boolean): void {
    if (!this.head) return;
    if (this.settle()) this.resolve({ ...this.head, body: this.body.contents(), truncated });
    if (truncated) this.controller?.abort(new Error('The answer is longer than wanted'));
  }
}
