import { chmodSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Client } from 'pg';
import { installQueue } from '../../src/engine/install';
import { startEmbeddedPostgres } from '../../src/kernel/database/embedded-postgres';
import type { EmbeddedPostgres } from '../../src/kernel/database/embedded-postgres';
import { migrateDatabase } from '../../src/kernel/database/migrate';
import { MIGRATED } from './cluster';
import { removeAtExit } from './remove-at-exit';
import { SharedServers } from './shared-servers';

declare global {
  var testClusters: EmbeddedPostgres[] | undefined;
  var sharedServers: SharedServers | undefined;
}

/** Tests bear to lose their data when the machine does. */
const SETTINGS = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

/**
 * A PostgreSQL for every worker of the run, as a transaction of one test would hold back the event feed of another. jest
 * calls this once, however many projects name it.
 */
export default async function globalSetup({ maxWorkers }: { maxWorkers: number }): Promise<void> {
  const given = process.env.QUINTET_TEST_DATABASE_URL;
  if (!given) globalThis.testClusters = await Promise.all(Array.from({ length: maxWorkers }, startCluster));
  const urls = given ? [given] : globalThis.testClusters!.map(({ url }) => url);
  await Promise.all(urls.map(migrate));
  process.env.QUINTET_TEST_CLUSTERS = JSON.stringify(urls);
  globalThis.sharedServers = await SharedServers.open();
  process.env.QUINTET_TEST_SHARED_SERVERS = globalThis.sharedServers.url;
}

async function startCluster(): Promise<EmbeddedPostgres> {
  const dataDir = mkdtempSync(join(tmpdir(), 'quintet-cluster-'));
  // Root's PostgreSQL runs as another user, who has to get in.
  chmodSync(dataDir, 0o755);
  const started = await startEmbeddedPostgres({ dataDir, log: () => undefined, settings: SETTINGS });
  const { cluster } = JSON.parse(readFileSync(join(dataDir, 'postgres.json'), 'utf8')) as { cluster: string };
  removeAtExit([dataDir, resolve(dataDir, cluster)]);
  return started;
}

async function migrate(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(`DROP DATABASE IF EXISTS ${MIGRATED}`);
  await client.query(`CREATE DATABASE ${MIGRATED} TEMPLATE template0`);
  await client.end();
  const migrated = new URL(url);
  migrated.pathname = `/${MIGRATED}`;
  await installQueue(migrated.href);
  await migrateDatabase(migrated.href, resolve(__dirname, '../../src'));
}
