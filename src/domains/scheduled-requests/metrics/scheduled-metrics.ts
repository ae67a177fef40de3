import { Injectable } from '@nestjs/common';
import { Counter, Gauge, Histogram } from 'prom-client';
import { Metrics } from '../../../kernel/metrics/metrics';
import { SECOND } from '../values/instant';
import type { ErrorCode } from '../values/outcome';
import { JobCounts } from './job-counts';

const LAG_SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 300, 3600];
const REQUEST_SECONDS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900];

const ATTEMPT_OUTCOMES: Record<ErrorCode | 'success', true> = {
  success: true,
  http: true,
  timeout: true,
  dns: true,
  tls: true,
  connection: true,
  blocked: true,
  interrupted: true,
};
/** Of a try: failed ones are tried again. */
const DELIVERY_OUTCOMES = ['delivered', 'failed', 'given_up'] as const;
const SLOT_OUTCOMES = ['run', 'missed', 'skipped'] as const;

/** What came of slots that were due. */
export type SlotCounts = Partial<Record<(typeof SLOT_OUTCOMES)[number], number>>;

/** Shows what this process sent, and how punctually. No label tells of a tenant or a target. */
@Injectable()
export class ScheduledMetrics {
  private readonly dueLag: Histogram;
  private readonly request: Histogram;
  private readonly attempts: Counter<'outcome'>;
  private readonly slots: Counter<'outcome'>;
  private readonly deliveries: Counter<'outcome'>;

  constructor({ registry }: Metrics, counts: JobCounts) {
    const registers = [registry];
    this.dueLag = new Histogram({
      name: 'quintet_scheduled_due_lag_seconds',
      help: 'Seconds from the moment that an attempt was planned for to its start, waits for other jobs left out.',
      buckets: LAG_SECONDS,
      registers,
    });
    this.request = new Histogram({
      name: 'quintet_scheduled_request_seconds',
      help: 'Seconds that requests took, from their start to the end of the answer or their failure.',
      buckets: REQUEST_SECONDS,
      registers,
    });
    this.attempts = new Counter({
      name: 'quintet_scheduled_attempts_total',
      help: 'Attempts that ended, by outcome: success, or the code of the error.',
      labelNames: ['outcome'],
      registers,
    });
    this.slots = new Counter({
      name: 'quintet_scheduled_slots_total',
      help: 'Slots of schedules that came due, by outcome: run, missed by misfire, skipped by overlap.',
      labelNames: ['outcome'],
      registers,
    });
    this.deliveries = new Counter({
      name: 'quintet_scheduled_deliveries_total',
      help: 'Tries to deliver callbacks and job events, by outcome: delivered, failed (tried again), given_up.',
      labelNames: ['outcome'],
      registers,
    });
    for (const outcome of DELIVERY_OUTCOMES) this.deliveries.inc({ outcome }, 0);
    for (const outcome of Object.keys(ATTEMPT_OUTCOMES)) this.attempts.inc({ outcome }, 0);
    for (const outcome of SLOT_OUTCOMES) this.slots.inc({ outcome }, 0);
    this.showJobs(registry, counts);
  }

  /** @param lag microseconds */
  started(lag: number): void {
    this.dueLag.observe(Math.max(lag, 0) / SECOND);
  }

  /** @param durationMs null when it is not known */
  ended(outcome: ErrorCode | 'success', durationMs: number | null): void {
    this.attempts.inc({ outcome });
    if (durationMs !== null) this.request.observe(durationMs / 1000);
  }

  cameDue(slots: SlotCounts): void {
    for (const outcome of SLOT_OUTCOMES) this.slots.inc({ outcome }, slots[outcome] ?? 0);
  }

  deliveryTried(outcome: (typeof DELIVERY_OUTCOMES)[number]): void {
    this.deliveries.inc({ outcome });
  }

  private showJobs(registry: Metrics['registry'], counts: JobCounts): void {
    new Gauge({
      name: 'quintet_scheduled_jobs',
      help:
        `Jobs by state: exact up to ${counts.limit}, of more an estimate of PostgreSQL. ` +
        'The same from every process.',
      labelNames: ['state'],
      registers: [registry],
      async collect() {
        const rows = await counts.read();
        this.reset();
        for (const { state, count } of rows) this.set({ state }, count);
      },
    });
  }
}
