import { Injectable } from '@nestjs/common';
import { Database } from '../../../../kernel/database/database';
import type { Review } from '../../items/item.entity';
import { JobPath } from '../job-path';
import type { JobScope } from '../job-path';
import type { PipelineResultDto } from '../result.dto';
import { RESULT_COLUMNS, toResultDto } from '../result-row';
import type { ResultRow } from '../result-row';

/** Sets or removes the mark ($5) of a result, and tells it where it changes. */
const SET = {
  name: 'pipeline-review-set',
  text: `WITH known AS (
      SELECT item.id, job.tenant_id, job.workspace_id, coalesce(item.review::text, '') AS review
      FROM pipeline.items item JOIN pipeline.jobs job ON job.id = item.job_id
      WHERE job.tenant_id = $1 AND job.workspace_id = $2 AND job.id = $3 AND item.id = $4
      FOR NO KEY UPDATE OF item
    ), item AS (
      UPDATE pipeline.items item SET review = $5::json FROM known WHERE item.id = known.id
      RETURNING item.*
    )
    SELECT ${RESULT_COLUMNS},
      CASE WHEN known.review <> coalesce($5::json::text, '') THEN
        platform.append_event(known.tenant_id, 'quintet.pipeline.result.reviewed', item.id::text,
          json_build_object('workspace_id', known.workspace_id, 'job_id', item.job_id, 'result_id', item.id,
            'verdict', $5::json -> 'verdict'))
      END
    FROM item JOIN known USING (id)`,
};

/** The marks that people give results. */
@Injectable()
export class ReviewsService {
  constructor(
    private readonly database: Database,
    private readonly path: JobPath,
  ) {}

  /**
   * @param review null to take it away
   * @throws Failure `not-found`
   */
  async set(scope: JobScope, id: string, review: Review | null): Promise<PipelineResultDto> {
    const values = [scope.tenantId, scope.workspaceId, scope.jobId, id, review && JSON.stringify(review)];
    const [row] = await this.database.run<ResultRow & object>(SET, values);
    if (!row) throw await this.path.missing(scope);
    return toResultDto(row);
  }
}
