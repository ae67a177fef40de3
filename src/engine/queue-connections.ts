import { Pool } from 'pg';
import type { PoolClient } from 'pg';

/** Takes and endings of tasks are short: more at once would only wait for each other. */
const CONNECTIONS = 5;
/**
 * - No commit of the queue waits for the disk. What a task does is committed after its take, and so only once the take is
 *   on the disk as well; an ending that is lost has the task run again, which finds its work done.
 * - The queue is read through its index. By its statistics, taken when it was empty, PostgreSQL would rather read and sort
 *   all of it for every single task.
 */
const SETTINGS = { synchronous_commit: 'off', enable_seqscan: 'off', enable_bitmapscan: 'off' };

/** Connections for graphile-worker's own statements, to the same database as the given ones. */
export function openQueueConnections({ options }: Pool): Pool {
  const settings = Object.entries(SETTINGS).map(([name, value]) => `-c ${name}=${value}`);
  const pool = new Pool({
    ...options,
    // The pool hides it from copies.
    password: options.password,
    max: CONNECTIONS,
    options: [options.options, ...settings].filter(Boolean).join(' '),
  });
  pool.on('error', ignore);
  pool.on('acquire', bearLoss);
  return pool;
}

/** A lost connection fails its statement. Without a listener, as graphile-worker uses it, it would end the process too. */
function bearLoss(client: PoolClient): void {
  if (!client.listeners('error').includes(ignore)) client.on('error', ignore);
}

const ignore = () => undefined;
