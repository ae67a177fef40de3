const EVENT = (change: string) => `platform.append_event(tenant_id, 'quintet.production.user.${change}', id,
  json_strip_nulls(json_build_object('id', id, 'name', name, 'department', department, 'active', active)))`;

export const INSERT_USER = {
  name: 'production-user-insert',
  text: `WITH made AS (
      INSERT INTO production.users (tenant_id, id, name, department, active) VALUES ($1, $2, $3, $4, $5) RETURNING *
    ) SELECT made.*, ${EVENT('created')} FROM made`,
};

export const LIST_USERS = {
  name: 'production-user-list',
  text: `SELECT * FROM production.users
    WHERE tenant_id = $1 AND active AND seq > $2 AND ($4::text IS NULL OR id ILIKE $4 OR name ILIKE $4)
    ORDER BY seq LIMIT $3`,
};

export const LOCK_USER = {
  name: 'production-user-lock',
  text: 'SELECT id FROM production.users WHERE tenant_id = $1 AND id = $2 FOR UPDATE',
};

/** A null leaves the name and `active` as they are, and the department unless `$4`. */
export const UPDATE_USER = {
  name: 'production-user-update',
  text: `WITH changed AS (
      UPDATE production.users SET name = coalesce($3, name), department = CASE WHEN $4 THEN $5 ELSE department END,
        active = coalesce($6, active)
      WHERE tenant_id = $1 AND id = $2 RETURNING *
    ) SELECT changed.*, ${EVENT('updated')} FROM changed`,
};
