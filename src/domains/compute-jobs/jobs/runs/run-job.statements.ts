import { queueStep } from '../../execution/compute-tasks';
import { jobEvent } from '../job-events';
import { moveTo } from '../job-states';

/** Starts the job $1, which was never run ($2 is 0): its first step, the partitioner's, has the id $3. */
const start = (assignments: string, conditions?: string): string => `${moveTo(
  'JOB_STATE_STARTED',
  `, run_no = run_no + 1${assignments}`,
  conditions,
)}, step AS (
      INSERT INTO compute.steps (id, tenant_id, job_id, role, chunk_number, state, turn, queued_at)
      SELECT $3::uuid, tenant_id, id, 'partitioner', 0, 'SCHEDULED', 1, clock_timestamp() FROM job
      RETURNING *
    )
    SELECT ${jobEvent('started')}, (SELECT ${queueStep()} FROM step) FROM job`;

/** What a run settles that is accepted at a moment: programs $4, config $5, destination $6, start $7. */
const accepted = (
  moment: string,
) => `submitted_at = ${moment}, programs = $4, app_id = ($4::json->'app'->>'id')::uuid, config = $5,
        data_destination = $6, start_at = $7`;

export const START = { name: 'compute-job-start', text: start(`, ${accepted('moment')}`) };

/** Has the job $1 of the tenant $3 wait for its start. */
export const SCHEDULE = {
  name: 'compute-job-schedule',
  text: `WITH job AS (
      UPDATE compute.jobs SET ${accepted('clock_timestamp()')} WHERE id = $1 AND run_no = $2 AND tenant_id = $3
      RETURNING *, state AS previous
    ) SELECT ${jobEvent('updated')}, engine.enqueue('compute.start', json_build_object('job', id), start_at) FROM job`,
};

/** A job that was aborted meanwhile is deleted, and one that was started has left its first state. */
export const START_WAITING = {
  name: 'compute-job-start-waiting',
  text: start('', ' AND submitted_at IS NOT NULL AND deleted_at IS NULL'),
};
