import { Injectable, Logger } from '@nestjs/common';
import type { EventPosition } from './event-cursor';
import { EventLog } from './event-log';
import type { EventFilter, EventPage } from './event-log';
import { EventSignal } from './event-signal';
import { Turns } from './turns';

const PAGE = 100;
/** Milliseconds between looks at the log without a wake-up. */
const SAFETY_LOOK = 1_500;
/** Milliseconds until the first look for what a running transaction held back; the time doubles from look to look. */
const HELD_BACK_LOOK = 20;
/** Followers that read at once; a wake-up of hundreds must leave connections to everybody else. */
const READERS = 4;

/** Follows the event log for streams. */
@Injectable()
export class EventFollower {
  private readonly logger = new Logger('events');
  private readonly turns = new Turns(READERS);

  constructor(
    private readonly log: EventLog,
    private readonly signal: EventSignal,
  ) {}

  /** Pages of what is behind a position and of what comes, possibly empty ones, until the abortion. */
  async *follow(filter: EventFilter, after: EventPosition, aborted: AbortSignal): AsyncGenerator<EventPage> {
    let look = HELD_BACK_LOOK;
    let known = -1;
    while (!aborted.aborted) {
      if (this.signal.wakeUps !== known) look = HELD_BACK_LOOK;
      known = this.signal.wakeUps;
      const page = await this.read(filter, after);
      if (page) {
        after = page.next;
        yield page;
      }
      if (page?.events.length === PAGE) continue;
      const pause = page?.behind ? look : SAFETY_LOOK;
      look = Math.min(look * 2, SAFETY_LOOK);
      await this.signal.next(known, pause, aborted);
    }
  }

  /** Undefined when the log cannot be read at the moment: streams outlive that. */
  private async read(filter: EventFilter, after: EventPosition): Promise<EventPage | undefined> {
    try {
      return await this.turns.take(() => this.log.read(filter, after, PAGE));
    } catch (error) {
      this.logger.warn({ err: error }, 'the event log cannot be read');
      return undefined;
    }
  }
}
