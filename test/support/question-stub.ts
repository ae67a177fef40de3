import type { ServerResponse } from 'node:http';
import type { PipelineTenant } from './pipeline';
import type { Server } from './server';
import { Target } from './target';
import { waitFor } from './wait-for';

/** A question that reached the stub. */
export interface Asked {
  /** Milliseconds since 1970. */
  at: number;
  query: string;
  /** The only file that it is about; none for questions over all. */
  file: string | undefined;
  filters: unknown;
}

/** Answers the nth call (from 1) with the same query and file. */
export type Reply = (response: ServerResponse, asked: Asked, nth: number) => void;

export function send(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

/** Answers with the query and the file that it was asked about. */
export const answer: Reply = (response, { query, file }) =>
  send(response, 200, {
    results: [{ answers: [{ answer: `${query} in ${file}`, type: 'extractive', score: 0.5 }], documents: [] }],
  });

/** A server with deepset's search that says what it is told to, and counts. */
export class QuestionStub {
  readonly asked: Asked[] = [];
  reply: Reply = answer;
  /** Calls without an answer, and how many there have been at most. */
  open = 0;
  most = 0;
  private waiting: (() => void)[] | undefined;

  private constructor(private readonly target: Target) {}

  static async open(): Promise<QuestionStub> {
    const target = await Target.open((response, { at, body }) => {
      const { queries, files, filters } = JSON.parse(body.toString());
      stub.receive(response, { at, query: queries[0], file: files?.[0], filters });
    });
    const stub = new QuestionStub(target);
    return stub;
  }

  get url(): string {
    return this.target.url;
  }

  /** From now on calls wait for `release`. */
  hold(): void {
    this.waiting ??= [];
  }

  release(): void {
    const waiting = this.waiting ?? [];
    this.waiting = undefined;
    for (const goOn of waiting) goOn();
  }

  about(query: string): Asked[] {
    return this.asked.filter((one) => one.query === query);
  }

  /** Has the only pipeline of a tenant put its questions here. */
  async serve(server: Server, tenant: PipelineTenant, config: object = {}): Promise<void> {
    await deploy(server, tenant, { url: this.url, ...config });
  }

  close(): void {
    this.release();
    this.target.close();
  }

  private receive(response: ServerResponse, asked: Asked): void {
    this.asked.push(asked);
    const nth = this.asked.filter(({ query, file }) => query === asked.query && file === asked.file).length;
    this.open++;
    this.most = Math.max(this.most, this.open);
    response.on('close', () => this.open--);
    const goOn = () => this.reply(response, asked, nth);
    if (this.waiting) this.waiting.push(goOn);
    else goOn();
  }
}

/** Gives the only pipeline of a tenant another config, as if it had been deployed with it. */
export async function deploy(server: Server, { pipeline }: PipelineTenant, config: object): Promise<void> {
  const whole = { connector: 'deepset-search', workspace: 'w', pipeline: 'p', backoff_seconds: 0.01, ...config };
  await server.query(
    "UPDATE pipeline.pipelines SET config = $2, deployed_config = $2, status = 'DEPLOYED' WHERE id = $1",
    [pipeline, JSON.stringify(whole)],
  );
}

/** Waits until a job is no longer started, and returns it. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export async function finished(tenant: PipelineTenant, job: string, timeout = 20_000): Promise<any> {
  return waitFor(
    async () => {
      const { status, body } = await tenant.api.get(`${tenant.jobs}/${job}`);
      return status === 200 && body.status !== 'STARTED' && body;
    },
    { what: 'the job to end', timeout },
  );
}

export interface StoredItem extends Record<string, unknown> {
  id: string;
  position: number;
  query: string;
  file_id: string | null;
  file_name: string | null;
  status: string;
  attempts: number;
  answers: { answer: string }[];
  error: { type: string; message: string; status_code: number | null } | null;
}

/** The items of a job as they are stored, in order. */
export function itemsOf(server: Server, job: string): Promise<StoredItem[]> {
  return server.query<StoredItem>('SELECT * FROM pipeline.items WHERE job_id = $1 ORDER BY ordinal', [job]);
}

/** The types of the events about something, without their common beginning. */
export async function eventsOf(server: Server, subject: string): Promise<string[]> {
  const rows = await server.query<{ type: string }>(
    'SELECT type FROM platform.events WHERE subject = $1 ORDER BY xid, position',
    [subject],
  );
  return rows.map(({ type }) => type.replace('quintet.pipeline.', ''));
}
