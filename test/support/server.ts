import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomInt, randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Client as PostgresClient } from 'pg';
import type { QueryResultRow } from 'pg';
import { removeFolder } from '../../src/domains/compute-jobs/packages/read-only-folders';
import { Client } from './client';
import { createDatabase } from './cluster';
import { waitFor } from './wait-for';

/** Milliseconds, for machines that have much else to do. */
const START_TIME = 60_000;
const ENTRY = resolve(__dirname, '../../dist/main.js');
/** Code is optimised later than by default, which takes a sixth of a start: most servers of tests live for seconds. */
const NODE_FLAGS = ['--interrupt-budget=400000'];

export interface ServerOptions {
  env?: Record<string, string>;
  /** Another server's database and data folder to share: a second process of the same service. */
  beside?: Server;
  /** The jest worker on whose PostgreSQL its database is; that of the test unless named. */
  worker?: string;
}

/** Starts the built service as a real process on a free port, with a database of its own. */
export async function startServer({ env = {}, beside, worker }: ServerOptions = {}): Promise<Server> {
  const database = beside ? undefined : await createDatabase('schema', worker);
  const server = new Server(
    beside?.databaseUrl ?? database!.url,
    beside?.dataDir ?? mkdtempSync(join(tmpdir(), 'quintet-test-')),
    beside?.key ?? `sk_${randomUUID().replaceAll('-', '')}${randomUUID().replaceAll('-', '')}`,
    { ...beside?.env, ...env },
    async () => {
      if (beside) return;
      await database!.drop();
      await removeFolder(server.dataDir);
    },
  );
  await server.start().catch(async (error: unknown) => {
    await server.kill();
    await server.stop();
    throw error;
  });
  return server;
}

export class Server {
  url: string;
  /** Of the embedded broker. */
  mqttPort: number;
  private process?: ChildProcess;
  private log = '';

  constructor(
    readonly databaseUrl: string,
    readonly dataDir: string,
    readonly key: string,
    readonly env: Record<string, string>,
    private readonly cleanUp: () => Promise<void>,
  ) {}

  /** Starts the process, again after `kill` too, and waits until it takes requests. */
  async start(): Promise<void> {
    // Both are held at once, or they could be one.
    const [port, mqttPort] = await Promise.all([freePort(), freePort()]);
    const inherited = {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      NODE_EXTRA_CA_CERTS: process.env.NODE_EXTRA_CA_CERTS,
    };
    const child = spawn(process.execPath, [...NODE_FLAGS, ENTRY], {
      cwd: this.dataDir,
      env: {
        ...inherited,
        PORT: String(port),
        MQTT_PORT: String(mqttPort),
        DATA_DIR: this.dataDir,
        DATABASE_URL: this.databaseUrl,
        BOOTSTRAP_API_KEY: this.key,
        RATE_LIMIT_PER_SECOND: '0',
        LOG_LEVEL: 'warn',
        ...this.env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.process = child;
    this.mqttPort = Number(this.env.MQTT_PORT ?? mqttPort);
    this.url = `http://127.0.0.1:${this.env.PORT ?? port}`;
    child.stdout.on('data', (chunk: Buffer) => (this.log += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (this.log += chunk.toString()));
    await waitFor(
      async () => {
        if (child.exitCode !== null) throw new Error(`the server ended:\n${this.output}`);
        return fetch(`${this.url}/health/ready`).then(
          (answer) => answer.ok,
          () => false,
        );
      },
      { what: 'the server to be ready', timeout: START_TIME },
    );
  }

  /** All that its processes have written. */
  get output(): string {
    return this.log;
  }

  /** Of the process that runs. */
  get pid(): number | undefined {
    return this.process?.pid;
  }

  /** Whether the process has neither ended nor been killed. */
  get running(): boolean {
    return this.process?.exitCode === null && this.process.signalCode === null;
  }

  /** Whether it is alive, as far as can be seen from outside. */
  answers(): Promise<boolean> {
    return fetch(`${this.url}/health/live`).then(
      ({ ok }) => ok,
      () => false,
    );
  }

  client(key: string | undefined = this.key): Client {
    return new Client(this.url, key);
  }

  /** A client without a credential. */
  stranger(): Client {
    return new Client(this.url, undefined);
  }

  /** A key of a tenant, a fresh one unless named, with the given scopes or all. */
  async tenant(
    name = `tenant-${randomUUID()}`,
    scopes?: string[],
  ): Promise<{ key: string; id: string; tenant: string }> {
    const { status, body, text } = await this.client().post('/platform/v1/api-keys', {
      name: 'test',
      tenant: name,
      scopes,
    });
    if (status !== 201) throw new Error(`no key: ${text}`);
    return { key: body.key as string, id: body.id as string, tenant: name };
  }

  async query<Row extends QueryResultRow>(sql: string, values: unknown[] = []): Promise<Row[]> {
    const client = new PostgresClient({ connectionString: this.databaseUrl });
    await client.connect();
    try {
      return (await client.query<Row>(sql, values)).rows;
    } finally {
      await client.end();
    }
  }

  /** SIGKILL: nothing is tidied up. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** SIGTERM, and its exit code. */
  async terminate(): Promise<number | null> {
    return this.end('SIGTERM');
  }

  /** Sends a signal, and waits for nothing. */
  signal(signal: NodeJS.Signals): void {
    this.process?.kill(signal);
  }

  /** Ends the process and removes its database and folder. */
  async stop(): Promise<void> {
    await this.terminate();
    await this.cleanUp();
  }

  private async end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.process;
    if (!child) return null;
    if (child.exitCode === null && child.signalCode === null) {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill(signal);
      await ended;
    }
    return child.exitCode;
  }
}

/** Below those that the system hands out by itself: nobody else gets it before it is listened on. */
const FREE_PORTS = { from: 10_000, to: 32_000 };

/** A port of the loopback address that nobody listens on. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(FREE_PORTS.from, FREE_PORTS.to);
    const server = createServer();
    const free = await new Promise<boolean>((tried) => {
      server.once('error', () => tried(false));
      server.listen(port, '127.0.0.1', () => tried(true));
    });
    if (!free) continue;
    await new Promise((closed) => server.close(closed));
    return port;
  }
}
