import { Injectable, Logger } from '@nestjs/common';
import type { Caller } from '../../kernel/auth/caller';
import { Failure } from '../../kernel/errors/failure';
import { formatCursor } from '../../kernel/events/event-cursor';
import { EventLog } from '../../kernel/events/event-log';
import type { EventFilter, EventPage } from '../../kernel/events/event-log';
import { EventSignal } from '../../kernel/events/event-signal';
import { ApiSurfaces } from '../../kernel/http/api-surface';
import type { StreamedPage, StreamSource } from '../../kernel/http/event-streams';
import { toCloudEvent } from './cloud-event';
import type { EventQuery } from './event-query';
import type { EventPageDto } from './events.dto';
import { narrow, readablePrefixes } from './readable-types';
import { Turns } from './turns';

const STREAM_PAGE = 100;
/** Milliseconds between looks at the log without a wake-up. */
const SAFETY_LOOK = 1_500;
/** Milliseconds until the first look for what a running transaction held back; the time doubles from look to look. */
const HELD_BACK_LOOK = 20;
/** Streams that read at once; a wake-up of hundreds must leave connections to everybody else. */
const READERS = 4;

@Injectable()
export class EventsService {
  private readonly logger = new Logger('events');
  private readonly turns = new Turns(READERS);

  constructor(
    private readonly log: EventLog,
    private readonly signal: EventSignal,
    private readonly surfaces: ApiSurfaces,
  ) {}

  async page(caller: Caller, query: EventQuery): Promise<EventPageDto> {
    const { events, next } = await this.log.read(this.filterOf(caller, query), query.after, query.limit);
    return { data: events.map(toCloudEvent), next: formatCursor(next) };
  }

  follow(caller: Caller, query: EventQuery): StreamSource {
    const filter = this.filterOf(caller, query);
    return (aborted) => this.pages(filter, query, aborted);
  }

  private async *pages(filter: EventFilter, { after }: EventQuery, aborted: AbortSignal): AsyncGenerator<StreamedPage> {
    let look = HELD_BACK_LOOK;
    let known = -1;
    while (!aborted.aborted) {
      if (this.signal.wakeUps !== known) look = HELD_BACK_LOOK;
      known = this.signal.wakeUps;
      const page = await this.read(filter, after);
      if (page) {
        after = page.next;
        const events = page.events.map(toCloudEvent);
        yield { events: events.map((event) => ({ id: event.id, data: event })), position: formatCursor(after) };
      }
      if (page?.events.length === STREAM_PAGE) continue;
      const pause = page?.behind ? look : SAFETY_LOOK;
      look = Math.min(look * 2, SAFETY_LOOK);
      await this.signal.next(known, pause, aborted);
    }
  }

  /** Undefined when the log cannot be read at the moment: streams outlive that. */
  private async read(filter: EventFilter, after: EventQuery['after']): Promise<EventPage | undefined> {
    try {
      return await this.turns.take(() => this.log.read(filter, after, STREAM_PAGE));
    } catch (error) {
      this.logger.warn({ err: error }, 'the event log cannot be read');
      return undefined;
    }
  }

  /** @throws Failure `forbidden` for a credential that may read no domain */
  private filterOf({ tenantId, scopes }: Caller, { type, subject }: EventQuery): EventFilter {
    const domains = this.surfaces.documented.map(({ name }) => name);
    const prefixes = readablePrefixes(domains, scopes);
    if (prefixes.length === 0) throw new Failure('forbidden', undefined, { data: { scope: '<domain>:read' } });
    if (type !== undefined) return { tenantId, subject, types: narrow(prefixes, type) };
    return { tenantId, subject, types: prefixes.length === domains.length ? undefined : prefixes };
  }
}
