import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import type { QueryResultRow } from 'pg';
import { openCluster } from '../../../src/kernel/database/embedded-cluster';
import type { Cluster } from '../../../src/kernel/database/embedded-cluster';
import { findPostmaster } from '../../../src/kernel/database/embedded-lock-file';
import { ensureRunning } from '../../../src/kernel/database/embedded-postmaster';
import { removeAtExit } from '../remove-at-exit';
import { waitFor } from '../wait-for';

/** Commits reach the disk before they are acknowledged, as in production: what is stopped at once must lose none. */
const SETTINGS = { restart_after_crash: 'on' };
const START_TIME = 60_000;

/** A PostgreSQL of its own, which a test may stop, start and shoot at. */
export class FaultCluster {
  private constructor(
    private readonly cluster: Cluster,
    readonly url: string,
  ) {}

  static async open(): Promise<FaultCluster> {
    const dataDir = mkdtempSync(join(tmpdir(), 'quintet-fault-'));
    // Root's PostgreSQL runs as another user, who has to get in.
    chmodSync(dataDir, 0o755);
    const cluster = await openCluster(dataDir, () => undefined);
    removeAtExit([dataDir, cluster.folder]);
    const port = await ensureRunning(cluster, SETTINGS, Date.now() + START_TIME);
    const url = `postgres://quintet:${cluster.note.password}@127.0.0.1:${port}/postgres`;
    return new FaultCluster(cluster, url);
  }

  /** `pg_ctl -m immediate`: no transaction is finished, nothing is written any more. */
  async stopImmediately(): Promise<void> {
    const postmaster = await findPostmaster(this.cluster.folder);
    process.kill(postmaster!.pid, 'SIGQUIT');
    await waitFor(async () => !(await findPostmaster(this.cluster.folder)), { what: 'PostgreSQL to be gone' });
  }

  /** Starts it again on the same port, and waits until it has recovered and takes connections. */
  async start(): Promise<void> {
    await ensureRunning(this.cluster, SETTINGS, Date.now() + START_TIME);
    await waitFor(
      () =>
        this.query('SELECT 1').then(
          () => true,
          () => false,
        ),
      { what: 'PostgreSQL to be back' },
    );
  }

  /** Ends every session of the service, and tells how many there were. */
  async terminateBackends(): Promise<number> {
    const ended = await this.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`,
    );
    return ended.length;
  }

  async query<Row extends QueryResultRow>(sql: string, values: unknown[] = []): Promise<Row[]> {
    const client = new Client({ connectionString: this.url });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query<Row>(sql, values)).rows;
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  async remove(): Promise<void> {
    if (await findPostmaster(this.cluster.folder)) await this.stopImmediately();
    for (const folder of [this.cluster.folder, this.cluster.dataDir]) rmSync(folder, { recursive: true, force: true });
  }
}
