/** Jobs that are deleted at once. */
export const FORGET_BATCH = 1000;

/** Deletes jobs that were finished $1 days ago. */
export const FORGET_JOBS = {
  name: 'scheduled-forget-jobs',
  text: `DELETE FROM scheduled.jobs WHERE id = ANY (ARRAY (
      SELECT id FROM scheduled.jobs
      WHERE state IN ('completed', 'discarded', 'cancelled')
        AND coalesce(completed_at, discarded_at, cancelled_at) < now() - $1 * interval '1 day'
      ORDER BY coalesce(completed_at, discarded_at, cancelled_at)
      LIMIT ${FORGET_BATCH} FOR UPDATE SKIP LOCKED
    )) RETURNING id::float8 AS id, tenant_id`,
};

/** Deletes the logs of the jobs $2 of the tenants $1. */
export const FORGET_LOGS = {
  name: 'scheduled-forget-logs',
  text: `DELETE FROM scheduled.logs AS log USING unnest($1::uuid[], $2::bigint[]) AS gone (tenant_id, id)
    WHERE log.tenant_id = gone.tenant_id AND log.job_id = gone.id`,
};

/** Deletes the attempts of the jobs $1. */
export const FORGET_ATTEMPTS = {
  name: 'scheduled-forget-attempts',
  text: 'DELETE FROM scheduled.attempts WHERE job_id = ANY ($1::bigint[])',
};
