import { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import { AnswerHandler, type AnswerHead, type Message, type PhaseLimits } from './answer-handler';
import { dispatch } from './exchange';
import { OutboundError } from './outbound-error';

export interface StreamLimits extends PhaseLimits {
  /** Milliseconds that the target may send nothing while something is wanted. */
  silenceTimeoutMs: number;
}

export interface StreamedAnswer extends AnswerHead {
  /** Comes as fast as it is read; ends in an OutboundError when it breaks off. It has to be read or destroyed. */
  body: Readable;
}

/** Sends one message and hands its answer on as it comes. */
export function streamedExchange(
  dispatcher: Dispatcher,
  message: Message,
  limits: StreamLimits,
): Promise<StreamedAnswer> {
  return new Promise((resolve, reject) => {
    limits.signal.throwIfAborted();
    dispatch(dispatcher, message, new StreamingHandler(message.url.host, limits, resolve, reject));
  });
}

class StreamingHandler extends AnswerHandler {
  private readonly silenceTimeoutMs: number;
  private body?: Readable;

  constructor(
    host: string,
    limits: StreamLimits,
    private readonly resolve: (answer: StreamedAnswer) => void,
    private readonly reject: (error: OutboundError) => void,
  ) {
    super(host, limits);
    this.silenceTimeoutMs = limits.silenceTimeoutMs;
  }

  onResponseData(_controller: unknown, chunk: Buffer): void {
    if (this.body?.push(chunk)) return this.listen();
    // The reader is slow: that is not the target's silence.
    this.endPhase();
    this.controller?.pause();
  }

  onResponseEnd(): void {
    if (this.settle()) this.body?.push(null);
  }

  protected override onHead(head: AnswerHead): void {
    this.body = new Readable({
      read: () => {
        this.listen();
        this.controller?.resume();
      },
      destroy: (error, done) => {
        if (this.settle()) this.controller?.abort(new Error('The answer is no longer wanted'));
        done(error);
      },
    });
    // It may break off before anybody listens.
    this.body.on('error', () => undefined);
    this.listen();
    this.resolve({ ...head, body: this.body });
  }

  protected override onFailure(error: OutboundError): void {
    if (this.body) this.body.destroy(error);
    else this.reject(error);
  }

  private listen(): void {
    this.startPhase(this.silenceTimeoutMs, 'A further byte from');
  }
}
