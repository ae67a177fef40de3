import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import { pageOf, windowOf } from '../lists';
import type { ListQueryDto, Page } from '../lists';
import { PATH_TALLIES, progressOf } from './progress';
import type { TalliedJob } from './progress';
import type { ProgressDto } from './progress.dto';

const LIST = {
  name: 'production-progress-list',
  text: `SELECT job.id, job.seq, job.name, job.goal_quantity, ${PATH_TALLIES} FROM production.jobs AS job
    WHERE job.tenant_id = $1 AND job.seq > $2 ORDER BY job.seq LIMIT $3`,
};

@Injectable()
export class ProgressService {
  constructor(private readonly database: Database) {}

  async list(tenantId: string, query: ListQueryDto): Promise<Page<ProgressDto>> {
    const { rows, behind = [0] } = windowOf(query, [0]);
    const values = [tenantId, ...behind, rows];
    const found = await this.database.run<TalliedJob & { seq: string }>(LIST, values);
    return pageOf(query, found, ({ seq }) => [Number(seq)], progressOf);
  }
}
