import { jobEvent, stamped } from '../jobs/job-events';
import { queueStep } from './compute-tasks';
import { may, taskEvent } from './step.statements';

/**
 * Ends the execution $4 of the task $3 as $5, COMPLETED or FAILED, with the result files $11 to $15. The last task that
 * ends hands the job to its assembler, whose step is $10; another one lets the next chunk in, where `maxParallelTasks`
 * holds chunks back. The job's row is locked first: so the last one is one alone, and knows that it is.
 */
export const END_TASK = {
  name: 'compute-task-end',
  text: `WITH held AS (
      SELECT id AS held_id, released_chunks AS released FROM compute.jobs
      WHERE id = $1 AND run_no = $2 AND state = 'JOB_STATE_PARTITIONED' FOR NO KEY UPDATE
    ), step AS (
      UPDATE compute.steps AS step SET state = $5, ended_at = clock_timestamp(), exit_code = $6, signal = $7,
        error_message = $8, cached = $9, output_bytes = CASE WHEN $5 = 'COMPLETED' THEN
          (SELECT coalesce(sum(size), 0) FROM unnest($14::bigint[]) AS size) END
      FROM held WHERE step.id = $3 AND step.job_id = held_id AND step.execution = $4 AND ${may('complete')}
      RETURNING step.*
    ), attempt AS (
      UPDATE compute.attempts AS attempt SET ended_at = clock_timestamp(), exit_code = $6, signal = $7,
        error_message = $8
      FROM step WHERE NOT $9 AND attempt.step_id = step.id AND attempt.run_no = $2 AND attempt.number = step.attempt
    ), unmade AS (
      DELETE FROM compute.attempts AS attempt USING step
      WHERE $9 AND attempt.step_id = step.id AND attempt.run_no = $2 AND attempt.number = step.attempt
    ), object AS (
      INSERT INTO compute.objects (id, tenant_id, job_id, step_id, kind, ordinal, name, key, size, sha256)
      SELECT file.id, step.tenant_id, step.job_id, step.id, 'result', step.chunk_number, file.name, file.key, file.size,
        file.sha256
      FROM step, unnest($11::uuid[], $12::text[], $13::text[], $14::bigint[], $15::text[])
        AS file (id, name, key, size, sha256)
    ), next AS MATERIALIZED (
      SELECT waiting.id, waiting.chunk_number FROM held, step AS ended, LATERAL (
        SELECT id, chunk_number FROM compute.steps
        WHERE job_id = held_id AND role = 'app' AND chunk_number >= released AND state = 'SCHEDULED'
          AND queued_at IS NULL
        ORDER BY chunk_number LIMIT 1
      ) AS waiting
    ), released AS (
      UPDATE compute.steps AS step SET turn = step.turn + 1, queued_at = clock_timestamp()
      FROM next WHERE step.id = next.id RETURNING step.*
    ), job AS (
      UPDATE compute.jobs AS job SET open_tasks = job.open_tasks - 1,
        released_chunks = coalesce((SELECT chunk_number + 1 FROM next), job.num_chunks),
        failed_chunks = CASE WHEN $5 = 'COMPLETED' THEN job.failed_chunks
          ELSE ARRAY (SELECT unnest(job.failed_chunks || step.chunk_number) ORDER BY 1) END,
        state = CASE WHEN job.open_tasks > 1 THEN job.state ELSE 'JOB_STATE_TASKS_COMPLETED' END,
        state_timestamps = CASE WHEN job.open_tasks > 1 THEN job.state_timestamps
          ELSE ${stamped('JOB_STATE_TASKS_COMPLETED')} END
      FROM step WHERE job.id = step.job_id
      RETURNING job.*, 'JOB_STATE_PARTITIONED' AS previous
    ), assembler AS (
      INSERT INTO compute.steps AS step (id, tenant_id, job_id, role, chunk_number, state, turn, queued_at)
      SELECT $10::uuid, tenant_id, id, 'assembler', 0, 'SCHEDULED', 1, clock_timestamp()
      FROM job WHERE state = 'JOB_STATE_TASKS_COMPLETED'
      RETURNING *
    )
    SELECT (SELECT state FROM job) AS state, ${taskEvent('lower(step.state)')},
      (SELECT ${queueStep()} FROM released AS step, job),
      (SELECT ${queueStep()} FROM assembler AS step, job),
      (SELECT ${jobEvent('tasks_completed')} FROM job WHERE state = 'JOB_STATE_TASKS_COMPLETED')
    FROM step`,
};
