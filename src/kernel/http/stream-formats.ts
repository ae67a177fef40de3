import { EventBuffer } from 'better-sse';

/** Milliseconds after which a client of server-sent events that lost its connection comes back. */
const RETRY = 1_000;

export interface StreamedPage {
  /** What is sent: an id to resume from, the kind of the event where a stream has several, and anything JSON can hold. */
  events: { id: string; event?: string; data: unknown }[];
  /** Where to resume from after the page; told with the next sign of life, since a page may be empty for long. */
  position?: string;
}

/** How a stream is written. */
export interface StreamFormat {
  contentType: string;
  /** Sent at once: the client sees that the stream is open. */
  opening(): string;
  /** Empty for a page without events. */
  page(page: StreamedPage): string;
  /** A sign of life. */
  heartbeat(position: string | undefined): string;
}

/**
 * Fields with a space behind their colon, as everybody else writes them: clients that are no EventSource often look for
 * `data: `. What goes in has no line breaks, being JSON or the service's own names.
 */
const eventBuffer = (): EventBuffer => new EventBuffer({ sanitizer: (value) => ` ${value}` });

/** Server-sent events, as EventSource reads them. */
export const SERVER_SENT_EVENTS: StreamFormat = {
  contentType: 'text/event-stream; charset=utf-8',
  opening: () => eventBuffer().retry(RETRY).dispatch().read(),
  page({ events }) {
    const buffer = eventBuffer();
    for (const { id, event, data } of events) {
      buffer.id(id);
      if (event !== undefined) buffer.event(event);
      buffer.data(data).dispatch();
    }
    return buffer.read();
  },
  heartbeat(position) {
    const buffer = eventBuffer().comment('ping');
    return (position === undefined ? buffer : buffer.id(position)).dispatch().read();
  },
};

/** The data of every event as a line of JSON: without ids, so a client that comes back begins anew. */
export function newlineDelimited(heartbeat: object): StreamFormat {
  const line = (value: unknown) => `${JSON.stringify(value)}\n`;
  return {
    contentType: 'application/x-ndjson; charset=utf-8',
    opening: () => line(heartbeat),
    page: ({ events }) => events.map(({ data }) => line(data)).join(''),
    heartbeat: () => line(heartbeat),
  };
}
