import { Injectable } from '@nestjs/common';
import { Counter, Gauge, Histogram } from 'prom-client';
import { Database } from '../../../kernel/database/database';
import { Metrics } from '../../../kernel/metrics/metrics';
import { JOB_STATUSES } from '../jobs/transitions';
import type { JobStatus } from '../jobs/transitions';
import type { AttemptEnd } from './run-state';

const SECONDS = [0.01, 0.05, 0.25, 1, 2.5, 5, 10, 30, 60, 180, 600];

const PENDING = {
  name: 'pipeline-items-pending',
  text: `SELECT coalesce(sum(left_requests), 0)::float8 AS pending FROM pipeline.jobs WHERE status = 'STARTED'`,
};

/** Shows what this process did for pipeline jobs. No label tells of a tenant. */
@Injectable()
export class PipelineMetrics {
  private readonly items: Counter<'connector' | 'outcome'>;
  private readonly durations: Histogram;
  private readonly running: Gauge;
  private readonly retries: Counter<'reason'>;
  private readonly limits: Counter;
  private readonly jobs: Counter<'status'>;

  constructor({ registry }: Metrics, database: Database) {
    const registers = [registry];
    const named = (name: string, help: string) => ({ name: `quintet_pipeline_${name}`, help, registers });
    this.items = new Counter({
      ...named('items_total', 'Items that were finished, by connector and outcome: success, or the type of the error.'),
      labelNames: ['connector', 'outcome'],
    });
    this.durations = new Histogram({
      ...named('item_duration_seconds', 'Seconds from the start of an attempt until its outcome was recorded.'),
      buckets: SECONDS,
    });
    this.running = new Gauge(named('items_running', 'Items that this process puts to pipelines now.'));
    this.retries = new Counter({
      ...named('retries_total', 'Attempts that are followed by another, by the type of the error.'),
      labelNames: ['reason'],
    });
    this.limits = new Counter(named('rate_limited_total', 'Attempts that were answered 429.'));
    this.jobs = new Counter({ ...named('jobs_total', 'Jobs that reached a status.'), labelNames: ['status'] });
    for (const status of JOB_STATUSES) this.jobs.inc({ status }, 0);
    new Gauge({
      ...named('items_pending', 'Items of started jobs that are not finished. The same from every process.'),
      async collect() {
        const rows = await database.run<{ pending: number }>(PENDING).catch(() => []);
        this.reset();
        for (const { pending } of rows) this.set(pending);
      },
    });
  }

  jobReached(status: JobStatus): void {
    this.jobs.inc({ status });
  }

  async whileRunning<T>(run: () => Promise<T>): Promise<T> {
    this.running.inc();
    try {
      return await run();
    } finally {
      this.running.dec();
    }
  }

  attemptEnded(connector: string, { error, again }: AttemptEnd, seconds: number): void {
    this.durations.observe(seconds);
    if (error?.type === 'rate_limited') this.limits.inc();
    if (again) this.retries.inc({ reason: error!.type });
    else this.items.inc({ connector, outcome: error?.type ?? 'success' });
  }
}
