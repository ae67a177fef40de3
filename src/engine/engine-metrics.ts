import { Injectable } from '@nestjs/common';
import { Gauge, Histogram } from 'prom-client';
import { Metrics } from '../kernel/metrics/metrics';
import { QueueDepth } from './queue-depth';
import type { TaskContext } from './task';

type Handler = (payload: object, context: TaskContext) => Promise<void>;

const SECONDS = [0.01, 0.05, 0.25, 1, 5, 30, 300, 3600];

/** Shows what waits in the queue and what this process runs of it. */
@Injectable()
export class EngineMetrics {
  private readonly running: Gauge<'pool' | 'task'>;
  private readonly duration: Histogram<'outcome' | 'pool' | 'task'>;

  constructor({ registry }: Metrics, depth: QueueDepth) {
    const registers = [registry];
    this.running = new Gauge({
      name: 'quintet_tasks_running',
      help: 'Slots of this process in use, by pool and task.',
      labelNames: ['pool', 'task'],
      registers,
    });
    this.duration = new Histogram({
      name: 'quintet_task_duration_seconds',
      help: 'Seconds that runs of tasks took in this process, by outcome: success or failure. A failed one is run again.',
      labelNames: ['pool', 'task', 'outcome'],
      buckets: SECONDS,
      registers,
    });
    this.showQueue(registry, depth);
  }

  /** The handler, its runs counted and timed. */
  observed(pool: string, task: string, handler: Handler): Handler {
    const running = this.running.labels({ pool, task });
    running.set(0);
    return async (payload, context) => {
      running.inc();
      const end = this.duration.startTimer({ pool, task });
      try {
        await handler(payload, context);
        end({ outcome: 'success' });
      } catch (error) {
        end({ outcome: 'failure' });
        throw error;
      } finally {
        running.dec();
      }
    };
  }

  private showQueue(registry: Metrics['registry'], depth: QueueDepth): void {
    const registers = [registry];
    new Gauge({
      name: 'quintet_queue_tasks',
      help:
        'Unstarted tasks of the queue by pool, task and state: ready, or due in the future. Exact up to ' +
        `${depth.limit} of a state and priority; of more, the ${depth.limit} that are due first. The same from every process.`,
      labelNames: ['pool', 'task', 'state'],
      registers,
      async collect() {
        const rows = await depth.read();
        this.reset();
        for (const { pool, task, state, count } of rows) this.set({ pool, task, state }, count);
      },
    });
    new Gauge({
      name: 'quintet_queue_due_lag_seconds',
      help: 'Seconds since the oldest unstarted task was due, by pool; 0 where none is. The same from every process.',
      labelNames: ['pool'],
      registers,
      async collect() {
        const rows = await depth.read();
        this.reset();
        const lags = new Map<string, number>();
        for (const { pool, lag } of rows) lags.set(pool, Math.max(lag, lags.get(pool) ?? 0));
        for (const [pool, lag] of lags) this.set({ pool }, lag);
      },
    });
    new Gauge({
      name: 'quintet_queue_tasks_estimate',
      help: 'All tasks of the queue, running ones included: an estimate of PostgreSQL. The same from every process.',
      registers,
      async collect() {
        const total = await depth.estimate();
        this.reset();
        if (total !== undefined) this.set(total);
      },
    });
  }
}
