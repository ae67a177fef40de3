import { request } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** A client of a stream of JSON lines. */
export class JsonLines {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly lines: any[] = [];
  ended = false;
  private rest = '';

  private constructor(private readonly response: IncomingMessage) {
    response.setEncoding('utf8');
    response.on('data', (text: string) => this.take(text));
    response.once('close', () => (this.ended = true));
    response.on('error', () => undefined);
  }

  /** Resolves once the answer has begun. */
  static async open(url: string, key: string): Promise<JsonLines> {
    const headers = { authorization: `Bearer ${key}` };
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      request(url, { headers, agent: false }, resolve).on('error', reject).end();
    });
    return new JsonLines(response);
  }

  get status(): number | undefined {
    return this.response.statusCode;
  }

  get headers(): IncomingHttpHeaders {
    return this.response.headers;
  }

  close(): void {
    this.response.destroy();
  }

  private take(text: string): void {
    const lines = (this.rest + text).split('\n');
    this.rest = lines.pop()!;
    this.lines.push(...lines.map((line): unknown => JSON.parse(line)));
  }
}
