import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import type { JobStatus } from '../jobs/transitions';

/** Milliseconds that counts are good for: they read whole tables. */
const LIFETIME = 10_000;

export interface Counts {
  jobs: Partial<Record<JobStatus, number>>;
  online: number;
  offline: number;
}

const COUNT = {
  name: 'drone-fleet-count',
  text: `SELECT (
      SELECT coalesce(json_object_agg(status, count), '{}')
      FROM (SELECT status, count(*) FROM drone.jobs GROUP BY status) AS counted
    ) AS jobs, count(*) FILTER (WHERE online)::int AS online, count(*) FILTER (WHERE NOT online)::int AS offline
    FROM drone.devices`,
};

/** Counts jobs and devices of all tenants, not too often. */
@Injectable()
export class FleetCounts {
  private counts?: Promise<Counts>;
  private readAt = 0;

  constructor(private readonly database: Database) {}

  read(): Promise<Counts> {
    if (!this.counts || performance.now() - this.readAt > LIFETIME) {
      this.readAt = performance.now();
      this.counts = this.database.run<Counts>(COUNT).then(([counts]) => counts);
      this.counts.catch(() => (this.counts = undefined));
    }
    return this.counts;
  }
}
