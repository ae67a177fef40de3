/** Columns of a package by the names of its entity. */
const SUMMARY = `id, tenant_id AS "tenantId", kind, name, major, minor, type, status, manifest, entrypoint, hash, revision,
  user_name AS "userName", created_at AS "createdAt", updated_at AS "updatedAt"`;
const COLUMNS = `${SUMMARY}, schema`;

/** SQL that appends the event of what was done to `package`. @param type SQL of the last word of its type */
const event = (type: string): string =>
  `platform.append_event(tenant_id, 'quintet.compute.package.' || ${type}, id::text, json_build_object(
        'packageId', id, 'kind', kind, 'name', name, 'version', major || '.' || minor, 'revision', revision))`;

/** A package that is there already keeps its id and status. */
const push = (condition: string): string => `WITH package AS (
      INSERT INTO compute.packages AS known
        (id, tenant_id, kind, name, major, minor, type, status, manifest, schema, entrypoint, hash, user_name)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
      ON CONFLICT ON CONSTRAINT packages_version_key DO UPDATE
        SET type = excluded.type, manifest = excluded.manifest, schema = excluded.schema,
          entrypoint = excluded.entrypoint, hash = excluded.hash, user_name = excluded.user_name,
          revision = known.revision + 1, updated_at = now()
        WHERE ${condition}
      RETURNING *
    ) SELECT ${COLUMNS}, ${event("'pushed'")} FROM package`;

export const PUSH = { name: 'compute-package-push', text: push('true') };

/** Counts only what changes something. */
export const PUBLISH = { name: 'compute-package-publish', text: push('known.hash <> excluded.hash') };

export const RESOLVE = {
  name: 'compute-package-resolve',
  text: `SELECT ${COLUMNS} FROM compute.packages WHERE id = compute.resolve_package($1, $2, $3, $4, $5, $6)`,
};

export const SCHEMA = {
  name: 'compute-app-schema',
  text: `SELECT schema::text FROM compute.packages WHERE id = compute.resolve_package($1, 'app', $2, $3, $4, $5)`,
};

export const COUNT = {
  name: 'compute-packages-count',
  text: 'SELECT count(*)::int AS total FROM compute.packages WHERE tenant_id = $1 AND kind = $2',
};

/** Part $3, $4 of the packages of the owner $1. @param columns in the order of which they stand */
export const list = (columns: string[], direction: 'ASC' | 'DESC') => ({
  name: `compute-packages-by-${columns[0]}-${direction}`,
  text: `SELECT ${SUMMARY} FROM compute.packages WHERE tenant_id = $1 AND kind = $2 ORDER BY
    ${columns.map((column) => `${column} ${direction}`).join(', ')} LIMIT $3 OFFSET $4`,
});

/** Gives the owner's own package a status, unless it has it. */
export const SET_STATUS = {
  name: 'compute-package-status',
  text: `WITH package AS (
      UPDATE compute.packages SET status = $3, updated_at = now()
      WHERE tenant_id = $1 AND id = $2 AND status <> $3 RETURNING *
    ) SELECT ${event("CASE status WHEN 'active' THEN 'activated' ELSE 'deactivated' END")} FROM package`,
};

export const DELETE = {
  name: 'compute-package-delete',
  text: `WITH package AS (
      DELETE FROM compute.packages WHERE tenant_id = $1 AND kind = $2 AND name = $3 AND major = $4 AND minor = $5
      RETURNING *
    ) SELECT ${event("'deleted'")} FROM package`,
};
