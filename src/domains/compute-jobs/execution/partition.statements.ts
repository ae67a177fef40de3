import { jobEvent } from '../jobs/job-events';
import { moveTo } from '../jobs/job-states';
import { queueDeadline, queueStep } from './compute-tasks';

/** The run $2 of the job $1 begins, and from now on its time does. */
export const BEGIN = {
  name: 'compute-run-begin',
  text: `${moveTo('JOB_STATE_UPLOADING', ', started_at = moment')}
    SELECT ${jobEvent('uploading')}, ${queueDeadline()} FROM job`,
};

/** Stores chunks $4 to $8 of the job $2 of the tenant $1, and a task for each; the first $3 chunks are let in. */
export const ADD_CHUNKS = {
  name: 'compute-chunks-add',
  text: `WITH chunk AS MATERIALIZED (
      SELECT * FROM unnest($4::uuid[], $5::uuid[], $6::int[], $7::bigint[], $8::text[], $9::text[])
        AS chunk (id, step_id, number, size, sha256, key)
    ), object AS (
      INSERT INTO compute.objects (id, tenant_id, job_id, kind, ordinal, name, key, size, sha256)
      SELECT id, $1::uuid, $2::uuid, 'chunk', number, 'data_' || number || '.bin', key, size, sha256 FROM chunk
    ), step AS (
      INSERT INTO compute.steps AS step
        (id, tenant_id, job_id, role, chunk_number, state, input_bytes, turn, queued_at)
      SELECT step_id, $1::uuid, $2::uuid, 'app', number, 'SCHEDULED', size, (number < $3)::int,
        CASE WHEN number < $3 THEN clock_timestamp() END
      FROM chunk RETURNING *
    )
    SELECT count(${queueStep()}) FROM step JOIN compute.jobs AS job ON job.id = step.job_id WHERE step.turn = 1`,
};

/** All $3 chunks of the job $1 in its run $2 are stored, the first $4 let in. */
export const PARTITIONED = {
  name: 'compute-run-partitioned',
  text: `${moveTo('JOB_STATE_PARTITIONED', ", num_chunks = $3, open_tasks = $3, released_chunks = $4, failed_chunks = '{}'")}
    SELECT ${jobEvent('partitioned')} FROM job`,
};
