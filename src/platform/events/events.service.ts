import { Injectable } from '@nestjs/common';
import type { Caller } from '../../kernel/auth/caller';
import { Failure } from '../../kernel/errors/failure';
import { formatCursor } from '../../kernel/events/event-cursor';
import { EventFollower } from '../../kernel/events/event-follower';
import { EventLog } from '../../kernel/events/event-log';
import type { EventFilter } from '../../kernel/events/event-log';
import { ApiSurfaces } from '../../kernel/http/api-surface';
import type { StreamSource } from '../../kernel/http/event-streams';
import type { StreamedPage } from '../../kernel/http/stream-formats';
import { toCloudEvent } from './cloud-event';
import type { EventQuery } from './event-query';
import type { EventPageDto } from './events.dto';
import { narrow, readablePrefixes } from './readable-types';

@Injectable()
export class EventsService {
  constructor(
    private readonly log: EventLog,
    private readonly follower: EventFollower,
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
    for await (const { events, next } of this.follower.follow(filter, after, aborted)) {
      const shown = events.map(toCloudEvent);
      yield { events: shown.map((event) => ({ id: event.id, data: event })), position: formatCursor(next) };
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
