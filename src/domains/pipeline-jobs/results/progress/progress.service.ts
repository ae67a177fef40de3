import { Injectable } from '@nestjs/common';
import { Database } from '../../../../kernel/database/database';
import { JobPath } from '../job-path';
import type { JobScope } from '../job-path';
import { showProgress } from './progress';
import type { Tally } from './progress';
import type { PipelineProgressDto } from './progress.dto';

const TALLY = {
  name: 'pipeline-job-tally',
  text: `SELECT status, run_no, total_requests AS total, executed_requests AS executed, failed_requests AS failed,
      left_requests AS left, concurrency, effective_concurrency,
      CASE WHEN paused_until > now() THEN paused_until END AS paused_until,
      coalesce(duration, 0) + CASE status WHEN 'STARTED' THEN extract(epoch FROM now() - started_at) ELSE 0 END::float8
        AS seconds,
      (SELECT count(*)::int FROM pipeline.items WHERE job_id = job.id AND status = 'RUNNING') AS running,
      (SELECT count(*)::int FROM pipeline.items WHERE job_id = job.id AND status = 'CANCELLED') AS cancelled
    FROM pipeline.jobs job WHERE tenant_id = $1 AND workspace_id = $2 AND id = $3`,
};

/** How far jobs are. */
@Injectable()
export class ProgressService {
  constructor(
    private readonly database: Database,
    private readonly path: JobPath,
  ) {}

  /** @throws Failure `not-found` */
  async show(scope: JobScope): Promise<PipelineProgressDto> {
    return showProgress(await this.require(scope));
  }

  /** @throws Failure `not-found` */
  async require(scope: JobScope): Promise<Tally> {
    const tally = await this.tally(scope);
    if (!tally) throw await this.path.missing(scope);
    return tally;
  }

  async tally({ tenantId, workspaceId, jobId }: JobScope): Promise<Tally | undefined> {
    const [tally] = await this.database.run<Tally & object>(TALLY, [tenantId, workspaceId, jobId]);
    return tally;
  }
}
