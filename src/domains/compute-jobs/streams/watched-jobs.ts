import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import type { Job } from '../jobs/job.entity';
import { JOB_COLUMNS } from '../jobs/job.statements';

const FIND = {
  name: 'compute-jobs-watched',
  text: `SELECT ${JOB_COLUMNS} FROM compute.jobs WHERE tenant_id = $1 AND id = ANY ($2)`,
};

/** Jobs for those who watch them, who are shown deleted ones too. */
@Injectable()
export class WatchedJobs {
  constructor(private readonly database: Database) {}

  async read(tenantId: string, ids: string[]): Promise<Map<string, Job>> {
    const rows = ids.length > 0 ? await this.database.run<Job>(FIND, [tenantId, [...new Set(ids)]]) : [];
    return new Map(rows.map((job) => [job.id, job]));
  }
}
