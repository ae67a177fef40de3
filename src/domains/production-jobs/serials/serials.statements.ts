import { SERIAL_COLUMNS } from './serial-row';

export const FIND_SERIAL = {
  name: 'production-serial-find',
  text: `SELECT ${SERIAL_COLUMNS}, (
      SELECT json_agg(json_build_object('id', id, 'type', type, 'name', name, 'metadata', metadata,
        'createdAt', to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) ORDER BY seq)
      FROM production.certs AS cert WHERE tenant_id = $1 AND id IN (
        SELECT cert_id FROM production.cert_attachments WHERE tenant_id = $1 AND serial_number = unit.number)) AS certs
    FROM production.serials AS unit WHERE tenant_id = $1 AND number = $2`,
};

export const LIST_SERIALS = {
  name: 'production-serials-list',
  text: `SELECT unit.number, unit.job_id, job.name AS job_name, unit.path_id, path.name AS path_name, unit.status,
      step.ordinal AS step_index, step.name AS step_name, step.assigned_to, unit.scrap_reason, unit.force_completed,
      unit.created_at
    FROM production.serials AS unit
      JOIN production.paths AS path ON path.tenant_id = unit.tenant_id AND path.id = unit.path_id
      JOIN production.jobs AS job ON job.tenant_id = unit.tenant_id AND job.id = unit.job_id
      LEFT JOIN production.steps AS step ON step.tenant_id = unit.tenant_id AND step.id = unit.current_step_id
    WHERE unit.tenant_id = $1 AND ($2::bigint IS NULL OR unit.number > $2) AND ($4::text IS NULL OR unit.job_id = $4)
      AND ($5::text IS NULL OR unit.path_id = $5) AND ($6::text IS NULL OR unit.current_step_id = $6)
      AND ($7::text IS NULL OR unit.status = $7)
      AND ($8::text IS NULL OR production.serial_id(unit.number) ILIKE $8 OR job.name ILIKE $8 OR path.name ILIKE $8
        OR job.jira_ticket_key ILIKE $8)
    ORDER BY unit.number LIMIT $3`,
};

/** What hangs on the unit goes with it; the audit stays. */
export const DELETE_SERIAL = {
  name: 'production-serial-delete',
  text: `WITH unit AS (
      DELETE FROM production.serials WHERE tenant_id = $1 AND number = $2
      RETURNING number, job_id, path_id, current_step_id
    )
    SELECT production.append_audit($1, 'serial_deleted', $3, $4, jsonb_build_object('serial_number', number,
        'job_id', job_id, 'path_id', path_id, 'from_step_id', current_step_id)),
      platform.append_event($1, 'quintet.production.serial.deleted', production.serial_id(number),
        json_build_object('jobId', job_id, 'pathId', path_id, 'fromStepId', current_step_id, 'userId', $3::text,
          'actor', $4::text))
    FROM unit`,
};
