/** SQL that appends an event about the row `share`, all columns of which are there. */
const shareEvent = (type: 'created' | 'revoked'): string =>
  `platform.append_event(share.tenant_id, 'quintet.pipeline.shared_job.${type}', share.id::text,
        json_build_object('workspace_id', share.workspace_id, 'shared_job_id', share.id, 'job_id', share.job_id,
          'expiration_date', share.expiration_date, 'login_required', share.login_required))`;

const SHOWN = `share.id, share.job_id, job.name AS job_name, share.expiration_date, share.revoked_at, share.description,
  share.login_required, share.created_at, share.created_by`;

/** $1 tenant, $2 workspace, $3 job, $4 id, $5 expiration, $6 description, $7 login required, $8 creator. */
export const INSERT_SHARE = {
  name: 'pipeline-shared-job-insert',
  text: `WITH share AS (
      INSERT INTO pipeline.shared_jobs (id, tenant_id, workspace_id, job_id, expiration_date, description,
        login_required, created_by)
      SELECT $4, tenant_id, workspace_id, id, $5, $6, $7, $8 FROM pipeline.jobs
      WHERE tenant_id = $1 AND workspace_id = $2 AND id = $3 FOR KEY SHARE
      RETURNING *
    )
    SELECT ${SHOWN}, ${shareEvent('created')} FROM share JOIN pipeline.jobs job ON job.id = share.job_id`,
};

/** Those of $3, of one workspace. */
export const FIND_SHARES = {
  name: 'pipeline-shared-jobs-find',
  text: `SELECT ${SHOWN} FROM pipeline.shared_jobs share JOIN pipeline.jobs job ON job.id = share.job_id
    WHERE share.tenant_id = $1 AND share.workspace_id = $2 AND share.id = ANY ($3)`,
};

/** $4 whether there is a new description, $5 it; $6 login required and $7 the expiration, or null to leave them. */
export const UPDATE_SHARE = {
  name: 'pipeline-shared-job-update',
  text: `UPDATE pipeline.shared_jobs share
    SET description = CASE WHEN $4::boolean THEN $5 ELSE share.description END,
      login_required = coalesce($6::boolean, share.login_required),
      expiration_date = coalesce($7::timestamptz, share.expiration_date)
    FROM pipeline.jobs job
    WHERE share.tenant_id = $1 AND share.workspace_id = $2 AND share.id = $3 AND job.id = share.job_id
    RETURNING ${SHOWN}`,
};

/** Tells it once, however often it is revoked. */
export const REVOKE_SHARE = {
  name: 'pipeline-shared-job-revoke',
  text: `WITH known AS (
      SELECT id FROM pipeline.shared_jobs WHERE tenant_id = $1 AND workspace_id = $2 AND id = $3
    ), share AS (
      UPDATE pipeline.shared_jobs share SET revoked_at = now() FROM known
      WHERE share.id = known.id AND share.revoked_at IS NULL
      RETURNING share.*
    )
    SELECT known.id, CASE WHEN share.id IS NOT NULL THEN ${shareEvent('revoked')} END
    FROM known LEFT JOIN share ON true`,
};

/** What a link leads to ($1 its id). */
export const FIND_SHARED = {
  name: 'pipeline-shared-job-read',
  text: `SELECT share.tenant_id, share.workspace_id, share.job_id, share.login_required, share.expiration_date,
      share.revoked_at IS NOT NULL AS revoked, share.expiration_date <= now() AS expired,
      job.name, coalesce(share.description, job.description) AS description, job.status, job.execution_mode,
      pipeline.name AS pipeline_name, job.total_requests, job.executed_requests, job.failed_requests, job.duration,
      job.created_at, job.executed_at, job.cancelled_at
    FROM pipeline.shared_jobs share JOIN pipeline.jobs job ON job.id = share.job_id
      JOIN pipeline.pipelines pipeline ON pipeline.id = job.pipeline_id
    WHERE share.id = $1`,
};
