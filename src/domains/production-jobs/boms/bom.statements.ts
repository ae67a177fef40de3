/** The entries of `bom` as the API shows them, in order. */
const ENTRIES = `(
    SELECT json_agg(json_build_object('id', entry.id, 'bomId', bom.id, 'partType', part_type,
      'requiredQuantityPerBuild', required_quantity, 'contributingJobIds', (
        SELECT coalesce(json_agg(job_id ORDER BY ordinal), '[]') FROM production.bom_entry_jobs AS job
        WHERE job.tenant_id = $1 AND job.entry_id = entry.id)) ORDER BY ordinal)
    FROM production.bom_entries AS entry WHERE entry.tenant_id = $1 AND entry.bom_id = bom.id)`;

/** Units of the jobs of each entry of `bom`, in order. A job that is named twice counts once. */
const UNITS = `(
    SELECT json_agg(json_build_object('total', coalesce(units.total, 0), 'completed', coalesce(units.completed, 0))
      ORDER BY ordinal)
    FROM production.bom_entries AS entry CROSS JOIN LATERAL (
      SELECT sum(tally.total) AS total, sum(tally.completed) AS completed
      FROM production.paths AS path
      JOIN production.unit_tallies AS tally ON tally.tenant_id = path.tenant_id AND tally.path_id = path.id
      WHERE path.tenant_id = $1 AND path.job_id IN (
        SELECT job_id FROM production.bom_entry_jobs AS job WHERE job.tenant_id = $1 AND job.entry_id = entry.id)
    ) AS units
    WHERE entry.tenant_id = $1 AND entry.bom_id = bom.id)`;

export const FIND_BOM = {
  name: 'production-bom-find',
  text: `SELECT bom.*, ${ENTRIES} AS entries, ${UNITS} AS units FROM production.boms AS bom
    WHERE tenant_id = $1 AND id = $2`,
};

export const LIST_BOMS = {
  name: 'production-bom-list',
  text: `SELECT bom.*, ${ENTRIES} AS entries FROM (
      SELECT * FROM production.boms
      WHERE tenant_id = $1 AND seq > $2 AND ($4::text IS NULL OR id ILIKE $4 OR name ILIKE $4) ORDER BY seq LIMIT $3
    ) AS bom ORDER BY seq`,
};

export const HAS_BOM = {
  name: 'production-bom-has',
  text: 'SELECT id FROM production.boms WHERE tenant_id = $1 AND id = $2',
};

export const LOCK_BOM = {
  name: 'production-bom-lock',
  text: 'SELECT id FROM production.boms WHERE tenant_id = $1 AND id = $2 FOR UPDATE',
};

export const INSERT_BOM = {
  name: 'production-bom-insert',
  text: `WITH bom AS (INSERT INTO production.boms (tenant_id, id, name) VALUES ($1, $2, $3) RETURNING *)
    SELECT platform.append_event(tenant_id, 'quintet.production.bom.created', id,
      json_build_object('bomId', id, 'name', name)) FROM bom`,
};

/** Renames a bill, or leaves its name when that is null, and tells of the change. */
const touch = (change: string) => `WITH bom AS (
      UPDATE production.boms SET name = coalesce($3, name), updated_at = now() WHERE tenant_id = $1 AND id = $2
      RETURNING *
    ) SELECT platform.append_event(tenant_id, 'quintet.production.bom.${change}', id,
        json_build_object('bomId', id, 'name', name)) FROM bom`;

export const UPDATE_BOM = { name: 'production-bom-update', text: touch('updated') };
export const EDIT_BOM = { name: 'production-bom-edit', text: touch('edited') };

export const DELETE_ENTRIES = {
  name: 'production-bom-entries-delete',
  text: 'DELETE FROM production.bom_entries WHERE tenant_id = $1 AND bom_id = $2',
};

/** Entries by their ids $3, parts $4 and quantities $5; their jobs by entry $6 and job $7, in order. */
export const INSERT_ENTRIES = {
  name: 'production-bom-entries-insert',
  text: `WITH entries AS (
      INSERT INTO production.bom_entries (tenant_id, bom_id, id, part_type, required_quantity, ordinal)
      SELECT $1, $2, entry.* FROM unnest($3::text[], $4::text[], $5::float8[]) WITH ORDINALITY AS entry
    )
    INSERT INTO production.bom_entry_jobs (tenant_id, entry_id, job_id, ordinal)
    SELECT $1, job.* FROM unnest($6::text[], $7::text[]) WITH ORDINALITY AS job`,
};

/** Keeps the entries as they are before the edit. */
export const INSERT_VERSION = {
  name: 'production-bom-version-insert',
  text: `WITH version AS (
      INSERT INTO production.bom_versions (tenant_id, id, bom_id, version_number, entries_snapshot, change_description,
        changed_by)
      SELECT $1, $3, id, 1 + coalesce((SELECT max(version_number) FROM production.bom_versions
          WHERE tenant_id = $1 AND bom_id = $2), 0), ${ENTRIES}, $4, $5
      FROM production.boms AS bom WHERE tenant_id = $1 AND id = $2
      RETURNING *
    )
    SELECT production.append_audit(tenant_id, 'bom_edited', changed_by, $6, jsonb_build_object('metadata',
        json_build_object('bomId', bom_id, 'changeDescription', change_description, 'versionNumber', version_number)))
    FROM version`,
};

export const LIST_VERSIONS = {
  name: 'production-bom-version-list',
  text: `SELECT * FROM production.bom_versions WHERE tenant_id = $1 AND bom_id = $2 AND version_number > $3::bigint
    ORDER BY version_number LIMIT $4`,
};
