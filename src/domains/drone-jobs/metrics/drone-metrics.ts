import { Injectable } from '@nestjs/common';
import { Counter } from 'prom-client';
import { Database } from '../../../kernel/database/database';
import { Metrics } from '../../../kernel/metrics/metrics';
import { EVENT_TYPES } from '../device-protocol/messages';
import type { DeviceEventType, Outcome } from '../device-protocol/messages';
import { LOSE_LINK } from '../flights/flight.statements';

/** A message whose type is not known counts as `unknown`. */
export type MessageType = DeviceEventType | 'telemetry' | 'unknown';

/** Shows what this process had to do with devices. No label tells of a tenant or a device. */
@Injectable()
export class DroneMetrics {
  private readonly messages: Counter<'type' | 'outcome'>;

  constructor({ registry }: Metrics, database: Database) {
    const registers = [registry];
    this.messages = new Counter({
      name: 'quintet_drone_device_messages_total',
      help: 'Messages of devices by type and what became of them: applied, duplicate, stale, invalid.',
      labelNames: ['type', 'outcome'],
      registers,
    });
    for (const type of [...EVENT_TYPES, 'telemetry']) this.messages.inc({ type, outcome: 'applied' }, 0);
    const lost = new Counter({
      name: 'quintet_drone_link_lost_total',
      help: 'Flights whose device was not heard any more.',
      registers,
    });
    database.onCommit((statement) => {
      if (statement === LOSE_LINK) lost.inc();
    });
  }

  received(type: MessageType, outcome: Outcome): void {
    this.messages.inc({ type, outcome });
import { Gauge, Histogram } from 'prom-client';
import { JOB_STATUSES } from '../jobs/transitions';
import { FleetCounts } from './fleet-counts';
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
/** Shows the flights and devices of all tenants. No label tells of one. */
  private readonly dispatch: Histogram;
  constructor({ registry }: Metrics, counts: FleetCounts) {
    this.dispatch = new Histogram({
      name: 'quintet_drone_dispatch_seconds',
      help: 'Seconds from when a job could be given to a device until the assignment was committed, to be sent.',
      buckets: SECONDS,
    new Gauge({
      name: 'quintet_drone_jobs',
      help: 'Jobs by status, at most 10 s old. The same from every process.',
      labelNames: ['status'],
      async collect() {
        const { jobs } = await counts.read();
        for (const status of JOB_STATUSES) this.set({ status }, jobs[status] ?? 0);
      },
    new Gauge({
      name: 'quintet_drone_devices',
      help: 'Devices by status, at most 10 s old. The same from every process.',
      labelNames: ['status'],
      async collect() {
        const { online, offline } = await counts.read();
        this.set({ status: 'online' }, online);
        this.set({ status: 'offline' }, offline);
      },
  /** @param seconds since the last thing happened that the assignments were waiting for */
  dispatched(assignments: number, seconds: number): void {
    for (let count = 0; count < assignments; count++) this.dispatch.observe(Math.max(0, seconds));
  }
}
