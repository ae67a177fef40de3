import { Injectable } from '@nestjs/common';
import { Gauge, Histogram } from 'prom-client';
import { Database } from '../../../../kernel/database/database';
import { Metrics } from '../../../../kernel/metrics/metrics';

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5];

const SUM_CHUNKS = {
  name: 'pipeline-chunks-sum',
  text: 'SELECT coalesce(sum(chunks), 0)::float8 AS chunks FROM pipeline.workspaces',
};

/** Shows how long the index was searched, and how large it is. No label tells of a tenant. */
@Injectable()
export class RetrievalMetrics {
  private readonly seconds: Histogram;

  constructor({ registry }: Metrics, database: Database) {
    const registers = [registry];
    this.seconds = new Histogram({
      name: 'quintet_pipeline_search_seconds',
      help: 'Seconds that searches of the built-in index took.',
      buckets: SECONDS,
      registers,
    });
    new Gauge({
      name: 'quintet_pipeline_chunks',
      help: 'Parts of files that can be found, over all workspaces. The same from every process.',
      registers,
      async collect() {
        const [row] = await database.run<{ chunks: number }>(SUM_CHUNKS).catch(() => []);
        this.reset();
        if (row) this.set(row.chunks);
      },
    });
  }

  async searching<T>(search: () => Promise<T>): Promise<T> {
    const end = this.seconds.startTimer();
    try {
      return await search();
    } finally {
      end();
    }
  }
}
