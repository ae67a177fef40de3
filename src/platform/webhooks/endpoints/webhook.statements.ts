const COLUMNS = `id, url, types, domains, description, sealed_secret, paused_at, pause_reason, failures, failing_since,
  CASE WHEN previous_secret_until > now() THEN previous_sealed_secret END AS previous_sealed_secret,
  CASE WHEN previous_secret_until > now() THEN previous_secret_until END AS previous_secret_until, created_at, updated_at`;

/** The endpoint $2 of the tenant $1. */
const OF_TENANT = 'tenant_id = $1 AND id = $2 AND deleted_at IS NULL';

export interface WebhookRow {
  id: string;
  url: string;
  types: string[];
  domains: string[];
  description: string | null;
  sealed_secret: string;
  previous_sealed_secret: string | null;
  previous_secret_until: Date | null;
  paused_at: Date | null;
  pause_reason: string | null;
  failures: number;
  failing_since: Date | null;
  created_at: Date;
  updated_at: Date;
}

/** Locks what a tenant's endpoints are counted under. A new cursor stands below all that is not committed yet. */
export const OPEN_CURSOR = {
  name: 'webhook-open-cursor',
  text: `INSERT INTO platform.webhook_cursors AS cursor (tenant_id, xid, position)
    VALUES ($1, platform.event_horizon(), 0)
    ON CONFLICT (tenant_id) DO UPDATE SET position = cursor.position RETURNING xmax = 0 AS made`,
};

export const LOCK_CURSOR = {
  name: 'webhook-lock-cursor',
  text: 'SELECT FROM platform.webhook_cursors WHERE tenant_id = $1 FOR UPDATE',
};

/** Ends the reading of events for a tenant without endpoints. */
export const CLOSE_CURSOR = {
  name: 'webhook-close-cursor',
  text: `DELETE FROM platform.webhook_cursors WHERE tenant_id = $1
    AND NOT EXISTS (SELECT FROM platform.webhooks WHERE tenant_id = $1 AND deleted_at IS NULL)`,
};

/** None when the tenant has $7 endpoints already. */
export const INSERT = {
  name: 'webhook-insert',
  text: `INSERT INTO platform.webhooks (tenant_id, id, url, types, domains, description, sealed_secret, since)
    SELECT $1, $2, $3, $4, $5, $6, $8, coalesce(pg_sequence_last_value(pg_get_serial_sequence('platform.events', 'position')::regclass), 0)
    WHERE (SELECT count(*) FROM platform.webhooks WHERE tenant_id = $1 AND deleted_at IS NULL) < $7
    RETURNING ${COLUMNS}`,
};

export const LIST = {
  name: 'webhook-list',
  text: `SELECT ${COLUMNS} FROM platform.webhooks WHERE tenant_id = $1 AND deleted_at IS NULL ORDER BY id LIMIT $2`,
};

export const FIND = { name: 'webhook-find', text: `SELECT ${COLUMNS} FROM platform.webhooks WHERE ${OF_TENANT}` };

/** Under the lock that deliveries are claimed under. */
export const FIND_LOCKED = { name: 'webhook-find-locked', text: `${FIND.text} FOR NO KEY UPDATE` };

export const UPDATE = {
  name: 'webhook-update',
  text: `UPDATE platform.webhooks SET url = $3, types = $4, domains = $5, description = $6, updated_at = now()
    WHERE ${OF_TENANT} RETURNING ${COLUMNS}`,
};

export const PAUSE = {
  name: 'webhook-pause',
  text: `UPDATE platform.webhooks SET paused_at = now(), pause_reason = $3, updated_at = now()
    WHERE ${OF_TENANT} AND paused_at IS NULL RETURNING ${COLUMNS}`,
};

export const RESUME = {
  name: 'webhook-resume',
  text: `UPDATE platform.webhooks
    SET paused_at = NULL, pause_reason = NULL, failures = 0, failing_since = NULL, updated_at = now()
    WHERE ${OF_TENANT} AND paused_at IS NOT NULL RETURNING ${COLUMNS}`,
};

/** The secret so far signs for $4 hours more. */
export const ROTATE = {
  name: 'webhook-rotate',
  text: `UPDATE platform.webhooks
    SET previous_sealed_secret = sealed_secret, previous_secret_until = now() + $4 * interval '1 hour',
      sealed_secret = $3, updated_at = now()
    WHERE ${OF_TENANT} RETURNING ${COLUMNS}`,
};

export const DELETE = {
  name: 'webhook-delete',
  text: `UPDATE platform.webhooks SET deleted_at = now(), sealed_secret = '', previous_sealed_secret = NULL
    WHERE ${OF_TENANT} RETURNING id`,
};
