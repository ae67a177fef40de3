import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import type { JobDetailsDto } from './job-details.dto';

type PathOfJob = JobDetailsDto['paths'][number];

const READ = {
  name: 'production-job-paths',
  text: `SELECT path.id, path.job_id AS "jobId", path.name, path.goal_quantity AS "goalQuantity",
      path.advancement_mode AS "advancementMode", (
        SELECT coalesce(json_agg(json_strip_nulls(json_build_object('id', id, 'name', name, 'order', ordinal,
          'location', location, 'assignedTo', assigned_to, 'optional', optional, 'dependencyType', dependency_type))
          ORDER BY ordinal), '[]')
        FROM production.steps AS step
        WHERE step.tenant_id = path.tenant_id AND step.path_id = path.id AND removed_at IS NULL
      ) AS steps, path.created_at AS "createdAt", path.updated_at AS "updatedAt"
    FROM production.paths AS path WHERE path.tenant_id = $1 AND path.job_id = $2 ORDER BY path.seq`,
};

type Row = Omit<PathOfJob, 'createdAt' | 'updatedAt'> & { createdAt: Date; updatedAt: Date };

/** The paths of jobs. */
@Injectable()
export class JobPaths {
  constructor(private readonly database: Database) {}

  async of(tenantId: string, jobId: string): Promise<PathOfJob[]> {
    const rows = await this.database.run<Row>(READ, [tenantId, jobId]);
    return rows.map(({ createdAt, updatedAt, ...path }) => ({
      ...path,
      createdAt: createdAt.toISOString(),
      updatedAt: updatedAt.toISOString(),
    }));
  }
}
