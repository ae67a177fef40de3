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

const RECONNECT_MS = 500;
const LOCK = 'SELECT pg_advisory_lock_shared(hashtextextended($1, 0))';
const NOTIFY = "SELECT pg_notify($1, '')";
const UNLOCK = 'SELECT pg_advisory_unlock_shared(hashtextextended($1, 0))';

/**
 * One connection of its own for the whole process, reconnected for as long as the process lives: it hears notifications
 * and holds the locks that prove that the process is alive.
 */
@Injectable()
export class Listener implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('listener');
  private readonly subscriptions: Subscription[] = [];
  private readonly locks = new Set<string>();
  private client?: Client;
  private said: Promise<unknown> = Promise.resolve();
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
    this.say(LOCK, name);
  }

  /** Ends the proof that a lock was. */
  dropLock(name: string): void {
    this.locks.delete(name);
    this.say(UNLOCK, name);
  }

  async notify(channel: string, payload: string): Promise<void> {
    await this.database.run({ name: 'notify', text: 'SELECT pg_notify($1, $2)' }, [channel, payload]);
  }

  /** Notifies without anybody waiting for it, unless the connection is interrupted at this moment. */
  notifySoon(channel: string): void {
    this.say(NOTIFY, channel);
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.connect();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.retry);
    await this.client?.end().catch(() => undefined);
  }

  private async connect(): Promise<void> {
    if (this.stopped || this.subscriptions.length === 0) return;
    const { url, applicationName } = this.dataSource.options as { url?: string; applicationName?: string };
    const client = new Client({ connectionString: url, application_name: applicationName, keepAlive: true });
    client.on('notification', ({ channel, payload }) => {
      for (const one of this.subscriptions) if (one.channel === channel) one.notified(payload ?? '');
    });
    const lost = () => this.lost(client);
    client.on('error', lost);
    client.on('end', lost);
    try {
      await client.connect();
      const channels = new Set(this.subscriptions.map(({ channel }) => channel));
      for (const channel of channels) await client.query(`LISTEN ${client.escapeIdentifier(channel)}`);
      for (const name of this.locks) await client.query(LOCK, [name]);
      this.client = client;
      for (const { missed } of this.subscriptions) missed();
    } catch {
      this.lost(client);
    }
  }

  /** Statements follow each other. One that fails does so with its connection, and the next one holds all locks. */
  private say(statement: string, name: string): void {
    const client = this.client;
    if (client) this.said = this.said.then(() => client.query(statement, [name])).catch(() => undefined);
  }

  private lost(client: Client): void {
    client.removeAllListeners('end');
    void client.end().catch(() => undefined);
    if (this.stopped) return;
    if (this.client === client) this.logger.warn('notifications interrupted, reconnecting');
    this.client = undefined;
    for (const { missed } of this.subscriptions) missed();
    clearTimeout(this.retry);
    this.retry = setTimeout(() => void this.connect(), RECONNECT_MS);
  }
}
