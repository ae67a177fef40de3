import { appendQuerySetEvent, insertQueries, queriesAsJson } from '../query-sets/query-list.sql';
import { jobEvent } from './job-events';
import { INITIAL_JOB_STATUS } from './transitions';

/**
 * What a new job refers to, as far as it is there; no row without the workspace. $1 tenant, $2 workspace, $3 pipeline,
 * $4 query set or null, $5 number of queries of its own, $6 execution mode, $7 number of queries with filters, $8
 * requests that these make. The workspace and the query set stay until the end of the transaction; the workspace is
 * held first, as by those who remove it.
 */
const REFERENCES = `SELECT w.tenant_id, w.id AS workspace_id, p.id AS pipeline_id, p.name AS pipeline_name,
    p.status AS pipeline_status, p.supports_per_file, s.id AS query_set_id, counted.queries,
    CASE $6::text
      WHEN 'ACROSS_FILES' THEN counted.queries
      ELSE (counted.queries - $7::int) * (SELECT count(*) FROM pipeline.files f WHERE f.workspace_id = w.id) + $8::bigint
    END AS total_requests
  FROM (SELECT id, tenant_id FROM pipeline.workspaces WHERE tenant_id = $1 AND id = $2 FOR KEY SHARE) w
    LEFT JOIN pipeline.pipelines p ON p.workspace_id = w.id AND p.id = $3 AND p.deleted_at IS NULL
    LEFT JOIN LATERAL (
      SELECT id, total_queries FROM pipeline.query_sets WHERE workspace_id = w.id AND id = $4 FOR KEY SHARE
    ) s ON true
    CROSS JOIN LATERAL (SELECT coalesce(s.total_queries, $5::int) AS queries) counted`;

/** Looks at the references of a job without making it. */
export const CHECK_JOB = {
  name: 'pipeline-job-check',
  text: `SELECT found.*, now() AS created_at FROM (${REFERENCES}) found`,
};

/**
 * Makes a job, and its query set where it brings queries, unless a reference is missing. $9 id, $10 name, $11
 * description, $12 concurrency, $13 creator, $14 whether it brings queries, $15 id of the new query set or null, $16
 * the queries as JSON.
 */
export const INSERT_JOB = {
  name: 'pipeline-job-insert',
  text: `WITH found AS (${REFERENCES}), accepted AS (
      SELECT * FROM found WHERE pipeline_id IS NOT NULL AND ($4::uuid IS NULL OR query_set_id IS NOT NULL)
    ), new_set AS (
      INSERT INTO pipeline.query_sets (id, tenant_id, workspace_id, name, total_queries, created_by)
      SELECT $15::uuid, tenant_id, workspace_id, $10, queries, $13::json FROM accepted WHERE $15::uuid IS NOT NULL
      RETURNING id, tenant_id, workspace_id, name, total_queries
    ), new_queries AS (${insertQueries('new_set', '$16')}), job AS (
      INSERT INTO pipeline.jobs (id, tenant_id, workspace_id, pipeline_id, query_set_id, own_queries, name, description,
        execution_mode, concurrency, status, total_requests, created_by)
      SELECT $9, tenant_id, workspace_id, pipeline_id, coalesce($15, query_set_id), $14, $10, $11,
        $6::text, $12, '${INITIAL_JOB_STATUS}', total_requests, $13::json FROM accepted
      RETURNING *
    )
    SELECT found.*, job.created_at,
      CASE WHEN new_set.id IS NOT NULL THEN ${appendQuerySetEvent('created', 'new_set')} END,
      CASE WHEN job.id IS NOT NULL THEN ${jobEvent('created')} END
    FROM found LEFT JOIN job ON true LEFT JOIN new_set ON true`,
};

/** One job ($1 tenant, $2 workspace, $3 job) with what it shows of other rows. */
export const FIND_JOB = {
  name: 'pipeline-job-find',
  text: `SELECT j.*, p.name AS pipeline_name, CASE WHEN j.own_queries THEN ${queriesAsJson('j.query_set_id')} END AS queries
    FROM pipeline.jobs j JOIN pipeline.pipelines p ON p.id = j.pipeline_id
    WHERE j.tenant_id = $1 AND j.workspace_id = $2 AND j.id = $3`,
};

/** Jobs ($1 tenant, $2 workspace, $3 ids, in the order of these) as lists show them. */
export const FIND_JOBS = {
  name: 'pipeline-jobs-find',
  text: `SELECT j.*, p.name AS pipeline_name, NULL AS queries
    FROM pipeline.jobs j JOIN pipeline.pipelines p ON p.id = j.pipeline_id
    WHERE j.tenant_id = $1 AND j.workspace_id = $2 AND j.id = ANY($3::uuid[])
    ORDER BY array_position($3::uuid[], j.id)`,
};

/**
 * Reads a job ($1 tenant, $2 workspace, $3 job) and keeps others from changing or starting it. Its workspace is held
 * before it, as by those who remove the workspace: a change may need both.
 */
export const HOLD_JOB = {
  name: 'pipeline-job-hold',
  text: `SELECT job.* FROM (
      SELECT id FROM pipeline.workspaces WHERE tenant_id = $1 AND id = $2 FOR KEY SHARE
    ) workspace CROSS JOIN LATERAL (
      SELECT * FROM pipeline.jobs WHERE tenant_id = $1 AND workspace_id = workspace.id AND id = $3 FOR NO KEY UPDATE
    ) job`,
};

/**
 * Changes a job and makes its new query set, if any. $1 tenant, $2 workspace, $3 job, $4 name, $5 description,
 * $6 concurrency, $7 pipeline, $8 execution mode, $9 query set, $10 whether the queries are its own, $11 requests, $12 who
 * changes it, $13 id of the new query set or null, $14 number of its queries, $15 the queries as JSON.
 */
export const UPDATE_JOB = {
  name: 'pipeline-job-update',
  text: `WITH new_set AS (
      INSERT INTO pipeline.query_sets (id, tenant_id, workspace_id, name, total_queries, created_by)
      SELECT $13::uuid, $1::uuid, $2::uuid, $4::text, $14, $12::json WHERE $13::uuid IS NOT NULL
      RETURNING id, tenant_id, workspace_id, name, total_queries
    ), new_queries AS (${insertQueries('new_set', '$15')}), job AS (
      UPDATE pipeline.jobs SET name = $4, description = $5, concurrency = $6, pipeline_id = $7, execution_mode = $8,
        query_set_id = $9, own_queries = $10, total_requests = $11, last_edited_at = now(), last_edited_by = $12::json
      WHERE tenant_id = $1 AND workspace_id = $2 AND id = $3
      RETURNING *
    )
    SELECT ${jobEvent('updated')}, CASE WHEN new_set.id IS NOT NULL THEN ${appendQuerySetEvent('created', 'new_set')} END
    FROM job LEFT JOIN new_set ON true`,
};

/** Deletes a job ($1 tenant, $2 workspace, $3 job) with all that hangs on it; its query set stays. */
export const DELETE_JOB = {
  name: 'pipeline-job-delete',
  text: `WITH job AS (
      DELETE FROM pipeline.jobs WHERE tenant_id = $1 AND workspace_id = $2 AND id = $3 RETURNING *
    )
    SELECT ${jobEvent('deleted')} FROM job`,
};
