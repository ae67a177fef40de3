import { Readable } from 'node:stream';
import { Injectable, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../auth/caller';
import { Credentials } from '../auth/credentials';
import { Settings } from '../config/settings';
import { Failure } from '../errors/failure';
import { Drain } from './drain';
import { nextOf } from './next-of';
import { SERVER_SENT_EVENTS } from './stream-formats';
import type { StreamedPage, StreamFormat } from './stream-formats';

/** Milliseconds between signs of life. */
const HEARTBEAT = 15_000;
/** Milliseconds between looks whether the credential is still good. */
const CREDENTIAL_CHECK = 1_000;
/** Milliseconds that a client may leave unread what it was sent. */
const STALL_TIMEOUT = 60_000;

/** Pages as the client takes them; each of a bounded size. It has to end soon after the signal is aborted. */
export type StreamSource = (signal: AbortSignal) => AsyncIterable<StreamedPage>;

/**
 * The one way to answer without an end: in server-sent events, or in another format. A source is asked for its next page
 * when the last one was taken by the client's socket, so slow clients hold up their source instead of filling memory. A
 * stream ends with its credential, with the process, and when the client takes nothing for a minute; clients of
 * server-sent events come back by themselves with Last-Event-ID.
 */
@Injectable()
export class EventStreams {
  private readonly logger = new Logger('event-streams');
  private readonly open = new Map<string, Set<AbortController>>();

  constructor(
    private readonly settings: Settings,
    private readonly credentials: Credentials,
    private readonly drain: Drain,
  ) {
    drain.signal.addEventListener('abort', () => this.endAll());
  }

  /**
   * Answers the request. Without a source there is nothing more to come, and 204 tells EventSource to stay away.
   * @throws Failure `rate-limited` when the credential has too many streams open already
   */
  send(
    request: FastifyRequest,
    reply: FastifyReply,
    source: StreamSource | undefined,
    format: StreamFormat = SERVER_SENT_EVENTS,
  ): void {
    if (!source) return void reply.status(204).send();
    const stream = this.begin(request.user!);
    reply.raw.once('close', () => stream.abort());
    const stalled = () => reply.raw.destroy();
    const frames = this.frames(source(stream.signal), format, stream.signal, stalled);
    const body = Readable.from(frames, { highWaterMark: 1 });
    // A client that has left before now closes nothing any more.
    body.once('close', () => stream.abort());
    void reply
      .headers({ 'cache-control': 'no-store', 'x-accel-buffering': 'no', connection: 'close' })
      .type(format.contentType)
      .send(body);
  }

  private endAll(): void {
    for (const streams of this.open.values()) for (const stream of streams) stream.abort();
  }

  private begin(caller: Caller): AbortController {
    if (this.drain.signal.aborted) throw new Failure('unavailable');
    const streams = this.open.get(caller.subject) ?? new Set();
    if (streams.size >= this.settings.STREAMS_PER_CREDENTIAL) {
      throw new Failure('rate-limited', 'Too many open streams', { headers: { 'retry-after': '1' } });
    }
    const stream = new AbortController();
    this.open.set(caller.subject, streams.add(stream));
    const check = setInterval(() => void this.endUnlessGood(stream, caller), CREDENTIAL_CHECK);
    stream.signal.addEventListener('abort', () => {
      clearInterval(check);
      streams.delete(stream);
      if (streams.size === 0) this.open.delete(caller.subject);
    });
    return stream;
  }

  /** While the database is away nobody knows, and the stream has nothing to tell. */
  private async endUnlessGood(stream: AbortController, caller: Caller): Promise<void> {
    if (!(await this.credentials.stillGood(caller).catch(() => true))) stream.abort();
  }

  private async *frames(
    source: AsyncIterable<StreamedPage>,
    format: StreamFormat,
    signal: AbortSignal,
    stalled: () => void,
  ): AsyncGenerator<string> {
    const pages = source[Symbol.asyncIterator]();
    try {
      yield format.opening();
      let position: string | undefined;
      let heartbeat = performance.now() + HEARTBEAT;
      for (let next = pages.next(); ;) {
        const result = await nextOf(next, Math.max(0, heartbeat - performance.now()), signal);
        if (signal.aborted || result?.done) return;
        if (result) position = result.value.position ?? position;
        else heartbeat = performance.now() + HEARTBEAT;
        const frame = result ? format.page(result.value) : format.heartbeat(position);
        if (frame !== '') {
          const timer = setTimeout(stalled, STALL_TIMEOUT);
          try {
            yield frame;
          } finally {
            clearTimeout(timer);
          }
        }
        if (result) next = pages.next();
      }
    } catch (error) {
      this.logger.error({ err: error }, 'a stream failed');
    } finally {
      void pages.return?.();
    }
  }
}
