import { jobEvent } from '../jobs/job-events';
import { ITEM_STATUSES, nextItemStatus } from '../jobs/transitions';
import type { ItemStatus } from '../jobs/transitions';
import { queueSlot } from './pipeline-tasks';
import { DURATION } from './record.statements';

/** Holds the job $3 of the workspace $2 of the tenant $1, and its pipeline as it is. */
export const HOLD = {
  name: 'pipeline-start-hold',
  text: `SELECT job.id, job.tenant_id AS "tenantId", job.workspace_id AS "workspaceId", job.status,
      job.execution_mode AS "executionMode", job.query_set_id AS "querySetId", job.run_no AS "runNo",
      job.total_requests::float8 AS "totalRequests",
      coalesce((SELECT total_queries FROM pipeline.query_sets WHERE id = job.query_set_id), 0) AS queries,
      CASE WHEN pipeline.deleted_at IS NULL THEN pipeline.status END AS "pipelineStatus",
      pipeline.supports_per_file AS "supportsPerFile"
    FROM pipeline.jobs AS job JOIN pipeline.pipelines AS pipeline ON pipeline.id = job.pipeline_id
    WHERE job.tenant_id = $1 AND job.workspace_id = $2 AND job.id = $3
    FOR NO KEY UPDATE OF job FOR SHARE OF pipeline`,
};

export const COUNT_FILES = {
  name: 'pipeline-files-count',
  text: 'SELECT count(*)::float8 AS files FROM pipeline.files WHERE tenant_id = $1 AND workspace_id = $2',
};

/** The filters of the query set $1, each with the queries that have it. */
export const FILTERS = {
  name: 'pipeline-filters-of-job',
  text: `SELECT filters::text AS filter, array_agg(position) AS positions FROM pipeline.query_set_queries
    WHERE query_set_id = $1 AND filters IS NOT NULL GROUP BY filters::text`,
};

/**
 * Makes the items of the job $1 in the workspace $2: of each query of the set $3, $4 being the mode, one for each file or
 * one at all. Queries with filters have the files that match: the query at $5 with the file in $6, or with none where the
 * filter is invalid. $7: only for files that have none yet.
 *
 * Nothing is joined that the planner could pair row by row: it takes a set that was just made for a tiny one.
 */
export const MAKE_ITEMS = {
  name: 'pipeline-items-make',
  text: `WITH file AS (
      SELECT id, name FROM pipeline.files WHERE workspace_id = $2 AND id NOT IN (
        SELECT file_id FROM pipeline.items WHERE job_id = $1 AND file_id IS NOT NULL AND $7::boolean
      )
    ), wanted AS (
      SELECT query.*, NULL::uuid AS file_id, NULL AS file_name FROM pipeline.query_set_queries AS query
      WHERE query_set_id = $3 AND $4::text = 'ACROSS_FILES'
      UNION ALL
      SELECT query.*, file.id, file.name FROM pipeline.query_set_queries AS query, file
      WHERE query_set_id = $3 AND $4::text = 'PER_FILE' AND filters IS NULL
      UNION ALL
      SELECT query.*, file.id, file.name
      FROM unnest($5::int[], $6::uuid[]) AS matched (position, file_id) CROSS JOIN LATERAL (
          SELECT * FROM pipeline.query_set_queries WHERE query_set_id = $3 AND position = matched.position OFFSET 0
        ) AS query
        LEFT JOIN LATERAL (
          SELECT id, name FROM pipeline.files WHERE workspace_id = $2 AND id = matched.file_id OFFSET 0
        ) AS file ON true
      WHERE matched.file_id IS NULL OR file.id IS NOT NULL
    ), made AS (
      INSERT INTO pipeline.items (id, job_id, ordinal, position, query, filters, params, group_name, query_label,
        query_index, absolute_query_index, file_id, file_name, status)
      SELECT gen_random_uuid(), $1, earlier.items + row_number() OVER (ORDER BY position, file_name, file_id), position,
        query, filters, params, group_name, query_label, query_index, absolute_query_index, file_id, file_name, 'PENDING'
      FROM wanted, (SELECT count(*) AS items FROM pipeline.items WHERE job_id = $1) AS earlier
      ON CONFLICT DO NOTHING RETURNING 1
    )
    SELECT count(*)::int AS made, (count(*) + (SELECT count(*) FROM pipeline.items WHERE job_id = $1))::int AS total FROM made`,
};

