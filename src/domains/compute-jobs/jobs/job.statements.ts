/** Columns of a job by the names of its entity. */
export const JOB_COLUMNS = `tenant_id AS "tenantId", id, template_id AS "templateId", template_owner AS "templateOwner",
  template, app_id AS "appId", name, description, state, priority, run_no AS "runNo", config, params,
  data_source AS "dataSource", data_destination AS "dataDestination", programs, created_at AS "createdAt",
  start_at AS "startAt", uploaded_at AS "uploadedAt", upload_completed_at AS "uploadCompletedAt",
  submitted_at AS "submittedAt", started_at AS "startedAt", ended_at AS "endedAt", num_chunks AS "numChunks",
  released_chunks AS "releasedChunks", open_tasks AS "openTasks", failed_chunks AS "failedChunks",
  error_message AS "errorMessage", payment, files_expire_at AS "filesExpireAt",
  files_deleted_at AS "filesDeletedAt", deleted_at AS "deletedAt",
  state_timestamps AS "stateTimestamps"`;

export const INSERT_JOB = {
  name: 'compute-job-insert',
  text: `WITH job AS (
      INSERT INTO compute.jobs (tenant_id, id, template_id, template_owner, template, name, description, state,
        config, params, data_source, data_destination, priority, start_at, app_id, state_timestamps)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14,
        compute.resolve_package($15, 'app', $16, $17, $18, $19), jsonb_build_object($8::text, now()))
      RETURNING *
    )
    SELECT ${JOB_COLUMNS}, platform.append_event(tenant_id, 'quintet.compute.job.created', id::text,
      json_build_object('jobId', id, 'state', state))
    FROM job`,
};

const FIND = `SELECT ${JOB_COLUMNS} FROM compute.jobs WHERE id = $2 AND tenant_id = $1 AND deleted_at IS NULL`;

/** The tenant's job that is not deleted. */
export const FIND_JOB = { name: 'compute-job-find', text: FIND };
export const LOCK_JOB = { name: 'compute-job-lock', text: `${FIND} FOR NO KEY UPDATE` };
