import { Injectable } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import { Database } from './database';
import type { Statement } from './database';
import { Listener } from './listener';

/** Least milliseconds between two notifications on one channel by this process. */
const PAUSE = 10;

class Announcement {
  private pause?: NodeJS.Timeout;
  private due = false;

  constructor(
    readonly sqlFunction: string,
    private readonly notify: () => void,
  ) {}

  make(): void {
    this.due = true;
    if (this.pause) return;
    this.due = false;
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
  private readonly announcements: Announcement[] = [];
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
    this.announcements.push(new Announcement(sqlFunction, () => this.listener.notifySoon(channel)));
  }

  onApplicationShutdown(): void {
    for (const announcement of this.announcements) announcement.stop();
  }

  private after({ name, text }: Statement): Announcement[] {
    let found = this.known.get(name);
    if (!found) {
      found = this.announcements.filter(({ sqlFunction }) => text.includes(`${sqlFunction}(`));
      this.known.set(name, found);
    }
    return found;
  }
}
