import type { ServerResponse } from 'node:http';
import { Target } from './target';
import type { Received } from './target';

const BELOW = '/jira/rest/api/2';

/** A Jira on the loopback with a few issues, as far as the service asks for it. */
export class JiraStub {
  /** Fields of the issues by key. */
  readonly issues = new Map<string, Record<string, unknown>>();
  readonly comments: { key: string; body: string }[] = [];
  /** Answers every request with this status, when set. */
  failing?: number;
  /** Answers every request with this text, when set. */
  answering?: string;
  /** Requests wait for it, when set. */
  gate?: Promise<unknown>;
  /** Most requests at once. */
  most = 0;
  private open = 0;

  private constructor(readonly target: Target) {}

  static async start(): Promise<JiraStub> {
    const target = await Target.open((response, request) => void stub.answer(response, request));
    const stub: JiraStub = new JiraStub(target);
    return stub;
  }

  get baseUrl(): string {
    return `${this.target.url}/jira`;
  }

  get last(): Received {
    return this.target.received.at(-1)!;
  }

  close(): void {
    this.target.close();
  }

  private async answer(response: ServerResponse, request: Received): Promise<void> {
    this.most = Math.max(this.most, ++this.open);
    await this.gate;
    this.open--;
    if (this.failing !== undefined) return void response.writeHead(this.failing, { location: '/elsewhere' }).end('{}');
    if (this.answering !== undefined) return void response.end(this.answering);
    const { status, body } = this.respond(request);
    response.writeHead(status, { 'content-type': 'application/json' }).end(body && JSON.stringify(body));
  }

  private respond({ method, url, body }: Received): { status: number; body?: object } {
    const path = url.split('?', 1)[0].slice(BELOW.length);
    if (path === '/search') {
      return { status: 200, body: { issues: [...this.issues].map(([key, fields]) => ({ key, fields })) } };
    }
    const [, key, rest] = /^\/issue\/([^/]+)(\/comment)?$/.exec(path) ?? [];
    const fields = this.issues.get(decodeURIComponent(key ?? ''));
    if (!fields) return { status: 404, body: { errorMessages: ['Issue Does Not Exist'] } };
    if (method === 'GET') return { status: 200, body: { key, fields } };
    const sent = JSON.parse(body.toString()) as { body: string; fields: object };
    if (rest) {
      this.comments.push({ key, body: sent.body });
      return { status: 201, body: { id: String(10_000 + this.comments.length) } };
    }
    Object.assign(fields, sent.fields);
    return { status: 204 };
  }
}
