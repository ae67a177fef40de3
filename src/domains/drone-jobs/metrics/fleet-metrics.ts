import { Injectable } from '@nestjs/common';
import { Gauge, Histogram } from 'prom-client';
import { Metrics } from '../../../kernel/metrics/metrics';
import { JOB_STATUSES } from '../jobs/transitions';
import { FleetCounts } from './fleet-counts';

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** Shows the flights and devices of all tenants. No label tells of one. */
@Injectable()
export class FleetMetrics {
  private readonly dispatch: Histogram;

  constructor({ registry }: Metrics, counts: FleetCounts) {
    const registers = [registry];
    this.dispatch = new Histogram({
      name: 'quintet_drone_dispatch_seconds',
      help: 'Seconds from when a job could be given to a device until the assignment was committed, to be sent.',
      buckets: SECONDS,
      registers,
    });
    new Gauge({
      name: 'quintet_drone_jobs',
      help: 'Jobs by status, at most 10 s old. The same from every process.',
      labelNames: ['status'],
      registers,
      async collect() {
        const { jobs } = await counts.read();
        for (const status of JOB_STATUSES) this.set({ status }, jobs[status] ?? 0);
      },
    });
    new Gauge({
      name: 'quintet_drone_devices',
      help: 'Devices by status, at most 10 s old. The same from every process.',
      labelNames: ['status'],
      registers,
      async collect() {
        const { online, offline } = await counts.read();
        this.set({ status: 'online' }, online);
        this.set({ status: 'offline' }, offline);
      },
    });
  }

  /** @param seconds since the last thing happened that the assignments were waiting for */
  dispatched(assignments: number, seconds: number): void {
    for (let count = 0; count < assignments; count++) this.dispatch.observe(Math.max(0, seconds));
  }
}