/** Leaves the items of the job $1 that wait out of its next run. */
export const LEAVE_OUT = {
  name: 'pipeline-items-leave-out',
  text: `UPDATE pipeline.items SET not_before = 'infinity' WHERE job_id = $1 AND status = 'PENDING'`,
};

/** Statuses from which an item may be run again. */
export const RESETTABLE = ITEM_STATUSES.filter((status) => nextItemStatus(status, 'reset') !== undefined);
export const UNFINISHED: ItemStatus[] = [...RESETTABLE, 'PENDING'];

/** Has items of the job $1 in the statuses $2 run again, all of them or the item $3. */
export const RESET = {
  name: 'pipeline-items-reset',
  text: `UPDATE pipeline.items SET status = 'PENDING', attempts = 0, limited = 0, not_before = NULL, started_at = NULL,
      finished_at = NULL, duration = NULL, answers = '[]', documents = '[]', score = NULL, error = NULL, usage = NULL,
      review = NULL
    WHERE job_id = $1 AND status = ANY ($2::text[]) AND ($3::uuid IS NULL OR id = $3)`,
};

/** SQL of the items of the job $1 by what they count for. */
const COUNTED = `SELECT count(*) AS total, count(*) FILTER (WHERE status IN ('SUCCEEDED', 'FAILED')) AS executed,
        count(*) FILTER (WHERE status = 'FAILED') AS failed,
        count(*) FILTER (WHERE status = 'PENDING' AND not_before IS NULL) AS waiting
      FROM pipeline.items WHERE job_id = $1`;

/** Starts the job $1, in as many slots as it has items to run. No row when there is none. */
export const BEGIN_RUN = {
  name: 'pipeline-run-begin',
  text: `WITH counted AS (${COUNTED}), job AS (
      UPDATE pipeline.jobs AS job SET status = 'STARTED', total_requests = total, executed_requests = executed,
        failed_requests = failed, left_requests = waiting, executed_at = coalesce(executed_at, now()),
        started_at = clock_timestamp(), run_no = run_no + 1, effective_concurrency = concurrency, paused_until = NULL,
        halved_at = NULL, answered = false, unreachable_in_row = 0, succeeded_in_row = 0, cancelled_at = NULL,
        error = NULL
      FROM counted WHERE job.id = $1 AND waiting > 0 RETURNING job.*
    ), slot AS (
      INSERT INTO pipeline.slots AS slot (job_id, number, pipeline_id)
      SELECT job.id, number, job.pipeline_id FROM job, generate_series(1, job.concurrency) AS number
      ON CONFLICT (job_id, number) DO UPDATE
        SET turn = slot.turn + 1, item_id = NULL, pipeline_id = excluded.pipeline_id
      RETURNING *
    )
    SELECT CASE WHEN slot.number = 1 THEN ${jobEvent('started')} END, ${queueSlot()}
    FROM job JOIN slot ON slot.number <= job.left_requests`,
};

export const FIND_ITEM = {
  name: 'pipeline-item-find-status',
  text: 'SELECT status FROM pipeline.items WHERE job_id = $1 AND id = $2',
};

/** Takes one more item into the present run of the job $1; $2: 1 if it had counted as failed. */
export const JOIN_RUN = {
  name: 'pipeline-run-join',
  text: `WITH job AS (
      UPDATE pipeline.jobs SET executed_requests = executed_requests - $2::int,
        failed_requests = failed_requests - $2::int, left_requests = left_requests + 1
      WHERE id = $1 RETURNING *
    ), slot AS (
      UPDATE pipeline.slots AS slot SET turn = turn + 1 FROM job
      WHERE slot.job_id = job.id AND slot.item_id IS NULL AND slot.number <= job.effective_concurrency
      RETURNING slot.*
    )
    SELECT ${queueSlot()} FROM slot`,
};

/** Ends the job $1; what it has not finished is cancelled. */
export const CANCEL = {
  name: 'pipeline-job-cancel',
  text: `WITH item AS (
      UPDATE pipeline.items SET status = 'CANCELLED', not_before = NULL, finished_at = clock_timestamp(),
        duration = extract(epoch FROM clock_timestamp() - started_at)
      WHERE job_id = $1 AND status IN ('PENDING', 'RUNNING')
    ), slot AS (
      UPDATE pipeline.slots SET item_id = NULL, turn = turn + 1 WHERE job_id = $1
    ), job AS (
      UPDATE pipeline.jobs AS job SET status = 'ENDED', left_requests = 0, cancelled_at = now(), duration = ${DURATION}
      WHERE id = $1 RETURNING *
    )
    SELECT ${jobEvent('cancelled')} FROM job`,
};
