import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseProxy } from '../database-proxy';
import { Server } from '../server';
import { waitFor } from '../wait-for';
import { FaultCluster } from './fault-cluster';
import { HeldTarget, TARGET_CA } from './held-target';
import { Load } from './load';

/** Requests that one worker has open at once: what a fault of it can cut off at most. */
export const SLOTS = 20;
/** Milliseconds that the target takes to answer. */
const ANSWER = 1000;
const WORKERS = 3;
/** Milliseconds for workers to come back, if they have to, and take what waits. */
const BUSY_TIME = 90_000;

/** An API process and workers on a PostgreSQL of their own, and a target that their jobs call. */
export class Fleet {
  readonly workers: Server[] = [];
  api: Server;
  /** The lines of the API and of the first worker to PostgreSQL. */
  readonly apiLine: DatabaseProxy;
  readonly workerLine: DatabaseProxy;
  private readonly dataDir = mkdtempSync(join(tmpdir(), 'quintet-fleet-'));
  private readonly key = `sk_${randomUUID().replaceAll('-', '')}${randomUUID().replaceAll('-', '')}`;

  private constructor(
    readonly cluster: FaultCluster,
    readonly target: HeldTarget,
  ) {
    this.apiLine = new DatabaseProxy(cluster.url);
    this.workerLine = new DatabaseProxy(cluster.url);
  }

  static async start(): Promise<Fleet> {
    const fleet = new Fleet(await FaultCluster.open(), await HeldTarget.open(ANSWER));
    try {
      await fleet.open();
    } catch (error) {
      await fleet.stop();
      throw error;
    }
    return fleet;
  }

  load(): Load {
    return new Load(this.api, this.target.url);
  }

  /** Resolves when every slot of every worker is taken: from then on until the target's `release` nothing ends. */
  async busy(): Promise<void> {
    this.target.hold();
    const taken = () => this.target.waiting.length >= SLOTS * this.workers.length;
    await waitFor(taken, { what: 'all workers to be busy', timeout: BUSY_TIME });
  }

  /** Starts again what has ended, and waits until nothing is left to do: the next test is to find all as this one did. */
  async revive(): Promise<void> {
    await Promise.all([this.api, ...this.workers].map((server) => server.running || server.start()));
    const unfinished = "SELECT 1 FROM scheduled.jobs WHERE state IN ('available', 'executing', 'retryable') LIMIT 1";
    await waitFor(async () => (await this.cluster.query(unfinished)).length === 0, { timeout: BUSY_TIME });
  }

  async isReady(server: Server): Promise<boolean> {
    return (await server.stranger().get('/health/ready')).status === 200;
  }

  async stop(): Promise<void> {
    for (const line of [this.apiLine, this.workerLine]) line.thaw();
    // A stopped process cannot end by SIGTERM, and how they end is not what is looked at here.
    await Promise.all([this.api, ...this.workers].map((server) => server?.kill()));
    await Promise.all([this.apiLine.cut(), this.workerLine.cut(), this.target.close()]);
    await this.cluster.remove();
    rmSync(this.dataDir, { recursive: true, force: true });
  }

  private async open(): Promise<void> {
    await Promise.all([this.apiLine.join(), this.workerLine.join()]);
    this.api = this.process('api', this.apiLine.url);
    await this.api.start();
    this.workers.push(this.process('worker', this.workerLine.url));
    while (this.workers.length < WORKERS) this.workers.push(this.process('worker'));
    await Promise.all(this.workers.map((worker) => worker.start()));
  }

  private process(ROLE: string, url = this.cluster.url): Server {
    const env = {
      ROLE,
      OUTBOUND_ALLOW: '127.0.0.1/32',
      NODE_EXTRA_CA_CERTS: TARGET_CA,
      // One destination gets half of them.
      SCHEDULED_CONCURRENCY: String(2 * SLOTS),
    };
    return new Server(url, this.dataDir, this.key, env, () => Promise.resolve());
  }
}
