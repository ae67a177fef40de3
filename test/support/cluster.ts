import { randomUUID } from 'node:crypto';
import { Client } from 'pg';

/** The database of each PostgreSQL that others are copied from, which is quicker than migrating each. */
export const MIGRATED = 'quintet_migrated';

/** A database that one test file has for itself. */
export interface TestDatabase {
  url: string;
  /** Removes it, whoever is still connected. */
  drop(): Promise<void>;
}

/**
 * Makes a database on the PostgreSQL of a jest worker.
 *
 * @param content with the schema as every migration left it, or nothing at all
 */
export async function createDatabase(
  content: 'schema' | 'nothing' = 'schema',
  worker = process.env.JEST_WORKER_ID,
): Promise<TestDatabase> {
  const cluster = clusterUrl(worker);
  const name = `quintet_test_${randomUUID().replaceAll('-', '')}`;
  await run(cluster, `CREATE DATABASE ${name} TEMPLATE ${content === 'schema' ? MIGRATED : 'template0'}`);
  const url = new URL(cluster);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => run(cluster, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

async function run(cluster: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: cluster });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

function clusterUrl(worker?: string): string {
  const urls = JSON.parse(process.env.QUINTET_TEST_CLUSTERS ?? '[]') as string[];
  if (urls.length === 0) throw new Error('Only the tiers with a global set-up have a PostgreSQL: see jest.config.mjs');
  return urls[(Number(worker) - 1) % urls.length];
}
