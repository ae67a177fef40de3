import { Injectable, Logger } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import { Credentials } from '../../../kernel/auth/credentials';
import { Failure } from '../../../kernel/errors/failure';
import { Drain } from '../../../kernel/http/drain';
import { Upgrades } from '../../../kernel/http/upgrades';
import type { Upgrade } from '../../../kernel/http/upgrades';
import { Streams } from '../streams/streams';
import { spokenProtocol } from './protocol-sign-in';
import { CLOSE, StreamSocket } from './stream-socket';
import { STREAM_PATH, StreamVisits } from './stream-visits';
import type { Visit } from './stream-visits';

/** Sockets of one credential at once, in this process. */
const PER_CREDENTIAL = 50;
/** Bytes of a message of the client, which has nothing to say. */
const MAX_MESSAGE = 4096;
/** Milliseconds between looks whether credentials are still good, and clients still there. */
const CHECK = 1_000;
/** Milliseconds that clients get to say goodbye when the process stops. */
const GOODBYE = 1_000;

interface Session {
  socket: StreamSocket;
  visit: Visit;
}

/** The public streams over WebSocket. */
@Injectable()
export class StreamSockets implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('drone-streams');
  private readonly server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: MAX_MESSAGE,
    handleProtocols: spokenProtocol,
  });
  private readonly sessions = new Set<Session>();
  /** How many a credential has open, those that are being opened included. */
  private readonly counts = new Map<string, number>();
  private check?: NodeJS.Timeout;

  constructor(
    private readonly streams: Streams,
    private readonly visits: StreamVisits,
    private readonly credentials: Credentials,
    private readonly drain: Drain,
    upgrades: Upgrades,
  ) {
    upgrades.serve(STREAM_PATH, (upgrade) => this.open(upgrade));
    drain.signal.addEventListener('abort', () => this.endAll());
  }

  onApplicationBootstrap(): void {
    this.check = setInterval(() => {
      for (const session of this.sessions) void this.look(session);
    }, CHECK);
  }

  onApplicationShutdown(): void {
    clearInterval(this.check);
    this.server.close();
  }

  /** @throws Failure where it is refused */
  private async open(upgrade: Upgrade): Promise<void> {
    const { request, socket, head } = upgrade;
    if (this.drain.signal.aborted) throw new Failure('unavailable');
    const visit = await this.visits.admit(upgrade);
    this.enter(visit.caller?.subject);
    if (socket.destroyed) return this.leave(visit);
    socket.once('close', () => this.leave(visit));
    this.server.handleUpgrade(request, socket, head, (opened) => void this.show(opened, visit));
  }

  private async show(opened: WebSocket, visit: Visit): Promise<void> {
    const socket = new StreamSocket(opened);
    const session = { socket, visit };
    this.sessions.add(session);
    const shareEnded = () => socket.close(CLOSE.ended, 'The share has ended');
    visit.viewer?.signal.addEventListener('abort', shareEnded);
    let stop: (() => void) | undefined;
    opened.once('close', () => {
      this.sessions.delete(session);
      stop?.();
    });
    if (visit.viewer?.signal.aborted) return shareEnded();
    try {
      stop = await this.streams.follow(visit.topic, (payload, last) => {
        if (payload === '') socket.close(CLOSE.normal, 'The job was deleted');
        else socket.send(payload, last);
      });
      if (!stop) socket.close(CLOSE.ended, 'There is no such stream any more');
      else if (opened.readyState === opened.CLOSED) stop();
    } catch (error) {
      this.logger.warn({ err: error }, 'a stream could not begin');
      socket.close(CLOSE.failed, 'Try again later');
    }
  }

  /** @throws Failure `rate-limited` */
  private enter(subject: string | undefined): void {
    if (subject === undefined) return;
    const count = this.counts.get(subject) ?? 0;
    if (count >= PER_CREDENTIAL) throw new Failure('rate-limited', undefined, { headers: { 'retry-after': '1' } });
    this.counts.set(subject, count + 1);
  }

  private leave({ caller, viewer }: Visit): void {
    void viewer?.leave();
    if (!caller) return;
    const count = this.counts.get(caller.subject)! - 1;
    if (count > 0) this.counts.set(caller.subject, count);
    else this.counts.delete(caller.subject);
  }

  /** While the database is away nobody knows whether a credential is good, and the stream has nothing to tell. */
  private async look({ socket, visit: { caller } }: Session): Promise<void> {
    socket.ping();
    if (!caller) return;
    const good = await this.credentials.stillGood(caller).catch(() => true);
    if (!good) socket.close(CLOSE.ended, 'The credential has ended');
  }

  private endAll(): void {
    for (const { socket } of this.sessions) socket.close(CLOSE.stopping, 'The server stops');
    setTimeout(() => {
      for (const { socket } of this.sessions) socket.terminate();
    }, GOODBYE).unref();
  }
}
