import { jobEvent } from '../job-events';
import { JOB_COLUMNS } from '../job.statements';

/** Changes the job $2 of the tenant $1, which is new, and tells of it. */
const update = (assignments: string): string => `WITH job AS (
      UPDATE compute.jobs SET ${assignments} WHERE tenant_id = $1 AND id = $2 RETURNING *, state AS previous
    ) SELECT ${JOB_COLUMNS}, ${jobEvent('updated')} FROM job`;

export const CHANGE_JOB = {
  name: 'compute-job-change',
  text: update(`name = $3, data_source = $4, data_destination = $5, params = $6, config = $7,
        app_id = compute.resolve_package($8, 'app', $9, $10, $11, $12)`),
};

export const COMPLETE_UPLOAD = {
  name: 'compute-job-upload-completed',
  text: update('upload_completed_at = clock_timestamp()'),
};
