import { Injectable } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import { Database } from '../kernel/database/database';
import { Listener } from '../kernel/database/listener';

/** What `engine.enqueue` notifies of: milliseconds from now until a task is due. */
const CHANNEL = 'quintet_due';
/** Due moments are told apart no finer than this, in milliseconds. */
const RESOLUTION = 5;
/** Longest time ahead that a timer is kept for; the dispatchers of the domains enqueue no earlier. */
const HORIZON = 90_000;

const UPCOMING = {
  name: 'engine-upcoming',
  text: `SELECT DISTINCT ceil(extract(epoch FROM run_at - clock_timestamp()) * 1000)::int AS delay
    FROM graphile_worker.jobs WHERE run_at > now() AND run_at < now() + interval '90 seconds' AND locked_at IS NULL LIMIT 20000`,
};

/**
 * Wakes the workers at the moment a task becomes due, so that tasks start on time without polling. It is told of new
 * due moments by notification and looks them up after every gap.
 */
@Injectable()
export class DueTimer implements OnApplicationShutdown {
  private readonly timers = new Map<number, NodeJS.Timeout>();
  private wake?: () => void;

  constructor(
    private readonly database: Database,
    listener: Listener,
  ) {
    listener.subscribe(
      CHANNEL,
      (delay) => this.arm(Number(delay)),
      () => void this.lookAhead(),
    );
  }

  start(wake: () => void): Promise<void> {
    this.wake = wake;
    return this.lookAhead();
  }

  onApplicationShutdown(): void {
    this.wake = undefined;
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
  }

  private async lookAhead(): Promise<void> {
    if (!this.wake) return;
    const rows = await this.database.run<{ delay: number }>(UPCOMING).catch(() => []);
    for (const { delay } of rows) this.arm(delay);
  }

  private arm(delay: number): void {
    if (!this.wake || !(delay <= HORIZON)) return;
    const moment = Math.ceil((Date.now() + Math.max(0, delay)) / RESOLUTION) * RESOLUTION + 1;
    if (this.timers.has(moment)) return;
    const fire = () => {
      this.timers.delete(moment);
      this.wake?.();
    };
    this.timers.set(moment, setTimeout(fire, moment - Date.now()));
  }
}
