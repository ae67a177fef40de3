import { execFileSync } from 'node:child_process';
import { Agent, request as send } from 'node:http';
import { Client as PostgresClient } from 'pg';
import type { Server } from '../support/server';
import { parsed } from './answers';
import type { FuzzAnswer } from './answers';
import type { FuzzRequest } from './requests';

/** Bytes that a process under fire may take. */
const MEMORY_LIMIT = 600 * 1024 * 1024;
/** Milliseconds that an answer may take. */
const PATIENCE = 20_000;
const ID = /(^|_)id$|Id$/;
/** Ids that are kept for later requests. */
const REMEMBERED = 300;
const BAD_LOG = /"level":(50|60)|request failed|unhandled|uncaught|Warning:/i;

/** A server under fire: sends anything, remembers the ids that it gave out, sees what requests leave behind. */
export class Service {
  requests = 0;
  readonly statuses: Record<number, number> = {};
  private readonly ids: string[] = ['default'];
  private readonly agent: Agent;
  private database?: PostgresClient;
  private countRows = { name: 'rows', text: '' };
  private logRead = 0;

  constructor(
    readonly server: Server,
    connections = 1,
  ) {
    this.agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  /** Looks at its tables too. */
  async watchRows(): Promise<void> {
    this.database = new PostgresClient({ connectionString: this.server.databaseUrl });
    await this.database.connect();
    // Over a hundred tables PostgreSQL would start two processes for each count, which take longer than it does.
    await this.database.query('SET max_parallel_workers_per_gather = 0');
    const { rows } = await this.database.query<{ name: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
       WHERE schemaname IN ('platform', 'drone', 'production', 'compute', 'pipeline', 'scheduled') ORDER BY 1`,
    );
    this.countRows.text = rows
      .map(({ name }) => `SELECT '${name}' AS name, count(*)::int AS count FROM ${name}`)
      .join(' UNION ALL ');
  }

  async close(): Promise<void> {
    this.agent.destroy();
    await this.database?.end();
  }

  /** An id that the service gave out. */
  readonly id = (picked: number): string => this.ids[picked % this.ids.length];

  /** Sends a request with a credential unless it has one, and remembers the ids in what was made. */
  async send({ method, target, headers, body, chunked }: FuzzRequest, key = this.server.key): Promise<FuzzAnswer> {
    this.requests++;
    const answer = await new Promise<FuzzAnswer>((resolve, reject) => {
      const framing = chunked ? { 'transfer-encoding': 'chunked' } : { 'content-length': body?.length ?? 0 };
      const outgoing = send(this.server.url, {
        method,
        path: target,
        agent: this.agent,
        timeout: PATIENCE,
        headers: { authorization: `Bearer ${key}`, ...(body && framing), ...headers },
      });
      outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer within ${PATIENCE} ms`)));
      outgoing.on('error', reject);
      outgoing.on('response', (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('error', reject);
        incoming.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          resolve({ status: incoming.statusCode!, headers: incoming.headers, text });
        });
      });
      outgoing.end(body);
    });
    this.statuses[answer.status] = (this.statuses[answer.status] ?? 0) + 1;
    if (method === 'POST' && answer.status < 300) this.remember(parsed(answer.text));
    return answer;
  }

  /** Rows of every table that `watchRows` found. */
  async rows(): Promise<Record<string, number>> {
    const { rows } = await this.database!.query<{ name: string; count: number }>(this.countRows);
    return Object.fromEntries(rows.map(({ name, count }) => [name, count]));
  }

  /** What its process has logged since that it should not. */
  complaints(): string[] {
    const news = this.server.output.slice(this.logRead);
    this.logRead = this.server.output.length;
    return news.split('\n').filter((line) => BAD_LOG.test(line));
  }

  /** What is wrong with its process. */
  async faults(): Promise<string[]> {
    const alive = await this.server
      .stranger()
      .get('/health/live')
      .catch(() => undefined);
    if (alive?.status !== 200) return [...this.complaints(), 'the process is gone'];
    return this.memory() > MEMORY_LIMIT
      ? [...this.complaints(), `the process has ${this.memory()} bytes`]
      : this.complaints();
  }

  /** Bytes in memory of the process. */
  memory(): number {
    return 1024 * Number(execFileSync('ps', ['-o', 'rss=', '-p', String(this.server.pid)], { encoding: 'utf8' }));
  }

  private remember(value: unknown, name = ''): void {
    if (typeof value === 'object' && value !== null)
      for (const [key, member] of Object.entries(value)) this.remember(member, key);
    else if (ID.test(name) && (typeof value === 'string' || typeof value === 'number')) this.keep(String(value));
  }

  private keep(id: string): void {
    if (this.ids.includes(id)) return;
    if (this.ids.length >= REMEMBERED) this.ids.splice(1, 1);
    this.ids.push(id);
  }
}
