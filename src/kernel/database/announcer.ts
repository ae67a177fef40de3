import { Injectable } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import { Database } from './database';
import type { Statement } from './database';
import { Listener } from './listener';

/** Least milliseconds between two notifications of one kind by this process. */
const PAUSE = 10;

/** What is to be said of a statement's SQL, none where it does not matter. */
type PayloadsOf = (sql: string) => string[];

interface Channel {
  name: string;
  payloadsOf: PayloadsOf;
}

/** One channel with one payload. What comes during the pause is said once, after it. */
class Announcement {
  private pause?: NodeJS.Timeout;
  private due = false;

  constructor(private readonly notify: () => void) {}

  make(): void {
    this.due = this.pause !== undefined;
    if (this.due) return;
    this.notify();
    this.pause = setTimeout(() => {
      this.pause = undefined;
      if (this.due) this.make();
    }, PAUSE);
  }

  stop(): void {
    clearTimeout(this.pause);
  }
}

/**
 * Notifies all processes soon after a commit. A transaction that notifies by itself holds a lock over its commit that
 * all others like it wait for, so they could not be written to disk together. A process that ends between a commit and
 * its notification leaves it out: who waits for notifications must also look for himself now and then.
 */
@Injectable()
export class Announcer implements OnApplicationShutdown {
  private readonly channels: Channel[] = [];
  private readonly announcements = new Map<string, Announcement>();
  /** What to announce after a statement, by its name. */
  private readonly known = new Map<string, Announcement[]>();

  constructor(
    database: Database,
    private readonly listener: Listener,
  ) {
    database.onCommit((statement) => {
      for (const announcement of this.after(statement)) announcement.make();
    });
  }

  /** Notifies the channel after every commit of SQL that calls the function; to be called while modules are set up. */
  announce(sqlFunction: string, channel: string): void {
    this.announceEach((sql) => (sql.includes(`${sqlFunction}(`) ? [''] : []), channel);
  }

  /** As `announce`, with payloads that follow from the statement's SQL. */
  announceEach(payloadsOf: PayloadsOf, channel: string): void {
    this.channels.push({ name: channel, payloadsOf });
  }

  onApplicationShutdown(): void {
    for (const announcement of this.announcements.values()) announcement.stop();
  }

  private after({ name, text }: Statement): Announcement[] {
    let found = this.known.get(name);
    if (!found) {
      found = this.channels.flatMap((channel) =>
        [...new Set(channel.payloadsOf(text))].map((payload) => this.announcement(channel.name, payload)),
      );
      this.known.set(name, found);
    }
    return found;
  }

  private announcement(channel: string, payload: string): Announcement {
    const key = `${channel} ${payload}`;
    let announcement = this.announcements.get(key);
    if (!announcement) {
      announcement = new Announcement(() => this.listener.notifySoon(channel, payload));
      this.announcements.set(key, announcement);
    }
    return announcement;
  }
}
