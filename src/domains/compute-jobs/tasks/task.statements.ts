/** Attempts of a task that are shown: a run makes 101 at most, and a job may be run again without end. */
const MAX_ATTEMPTS = 200;

const TASK_COLUMNS = `step.id, step.job_id AS "jobId", step.chunk_number AS "chunkNumber", step.state, step.attempt,
  step.exit_code AS "exitCode", step.error_message AS "errorMessage", step.worker, step.created_at AS "createdAt",
  step.started_at AS "startedAt", step.ended_at AS "endedAt", step.input_bytes AS "inputBytes",
  step.output_bytes AS "outputBytes", step.cached, (
    SELECT json_agg(json_build_object('number', number, 'startedAt', started_at, 'endedAt', ended_at,
      'exitCode', exit_code, 'signal', signal, 'errorMessage', error_message) ORDER BY run_no, number)
    FROM (
      SELECT * FROM compute.attempts WHERE step_id = step.id ORDER BY run_no DESC, number DESC LIMIT ${MAX_ATTEMPTS}
    ) AS attempt
  ) AS attempts`;

const JOB = 'job.tenant_id = $1 AND job.id = $2 AND job.deleted_at IS NULL';
/** $3: a state, or null for all. */
const TASKS = `step.job_id = $2 AND step.tenant_id = $1 AND step.role = 'app' AND ($3::text IS NULL OR step.state = $3)`;

/** No row if there is no such job. */
export const COUNT_TASKS = {
  name: 'compute-tasks-count',
  text: `SELECT (SELECT count(*)::int FROM compute.steps AS step WHERE ${TASKS}) AS total
    FROM compute.jobs AS job WHERE ${JOB}`,
};

export const LIST_TASKS = {
  name: 'compute-tasks-list',
  text: `SELECT ${TASK_COLUMNS} FROM compute.steps AS step WHERE ${TASKS} ORDER BY step.chunk_number LIMIT $4 OFFSET $5`,
};

/** No row if there is no such job, and one full of nulls if it has no such task. */
const find = (by: string, condition: string) => ({
  name: `compute-task-by-${by}`,
  text: `SELECT task.* FROM compute.jobs AS job LEFT JOIN LATERAL (
      SELECT ${TASK_COLUMNS} FROM compute.steps AS step
      WHERE step.job_id = job.id AND step.tenant_id = job.tenant_id AND step.role = 'app' AND ${condition}
    ) AS task ON true WHERE ${JOB}`,
});

export const FIND_TASK_BY_ID = find('id', 'step.id = $3');
export const FIND_TASK_BY_CHUNK = find('chunk', 'step.chunk_number = $3');

/** A job that was deleted is still counted: who watched it is told. $1 tenant, $2 job. */
export const TALLY = {
  name: 'compute-tasks-tally',
  text: `SELECT job.state, job.deleted_at IS NOT NULL AS deleted, count(step.id)::int AS total,
      count(*) FILTER (WHERE step.state = 'SCHEDULED')::int AS scheduled,
      count(*) FILTER (WHERE step.state = 'RUNNING')::int AS running,
      count(*) FILTER (WHERE step.state = 'COMPLETED')::int AS completed,
      count(*) FILTER (WHERE step.state = 'FAILED')::int AS failed,
      count(*) FILTER (WHERE step.state = 'CANCELLED')::int AS cancelled,
      count(*) FILTER (WHERE worked AND step.state IN ('COMPLETED', 'FAILED'))::int AS worked,
      extract(epoch FROM clock_timestamp() - min(step.started_at) FILTER (WHERE worked))::float8 AS "workedSeconds"
    FROM compute.jobs AS job LEFT JOIN compute.steps AS step ON step.job_id = job.id AND step.role = 'app'
      CROSS JOIN LATERAL (
        SELECT NOT step.cached AND step.started_at >= (job.state_timestamps->>'JOB_STATE_PARTITIONED')::timestamptz
      ) AS of_this_run (worked)
    WHERE job.tenant_id = $1 AND job.id = $2 GROUP BY job.id`,
};
