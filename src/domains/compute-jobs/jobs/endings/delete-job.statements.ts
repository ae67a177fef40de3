import { jobEvent } from '../job-events';
import { INITIAL_STATE, RUNNING_STATES } from '../transitions';

const RUNNING = RUNNING_STATES.map((state) => `'${state}'`).join(', ');

/** Deletes the job $2 of the tenant $1. Its row stays for the accounts, its files and what it would have run do not. */
const remove = (condition: string): string => `WITH job AS (
      UPDATE compute.jobs SET deleted_at = clock_timestamp(), files_expire_at = least(files_expire_at, now()),
        programs = CASE WHEN run_no > 0 THEN programs END
      WHERE tenant_id = $1 AND id = $2 AND deleted_at IS NULL AND ${condition}
      RETURNING *, state AS previous
    ) SELECT ${jobEvent('deleted')} FROM job`;

export const DELETE_JOB = { name: 'compute-job-delete', text: remove(`state NOT IN (${RUNNING})`) };
export const DELETE_NEW_JOB = { name: 'compute-job-delete-new', text: remove(`state = '${INITIAL_STATE}'`) };
