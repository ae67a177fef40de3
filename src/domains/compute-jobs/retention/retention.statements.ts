/** Jobs, and entries of the cache, that are let go at once. */
export const BATCH = 100;
/** Log lines that are deleted at once. */
export const LINES = 20_000;

export const EXPIRED_JOBS = {
  name: 'compute-jobs-expired',
  text: `SELECT id FROM compute.jobs WHERE files_expire_at < now() AND files_deleted_at IS NULL
    ORDER BY files_expire_at LIMIT ${BATCH}`,
};
export const FORGET_LINES = {
  name: 'compute-forget-lines',
  text: `WITH gone AS (
      DELETE FROM compute.log_lines WHERE ctid = ANY (ARRAY (
        SELECT ctid FROM compute.log_lines WHERE job_id = $1 LIMIT ${LINES}
      )) RETURNING 1
    ) SELECT count(*)::int AS count FROM gone`,
};
export const FORGET_FILES = {
  name: 'compute-forget-files',
  text: `WITH job AS (UPDATE compute.jobs SET files_deleted_at = now() WHERE id = $1 RETURNING id)
    DELETE FROM compute.objects WHERE job_id IN (SELECT id FROM job)`,
};
export const EXPIRED_RESULTS = {
  name: 'compute-cache-expired',
  text: `SELECT tenant_id AS "tenantId", key, objects FROM compute.task_cache WHERE expires_at < now()
    ORDER BY expires_at LIMIT ${BATCH}`,
};
export const FORGET_RESULTS = {
  name: 'compute-forget-cached',
  text: 'DELETE FROM compute.task_cache WHERE tenant_id = $1 AND key = $2',
};
