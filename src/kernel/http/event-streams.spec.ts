import { EventEmitter } from 'node:events';
import type { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Credentials } from '../auth/credentials';
import type { Settings } from '../config/settings';
import type { Drain } from './drain';
import { EventStreams } from './event-streams';
import type { StreamSource } from './event-streams';
import { newlineDelimited } from './stream-formats';
import type { StreamedPage, StreamFormat } from './stream-formats';

describe('EventStreams', () => {
  let good = true;
  let streams: EventStreams;
  let stopping: AbortController;
  const raw = Object.assign(new EventEmitter(), { destroy: jest.fn() });
  const request = { user: { subject: 'key' } } as FastifyRequest;

  beforeEach(() => {
    jest.useFakeTimers();
    good = true;
    const credentials = { stillGood: () => Promise.resolve(good) } as unknown as Credentials;
    stopping = new AbortController();
    const settings = { STREAMS_PER_CREDENTIAL: 1 } as Settings;
    streams = new EventStreams(settings, credentials, { signal: stopping.signal } as Drain);
  });

  afterEach(() => {
    raw.emit('close');
    raw.removeAllListeners();
    raw.destroy.mockReset();
    jest.useRealTimers();
  });

  function send(source: StreamSource, format?: StreamFormat): AsyncIterator<string> {
    let sent: Readable | undefined;
    const reply = {
      raw,
      headers: () => reply,
      type: () => reply,
      send: (readable: Readable) => (sent = readable),
    };
    streams.send(request, reply as unknown as FastifyReply, source, format);
    return sent![Symbol.asyncIterator]() as AsyncIterator<string>;
  }

  const never = () => new Promise<never>(() => undefined);

  async function* endless(): AsyncGenerator<StreamedPage> {
    yield { events: [{ id: 'a', data: { text: 'one\ntwo' } }], position: 'b' };
    await never();
  }

  it('writes events, and signs of life that tell the position', async () => {
    const frames = send(endless);
    expect((await frames.next()).value).toBe('retry: 1000\n\n');
    expect((await frames.next()).value).toBe('id: a\ndata: {"text":"one\\ntwo"}\n\n');
    const next = frames.next();
    await jest.advanceTimersByTimeAsync(15_000);
    expect((await next).value).toBe(': ping\nid: b\n\n');
  });

  it('shows signs of life while its source has nothing but empty pages', async () => {
    async function* idle(): AsyncGenerator<StreamedPage> {
      for (;;) {
        await new Promise((resolve) => setTimeout(resolve, 1_500));
        yield { events: [], position: 'c' };
      }
    }
    const frames = send(idle);
    await frames.next();
    const next = frames.next();
    await jest.advanceTimersByTimeAsync(16_000);
    expect((await next).value).toBe(': ping\nid: c\n\n');
  });

  it('writes lines of JSON where it is told to', async () => {
    const frames = send(endless, newlineDelimited({ alive: true }));
    expect((await frames.next()).value).toBe('{"alive":true}\n');
    expect((await frames.next()).value).toBe('{"text":"one\\ntwo"}\n');
    const next = frames.next();
    await jest.advanceTimersByTimeAsync(15_000);
    expect((await next).value).toBe('{"alive":true}\n');
  });

  it('ends with its source, and sends those away who have seen all', async () => {
    async function* short(): AsyncGenerator<StreamedPage> {
      yield await Promise.resolve({ events: [{ id: 'a', data: 1 }] });
    }
    const frames = send(short);
    await frames.next();
    expect((await frames.next()).value).toBe('id: a\ndata: 1\n\n');
    expect((await frames.next()).done).toBe(true);
    const reply = { status: jest.fn().mockReturnThis(), send: jest.fn() };
    streams.send(request, reply as unknown as FastifyReply, undefined);
    expect([reply.status.mock.calls, reply.send.mock.calls]).toEqual([[[204]], [[]]]);
  });

  it.each<[string, () => void]>([
    ['its credential', () => (good = false)],
    ['the process', () => stopping.abort()],
  ])('ends with %s', async (_name, end) => {
    const frames = send(endless);
    await frames.next();
    await frames.next();
    const next = frames.next();
    end();
    await jest.advanceTimersByTimeAsync(1_000);
    expect((await next).done).toBe(true);
  });

  it('asks its source for no more than the client takes', async () => {
    let asked = 0;
    async function* eager(): AsyncGenerator<StreamedPage> {
      for (;;) yield await Promise.resolve({ events: [{ id: String(++asked), data: null }] });
    }
    const frames = send(eager);
    await frames.next();
    await jest.advanceTimersByTimeAsync(1_000);
    expect(asked).toBeLessThan(5);
  });

  it('gives up a client that takes nothing for a minute', async () => {
    async function* eager(): AsyncGenerator<StreamedPage> {
      for (;;) yield await Promise.resolve({ events: [{ id: 'a', data: null }] });
    }
    await send(eager).next();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(raw.destroy).toHaveBeenCalled();
  });

  it('refuses more than so many of a credential, and any once the process stops', async () => {
    await send(endless).next();
    expect(() => send(endless)).toThrow('Too many open streams');
    raw.emit('close');
    expect(() => send(endless)).not.toThrow();
    raw.emit('close');
    stopping.abort();
    expect(() => send(endless)).toThrow('unavailable');
  });
});
