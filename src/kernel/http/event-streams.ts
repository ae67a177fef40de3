import { Readable } from 'node:stream';
import { Injectable, Logger } from '@nestjs/common';
import { EventBuffer } from 'better-sse';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../auth/caller';
import { Credentials } from '../auth/credentials';
import { Settings } from '../config/settings';
import { Failure } from '../errors/failure';
import { Drain } from './drain';
import { nextOf } from './next-of';

/** Milliseconds after which a client that lost its connection comes back. */
const RETRY = 1_000;
/** Milliseconds between signs of life while there is nothing to send. */
const HEARTBEAT = 15_000;
/** Milliseconds between looks whether the credential is still good. */
const CREDENTIAL_CHECK = 1_000;
/** Milliseconds that a client may leave unread what it was sent. */
const STALL_TIMEOUT = 60_000;

export interface StreamedPage {
  /** What is sent: an id to resume from, the kind of the event where a stream has several, and anything JSON can hold. */
  events: { id: string; event?: string; data: unknown }[];
  /** Where to resume from after the page; told with the next sign of life, since a page may be empty for long. */
  position?: string;
}

/** Pages as the client takes them; each of a bounded size. It has to end soon after the signal is aborted. */
export type StreamSource = (signal: AbortSignal) => AsyncIterable<StreamedPage>;

/**
 * The one way to answer with server-sent events. A source is asked for its next page when the last one was taken by the
 * client's socket, so slow clients hold up their source instead of filling memory. A stream ends with its credential,
 * with the process, and when the client takes nothing for a minute; clients come back by themselves with Last-Event-ID.
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

  /** Answers the request. @throws Failure `rate-limited` when the credential has too many streams open already */
  send(request: FastifyRequest, reply: FastifyReply, source: StreamSource): void {
    const stream = this.begin(request.user!);
    reply.raw.once('close', () => stream.abort());
    const stalled = () => reply.raw.destroy();
    const frames = this.frames(source, stream.signal, stalled);
    void reply
      .headers({ 'cache-control': 'no-store', 'x-accel-buffering': 'no', connection: 'close' })
      .type('text/event-stream; charset=utf-8')
      .send(Readable.from(frames, { highWaterMark: 1 }));
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

  private async *frames(source: StreamSource, signal: AbortSignal, stalled: () => void): AsyncGenerator<string> {
    const pages = source(signal)[Symbol.asyncIterator]();
    try {
      yield new EventBuffer().retry(RETRY).dispatch().read();
      let position: string | undefined;
      for (let next = pages.next(); ;) {
        const result = await nextOf(next, HEARTBEAT, signal);
        if (signal.aborted || result?.done) return;
        const frame = result ? pageFrame(result.value) : heartbeatFrame(position);
        if (result) position = result.value.position ?? position;
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

function pageFrame({ events }: StreamedPage): string {
  const buffer = new EventBuffer();
  for (const { id, event, data } of events) {
    buffer.id(id);
    if (event !== undefined) buffer.event(event);
    buffer.data(data).dispatch();
  }
  return buffer.read();
}

function heartbeatFrame(position: string | undefined): string {
  const buffer = new EventBuffer().comment(' ping');
  return (position === undefined ? buffer : buffer.id(position)).dispatch().read();
}
