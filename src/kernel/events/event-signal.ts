import { Injectable } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import { Announcer } from '../database/announcer';
import { Listener } from '../database/listener';

const CHANNEL = 'quintet_events';
/** Least milliseconds between two wake-ups, however many events are appended. */
const PAUSE = 50;

/** Wakes those who follow the event log once something was appended, by whichever process. */
@Injectable()
export class EventSignal implements OnApplicationShutdown {
  private readonly waiting = new Set<() => void>();
  private count = 0;
  private pause?: NodeJS.Timeout;
  private due = false;

  constructor(announcer: Announcer, listener: Listener) {
    announcer.announce('platform.append_event', CHANNEL);
    const ring = () => this.ring();
    listener.subscribe(CHANNEL, ring, ring);
  }

  /** Counts the wake-ups: to be remembered before a look at the log, so that none is missed meanwhile. */
  get wakeUps(): number {
    return this.count;
  }

  /**
   * Resolves with the wake-up after those that are known, or without one after some time or at the abortion. A
   * notification can get lost, so nobody should wait much longer than a second.
   */
  async next(known: number, milliseconds: number, signal: AbortSignal): Promise<void> {
    if (this.count > known || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      const timer = setTimeout(wake, milliseconds);
      this.waiting.add(wake);
      signal.addEventListener('abort', wake);
    });
  }

  onApplicationShutdown(): void {
    clearTimeout(this.pause);
  }

  private ring(): void {
    this.due = true;
    if (this.pause) return;
    this.due = false;
    this.count++;
    for (const wake of [...this.waiting]) wake();
    this.pause = setTimeout(() => {
      this.pause = undefined;
      if (this.due) this.ring();
    }, PAUSE);
  }
}
