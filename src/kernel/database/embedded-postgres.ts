import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client, DatabaseError } from 'pg';

import { type Cluster, openCluster } from './embedded-cluster';
import { hasCode } from './embedded-files';
import { ensureRunning, stopPostmaster } from './embedded-postmaster';

/** Options of the embedded PostgreSQL. */
export interface EmbeddedPostgresOptions {
  /** Folder for all it keeps, relative to the working directory; made where it does not exist. */
  dataDir: string;
  /** Receives one line per step that takes noticeable time. */
  log: (line: string) => void;
  /** PostgreSQL's parameters by name, in addition to its own: `{ fsync: 'off' }` for tests. */
  settings?: Record<string, string>;
}

/** A PostgreSQL server that this process uses. */
export interface EmbeddedPostgres {
  /** Address of the database `quintet`, password included. Its user is a superuser. */
  url: string;
  /** Ends the use; the last process of Quintet that uses the server stops it. Never rejects. */
  stop(): Promise<void>;
}

/** Milliseconds until a server that starts up or shuts down must be there. */
const START_TIME = 30_000;
/** Milliseconds that connections of processes which are ending get to go away. */
const LEAVE_TIME = 1_000;
const POLL = 20;
/** Advisory lock in database `postgres`: each process that uses the server shares it, the one that stops it holds it alone. */
const USE_LOCK = 0x7175696e;

/** PostgreSQL: shut down by an administrator or crashing, starting up or shutting down. */
const TRANSIENT_SQLSTATES = ['57P01', '57P02', '57P03'];
const OTHER_PROCESSES = `
  SELECT FROM pg_stat_activity
  WHERE application_name LIKE 'quintet:%' AND application_name <> current_setting('application_name')`;

/**
 * Starts PostgreSQL on the cluster in `dataDir`, or joins the server that runs there already, left by a killed process
 * or used by another. The server outlives this process unless `stop` is called.
 *
 * Every connection of Quintet must carry the `application_name` `quintet:<pid>` of its process: `stop` leaves the server
 * running while another process has one. The use keeps this process alive until `stop`.
 *
 * @throws Error with one line for the operator
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { dataDir, log, settings = {} } = options;
  const cluster = await openCluster(resolve(dataDir), log);
  const { session, port } = await join(cluster, settings);
  let stopping: Promise<void> | undefined;
  return {
    url: address(cluster, port, 'quintet'),
    stop: () => (stopping ??= leave(session, cluster, log)),
  };
}

/** Opens the session that marks this process as one that uses the server. */
async function join(cluster: Cluster, settings: Record<string, string>): Promise<{ session: Client; port: number }> {
  const deadline = Date.now() + START_TIME;
  for (;;) {
    const port = await ensureRunning(cluster, settings, deadline);
    const session = new Client({
      connectionString: address(cluster, port, 'postgres'),
      application_name: `quintet:${process.pid}`,
    });
    // The session does nothing while it is held: its loss is noticed when the server is left.
    session.on('error', () => undefined);
    try {
      await session.connect();
      await session.query('SELECT pg_advisory_lock_shared($1)', [USE_LOCK]);
      await ensureDatabase(session);
      return { session, port };
    } catch (error) {
      await session.end().catch(() => undefined);
      await delay(POLL);
      if (!isTransient(error)) throw new Error(explain(error, cluster), { cause: error });
    }
  }
}

async function ensureDatabase(session: Client): Promise<void> {
  const { rowCount } = await session.query(`SELECT FROM pg_database WHERE datname = 'quintet'`);
  if (rowCount) return;
  // Processes that start at once wait for each other here; the exclusive lock is not in the way of their shared ones.
  await session.query('SELECT pg_advisory_lock($1, 0)', [USE_LOCK]);
  const again = await session.query(`SELECT FROM pg_database WHERE datname = 'quintet'`);
  if (!again.rowCount) await session.query('CREATE DATABASE quintet');
  await session.query('SELECT pg_advisory_unlock($1, 0)', [USE_LOCK]);
}

async function leave(session: Client, cluster: Cluster, log: (line: string) => void): Promise<void> {
  try {
    if (await isLast(session)) await stopPostmaster(cluster);
  } catch (error) {
    log(`The embedded PostgreSQL is left as it is: ${error instanceof Error ? error.message : error}`);
  } finally {
    await session.end().catch(() => undefined);
  }
}

/** Whether no other process uses the server. If so, none begins to until this session ends. */
async function isLast(session: Client): Promise<boolean> {
  await session.query('SELECT pg_advisory_unlock_shared($1)', [USE_LOCK]);
  const { rows } = await session.query<{ alone: boolean }>('SELECT pg_try_advisory_lock($1) AS alone', [USE_LOCK]);
  if (!rows[0].alone) return false;
  for (const deadline = Date.now() + LEAVE_TIME; ; await delay(POLL)) {
    const { rowCount } = await session.query(OTHER_PROCESSES);
    if (!rowCount) return true;
    if (Date.now() > deadline) return false;
  }
}

function address({ note }: Cluster, port: number, database: string): string {
  return `postgres://quintet:${note.password}@127.0.0.1:${port}/${database}`;
}

function isTransient(error: unknown): boolean {
  if (error instanceof DatabaseError) return TRANSIENT_SQLSTATES.includes(error.code ?? '');
  return hasCode(error, 'ECONNREFUSED', 'ECONNRESET', 'EPIPE') || /terminated|not queryable/.test(String(error));
}

function explain(error: unknown, { folder, dataDir }: Cluster): string {
  const reason = error instanceof Error ? error.message : String(error);
  const hint = hasCode(error, '28P01') ? `: postgres.json in ${dataDir} belongs to another cluster` : '';
  return `The embedded PostgreSQL in ${folder} refuses the service: ${reason}${hint}`;
}
