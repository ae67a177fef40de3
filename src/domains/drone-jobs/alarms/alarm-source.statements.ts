const COLUMNS = 'id, tenant_id, name, job, dedupe_key, dedupe_seconds, created_at, updated_at';

export const CREATE_SOURCE = {
  name: 'drone-alarm-source-create',
  text: `INSERT INTO drone.alarm_sources (tenant_id, id, secret_hash, name, job, dedupe_key, dedupe_seconds)
    VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING ${COLUMNS}`,
};

export const LIST_SOURCES = { name: 'drone-alarm-source-list', text: `SELECT ${COLUMNS} FROM drone.alarm_sources` };

export const FIND_SOURCE = {
  name: 'drone-alarm-source-find',
  text: `SELECT ${COLUMNS} FROM drone.alarm_sources WHERE tenant_id = $1 AND id = $2`,
};

/** The secret alone tells the tenant. */
export const FIND_SOURCE_BY_SECRET = {
  name: 'drone-alarm-source-by-secret',
  text: `SELECT ${COLUMNS} FROM drone.alarm_sources WHERE secret_hash = $1`,
};

export const UPDATE_SOURCE = {
  name: 'drone-alarm-source-update',
  text: `UPDATE drone.alarm_sources SET name = coalesce($3, name), job = coalesce($4, job),
      dedupe_key = CASE WHEN $5 THEN $6 ELSE dedupe_key END, dedupe_seconds = coalesce($7, dedupe_seconds),
      updated_at = now()
    WHERE tenant_id = $1 AND id = $2 RETURNING ${COLUMNS}`,
};

export const DELETE_SOURCE = {
  name: 'drone-alarm-source-delete',
  text: 'DELETE FROM drone.alarm_sources WHERE tenant_id = $1 AND id = $2 RETURNING id',
};

/** Makes other alarms of the key wait for the end of the transaction, and shows the job of the first, if any. */
export const CLAIM_KEY = {
  name: 'drone-alarm-claim',
  text: `INSERT INTO drone.alarm_receipts AS receipt (tenant_id, source_id, key_hash, expires_at)
    VALUES ($1, $2, $3, clock_timestamp()) ON CONFLICT (source_id, key_hash) DO UPDATE SET job_id = receipt.job_id
    RETURNING CASE WHEN expires_at > clock_timestamp() THEN job_id END AS job_id`,
};

export const FIND_JOB = {
  name: 'drone-alarm-job',
  text: 'SELECT id, name, status, priority, created_at FROM drone.jobs WHERE tenant_id = $1 AND id = $2',
};

/** Remembers the job of a key, and forgets some of the keys whose time is over. */
export const KEEP_RECEIPT = {
  name: 'drone-alarm-keep',
  text: `WITH old AS (
      DELETE FROM drone.alarm_receipts WHERE (source_id, key_hash) IN (
        SELECT source_id, key_hash FROM drone.alarm_receipts
        WHERE source_id = $2 AND expires_at < clock_timestamp() AND key_hash <> $3
        ORDER BY expires_at LIMIT 10 FOR UPDATE SKIP LOCKED)
    ) UPDATE drone.alarm_receipts SET job_id = $4, expires_at = clock_timestamp() + make_interval(secs => $5)
    WHERE tenant_id = $1 AND source_id = $2 AND key_hash = $3`,
};

export const TELL_OF_ALARM = {
  name: 'drone-alarm-tell',
  text: `SELECT platform.append_event($1, 'quintet.drone.alarm.received', $2,
    json_build_object('alarmSourceId', $2::text, 'jobId', $3::text, 'duplicate', $4::boolean))`,
};
