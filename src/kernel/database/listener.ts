import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { Database } from './database';

export type Notified = (payload: string) => void;

interface Subscription {
  channel: string;
  notified: Notified;
  /** Called after a gap in which notifications may have been missed. */
  missed: () => void;
}

const RECONNECT_MS = 200;
const CONNECT_TIMEOUT = 3_000;
/** Longest that the end of a connection is waited for, milliseconds. */
const GOODBYE = 500;
const BEAT_MS = 1_000;
/** A connection that does not answer for this long counts as lost, milliseconds. */
const SILENCE = 3_000;
/**
 * PostgreSQL ends a session that says nothing for this long, milliseconds, and its locks with it: a process that hangs,
 * or whose line is dead without either end being told, must not hold what others could go on with.
 */
const SESSION = 5_000;

const LIMIT = `SET idle_session_timeout = ${SESSION}`;
const BEAT = 'SELECT 1';
const LOCK = 'SELECT pg_advisory_lock_shared(hashtextextended($1, 0))';
const UNLOCK = 'SELECT pg_advisory_unlock_shared(hashtextextended($1, 0))';
const NOTIFY = 'SELECT pg_notify($1, $2)';

/**
 * One connection of its own for the whole process, reconnected for as long as the process lives: it hears notifications
 * and holds the locks that prove that the process is alive.
 */
@Injectable()
export class Listener implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('listener');
  private readonly subscriptions: Subscription[] = [];
  private readonly locks = new Set<string>();
  /** Set while notifications arrive. */
  private client?: Client;
  /** The connection that there is or will be: what is told by an earlier one does not count. */
  private latest?: Client;
  private said: Promise<unknown> = Promise.resolve();
  private readonly awaitingSession = new Set<() => void>();
  private heardAt = 0;
  private sessions = 0;
  private beat?: NodeJS.Timeout;
  private retry?: NodeJS.Timeout;
  private stopped = false;

  constructor(
    private readonly database: Database,
    private readonly dataSource: DataSource,
  ) {}

  /** Whether notifications arrive at this moment. */
  get connected(): boolean {
    return this.client !== undefined;
  }

  /** Tells sessions apart: in one of them all locks are held without a break. None while that is not certain. */
  get session(): number | undefined {
    return this.connected && performance.now() - this.heardAt < SESSION ? this.sessions : undefined;
  }

  /** Resolves once there is a session again, in which all locks are held. @throws the signal's reason */
  async whenInSession(signal: AbortSignal): Promise<void> {
    while (this.session === undefined) {
      signal.throwIfAborted();
      await new Promise<void>((resume) => {
        this.awaitingSession.add(resume);
        signal.addEventListener('abort', () => resume(), { once: true });
      });
    }
  }

  /** To be called while modules are set up, before the application starts. */
  subscribe(channel: string, notified: Notified, missed: () => void): void {
    this.subscriptions.push({ channel, notified, missed });
  }

  /**
   * Holds a shared advisory lock (`hashtextextended(name, 0)`) for as long as the process lives: what other processes
   * take for its proof of life.
   */
  holdLock(name: string): void {
    this.locks.add(name);
    this.say(LOCK, [name]);
  }

  /** Ends the proof that a lock was. */
  dropLock(name: string): void {
    this.locks.delete(name);
    this.say(UNLOCK, [name]);
  }

  async notify(channel: string, payload: string): Promise<void> {
    await this.database.run({ name: 'notify', text: NOTIFY }, [channel, payload]);
  }

  /** Notifies without anybody waiting for it, and not at all while the connection is interrupted. */
  notifySoon(channel: string, payload: string): void {
    this.say(NOTIFY, [channel, payload]);
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.connect();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.retry);
    clearInterval(this.beat);
    const { client } = this;
    this.latest = this.client = undefined;
    await Promise.race([client?.end(), delay(GOODBYE, undefined, { ref: false })]).catch(() => undefined);
  }

  private async connect(): Promise<void> {
    if (this.stopped || this.subscriptions.length === 0) return;
    const { url, applicationName } = this.dataSource.options as { url?: string; applicationName?: string };
    const client = new Client({
      connectionString: url,
      application_name: applicationName,
      connectionTimeoutMillis: CONNECT_TIMEOUT,
      query_timeout: SILENCE,
    });
    this.latest = client;
    client.on('notification', ({ channel, payload }) => {
      for (const one of this.subscriptions) if (one.channel === channel) one.notified(payload ?? '');
    });
    const lost = () => this.lost(client);
    client.on('error', lost);
    client.on('end', lost);
    try {
      await client.connect();
      await client.query(LIMIT);
      const channels = new Set(this.subscriptions.map(({ channel }) => channel));
      for (const channel of channels) await client.query(`LISTEN ${client.escapeIdentifier(channel)}`);
      const heardAt = performance.now();
      for (const name of this.locks) await client.query(LOCK, [name]);
      this.client = client;
      this.sessions++;
      this.heard(heardAt);
      this.said = Promise.resolve();
      this.beat = setInterval(() => this.say(BEAT, []), BEAT_MS);
      for (const { missed } of this.subscriptions) missed();
    } catch {
      this.lost(client);
    }
  }

  /** Statements follow each other. One that fails ends the connection, and the next one holds all locks. */
  private say(statement: string, values: string[]): void {
    const client = this.client;
    if (!client) return;
    this.said = this.said.then(async () => {
      if (this.client !== client) return;
      const saidAt = performance.now();
      await client.query(statement, values).then(
        () => this.heard(saidAt),
        () => this.lost(client),
      );
    });
  }

  private heard(saidAt: number): void {
    this.heardAt = saidAt;
    for (const resume of this.awaitingSession) resume();
    this.awaitingSession.clear();
  }

  private lost(client: Client): void {
    if (client !== this.latest) return;
    this.latest = undefined;
    clearInterval(this.beat);
    const interrupted = this.client !== undefined;
    this.client = undefined;
    destroy(client);
    if (this.stopped) return;
    if (interrupted) {
      this.logger.warn('notifications interrupted, reconnecting');
      for (const { missed } of this.subscriptions) missed();
    }
    clearTimeout(this.retry);
    this.retry = setTimeout(() => void this.connect(), RECONNECT_MS);
  }
}

/** Without saying goodbye: the other end may never answer. */
function destroy(client: Client): void {
  (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
}
