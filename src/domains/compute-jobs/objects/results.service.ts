import { Injectable } from '@nestjs/common';
import { validate as isUuid } from 'uuid';
import { Database } from '../../../kernel/database/database';
import { Failure } from '../../../kernel/errors/failure';
import { Links } from '../data-sources/links';
import type { Origin } from '../data-sources/links';
import type { ComputeResultDto } from './results.dto';

/** A result, or a row without one for a job that has none. */
interface ResultRow {
  key: string | null;
  name: string;
  expiresAt: Date;
}

const LIST = {
  name: 'compute-results-list',
  text: `SELECT object.key, object.name, job.files_expire_at AS "expiresAt"
    FROM compute.jobs AS job
    LEFT JOIN compute.objects AS object ON object.job_id = job.id AND object.kind = 'output'
      AND job.state = 'JOB_STATE_COMPLETE' AND job.files_expire_at > now()
    WHERE job.id = $2 AND job.tenant_id = $1 AND job.deleted_at IS NULL
    ORDER BY object.name COLLATE "C", object.ordinal`,
};

@Injectable()
export class ResultsService {
  constructor(
    private readonly database: Database,
    private readonly links: Links,
  ) {}

  /** @throws Failure `not-found` */
  async list(tenantId: string, jobId: string, origin: Origin): Promise<ComputeResultDto[]> {
    const rows = isUuid(jobId) ? await this.database.run<ResultRow>(LIST, [tenantId, jobId]) : [];
    if (rows.length === 0) throw new Failure('not-found', `job not found: ${jobId}`);
    return rows.flatMap(({ key, name, expiresAt }) =>
      key === null ? [] : [{ name, link: this.links.file(origin, { key, name, expiresAt }) }],
    );
  }
}
