import type { Secret } from './secret.entity';

/** A secret without its key. */
export type StoredSecret = Pick<Secret, 'id' | 'type' | 'name' | 'accessKey' | 'params' | 'expiresAt'>;

const LIST_LIMIT = 1000;
const COLUMNS = 'id, type, name, access_key AS "accessKey", params, expires_at AS "expiresAt"';

/** SQL that appends the event of what was done to `secret`. */
const event = (type: string) =>
  `platform.append_event(tenant_id, ${type}, id, json_build_object('secretId', id, 'secretType', type))`;

export const PUT_SECRET = {
  name: 'compute-secret-put',
  text: `WITH secret AS (
      INSERT INTO compute.secrets (tenant_id, type, id, name, access_key, params, expires_at, sealed_key)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
      ON CONFLICT (tenant_id, type, id) DO UPDATE SET name = excluded.name, access_key = excluded.access_key,
        params = excluded.params, expires_at = excluded.expires_at, sealed_key = excluded.sealed_key, updated_at = now()
      RETURNING tenant_id, type, id, CASE WHEN xmax = 0 THEN 'created' ELSE 'updated' END AS change
    ) SELECT ${event("'quintet.compute.secret.' || change")} FROM secret`,
};
export const DELETE_SECRET = {
  name: 'compute-secret-delete',
  text: `WITH secret AS (
      DELETE FROM compute.secrets WHERE tenant_id = $1 AND type = $2 AND id = $3 RETURNING tenant_id, type, id
    ) SELECT ${event("'quintet.compute.secret.deleted'")} FROM secret`,
};
export const LIST_SECRETS = {
  name: 'compute-secret-list',
  text: `SELECT ${COLUMNS} FROM compute.secrets WHERE tenant_id = $1 AND type = coalesce($2, type)
    ORDER BY type, id LIMIT ${LIST_LIMIT}`,
};

/** In the order of the ids $2. */
export const REVEAL_SECRETS = {
  name: 'compute-secret-reveal',
  text: `SELECT ${COLUMNS}, sealed_key AS "sealedKey" FROM compute.secrets
    WHERE tenant_id = $1 AND id = ANY ($2) AND (expires_at IS NULL OR expires_at > now())
    ORDER BY array_position($2, id), type`,
};
