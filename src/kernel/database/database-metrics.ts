import { Injectable } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { Metrics } from '../metrics/metrics';
import { Database } from './database';

/** Shows how busy the connections of this process are. */
@Injectable()
export class DatabaseMetrics {
  constructor(database: Database, { registry }: Metrics) {
    new Gauge({
      name: 'quintet_database_connections',
      help: 'Connections of the pool of this process by state: those open, those idle, and requests that wait for one.',
      labelNames: ['state'],
      registers: [registry],
      collect() {
        const { totalCount, idleCount, waitingCount } = database.pool;
        this.set({ state: 'open' }, totalCount);
        this.set({ state: 'idle' }, idleCount);
        this.set({ state: 'waiting' }, waitingCount);
      },
    });
  }
}
