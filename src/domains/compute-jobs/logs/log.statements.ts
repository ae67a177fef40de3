/** Most lines of an answer, and bytes of their text: a job may have gigabytes of them. */
export const MAX_LINES = 50_000;
export const MAX_BYTES = 8 * 1024 * 1024;

/** $3: roles. $4: ids of tasks, or null for all. No row if there is no such job, and a null if it has no such step. */
export const FIND_WRITERS = {
  name: 'compute-log-writers',
  text: `SELECT step.id, step.role FROM compute.jobs AS job LEFT JOIN compute.steps AS step
      ON step.job_id = job.id AND step.tenant_id = job.tenant_id AND step.role = ANY ($3)
        AND (step.role <> 'app' OR $4::uuid[] IS NULL OR step.id = ANY ($4))
    WHERE job.tenant_id = $1 AND job.id = $2 AND job.deleted_at IS NULL
    ORDER BY step.role = 'app', step.role DESC, step.chunk_number`,
};

/**
 * Lines of the steps $2, one step after the other, and of each in the order of time, as far as they are within the bounds, and one
 * more if there is one. $3: levels, or null for all.
 */
export const LINES = {
  name: 'compute-log-lines',
  text: `SELECT step_id AS "stepId", at, level, line, bytes FROM (
      SELECT *, sum(octet_length(line)) OVER (ROWS UNBOUNDED PRECEDING)::int AS bytes FROM (
        SELECT lines.* FROM unnest($2::uuid[]) AS writer (id) CROSS JOIN LATERAL (
          SELECT * FROM compute.log_lines
          WHERE job_id = $1 AND step_id = writer.id AND ($3::text[] IS NULL OR level = ANY ($3))
          ORDER BY at, execution, seq LIMIT ${MAX_LINES + 1}
        ) AS lines LIMIT ${MAX_LINES + 1}
      ) AS first
    ) AS counted WHERE bytes - octet_length(line) <= ${MAX_BYTES}`,
};
