import { Injectable } from '@nestjs/common';
import { Database } from '../../../../kernel/database/database';
import { JobPath } from '../job-path';
import type { JobScope } from '../job-path';
import type { PipelineJobStatsDto } from './stats.dto';

/** Sums over items that were never asked are null, and so are those over a cost that no pipeline tells. */
const STATS = {
  name: 'pipeline-job-stats',
  text: `SELECT job.id, stats.* FROM pipeline.jobs job CROSS JOIN LATERAL (
      SELECT count(*)::int AS finished, percentile_cont(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY duration) AS latency,
        sum((usage ->> 'prompt_tokens')::float8) AS prompt_tokens,
        sum((usage ->> 'completion_tokens')::float8) AS completion_tokens,
        sum((usage ->> 'total_tokens')::float8) AS total_tokens, sum((usage ->> 'cost')::float8) AS cost
      FROM pipeline.items item WHERE item.job_id = job.id AND item.status IN ('SUCCEEDED', 'FAILED')
    ) stats
    WHERE job.tenant_id = $1 AND job.workspace_id = $2 AND job.id = $3`,
};

interface StatsRow {
  id: string;
  finished: number;
  latency: [p50: number | null, p95: number | null] | null;
  prompt_tokens: number | null;
  completion_tokens: number | null;
  total_tokens: number | null;
  cost: number | null;
}

/** What the results of a job took. */
@Injectable()
export class StatsService {
  constructor(
    private readonly database: Database,
    private readonly path: JobPath,
  ) {}

  /** @throws Failure `not-found` */
  async get(scope: JobScope): Promise<PipelineJobStatsDto> {
    const values = [scope.tenantId, scope.workspaceId, scope.jobId];
    const [row] = await this.database.run<StatsRow & object>(STATS, values);
    if (!row) throw await this.path.missing(scope);
    const { id, finished, latency, total_tokens, prompt_tokens, completion_tokens, cost } = row;
    return {
      job_id: id,
      finished,
      latency: { p50: latency?.[0] ?? null, p95: latency?.[1] ?? null },
      usage:
        total_tokens === null
          ? null
          : { prompt_tokens: prompt_tokens ?? 0, completion_tokens: completion_tokens ?? 0, total_tokens, cost },
    };
  }
}
