import type { Instant } from '../values/instant';
import type { SigningSecret } from './signing-secret.entity';

export interface SecretRow {
  id: string;
  sealed: string;
  state: SigningSecret['state'];
  inserted_at: Instant;
  expires_at: Instant | null;
}

/** An SQL condition: the secret signs now. */
const HOLDS = '(expires_at IS NULL OR expires_at > statement_timestamp())';

/** An SQL expression: the sealed secrets of a tenant that hold now, newest first. */
export const sealedSecretsOf = (tenantId: string) => `ARRAY (
  SELECT sealed FROM scheduled.signing_secrets
  WHERE tenant_id = ${tenantId} AND ${HOLDS} ORDER BY inserted_at DESC
)`;

/** An SQL expression that appends an event about the secret of a tenant; it never holds the secret. */
const secretEvent = (change: 'created' | 'rotated', tenantId: string, id: string) =>
  `platform.append_event(${tenantId}, 'quintet.scheduled.signing_secret.${change}', ${id}::text,
    json_build_object('id', ${id}))`;

/** Of several processes that make a tenant's secret at once, the first wins. $4: what could not be opened. */
export const MAKE = {
  name: 'scheduled-secret-make',
  text: `WITH made AS (
      INSERT INTO scheduled.signing_secrets AS secret (id, tenant_id, sealed) VALUES ($1, $2, $3)
      ON CONFLICT (tenant_id) WHERE state = 'current'
      DO UPDATE SET sealed = excluded.sealed, inserted_at = now() WHERE secret.sealed = ANY ($4)
      RETURNING tenant_id, id
    ) SELECT ${secretEvent('created', 'tenant_id', 'id')} FROM made`,
};

export const LIST = {
  name: 'scheduled-secrets-list',
  text: `SELECT id, sealed, state, scheduled.micros(inserted_at) AS inserted_at,
      scheduled.micros(expires_at) AS expires_at
    FROM scheduled.signing_secrets WHERE tenant_id = $1 AND ${HOLDS}
    ORDER BY state = 'current' DESC, signing_secrets.inserted_at DESC`,
};

/** One rotation of a tenant after the other. */
export const LOCK = {
  name: 'scheduled-secrets-lock',
  text: `SELECT pg_advisory_xact_lock(hashtextextended('scheduled signing secrets ' || $1::uuid, 0))`,
};

/** The current secret goes in $2 months and $3 microseconds. */
export const REPLACE = {
  name: 'scheduled-secret-replace',
  text: `UPDATE scheduled.signing_secrets SET state = 'previous',
      expires_at = clock_timestamp() + make_interval(months => $2) + $3::float8 * interval '1 microsecond'
    WHERE tenant_id = $1 AND state = 'current'`,
};

export const ADD = {
  name: 'scheduled-secret-add',
  text: `INSERT INTO scheduled.signing_secrets (id, tenant_id, sealed, inserted_at)
    VALUES ($1, $2, $3, clock_timestamp())`,
};

/** All but the newest $2 secrets, and what does not hold any more. */
export const FORGET = {
  name: 'scheduled-secrets-forget',
  text: `DELETE FROM scheduled.signing_secrets WHERE tenant_id = $1 AND (NOT ${HOLDS} OR id NOT IN (
      SELECT id FROM scheduled.signing_secrets WHERE tenant_id = $1 ORDER BY inserted_at DESC LIMIT $2))`,
};

export const TELL_ROTATED = {
  name: 'scheduled-secret-tell-rotated',
  text: `SELECT ${secretEvent('rotated', '$1::uuid', '$2::uuid')}`,
};
