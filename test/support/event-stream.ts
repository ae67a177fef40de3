import { request } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { waitFor } from './wait-for';

export interface Received {
  id: string;
  /** Its kind, where the stream has several. */
  event?: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  data: any;
}

/** A client of server-sent events that reads no more than it is told to. */
export class EventStream {
  readonly events: Received[] = [];
  comments = 0;
  retry?: number;
  lastId?: string;
  ended = false;
  private rest = '';

  private constructor(private readonly response: IncomingMessage) {
    response.setEncoding('utf8');
    response.once('close', () => (this.ended = true));
    response.on('error', () => undefined);
  }

  static async open(url: string, headers: Record<string, string>, reads = true): Promise<EventStream> {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      request(url, { headers, agent: false }, resolve).on('error', reject).end();
    });
    const stream = new EventStream(response);
    if (reads) stream.read();
    return stream;
  }

  get status(): number | undefined {
    return this.response.statusCode;
  }

  get headers(): IncomingHttpHeaders {
    return this.response.headers;
  }

  read(): void {
    this.response.on('data', (text: string) => this.take(text));
  }

  close(): void {
    this.response.destroy();
  }

  /** The first event that is, or comes to be, about a subject. */
  about(subject: string): Promise<Received> {
    return waitFor(() => this.events.find(({ data }) => data.subject === subject), { what: `an event of ${subject}` });
  }

  private take(text: string): void {
    const blocks = (this.rest + text).split('\n\n');
    this.rest = blocks.pop()!;
    for (const block of blocks) {
      const fields = block
        .split('\n')
        .map((line): [string, string] => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]);
      const value = (name: string) => fields.find(([field]) => field === name)?.[1];
      if (value('') !== undefined) this.comments++;
      if (value('retry') !== undefined) this.retry = Number(value('retry'));
      this.lastId = value('id') ?? this.lastId;
      const data = value('data');
      if (data !== undefined) this.events.push({ id: value('id')!, event: value('event'), data: JSON.parse(data) });
    }
  }
}
