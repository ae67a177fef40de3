const EVENT = (change: string) => `platform.append_event(tenant_id, 'quintet.production.library.${change}', id,
  json_build_object('id', id, 'kind', kind, 'name', name))`;

/** No row when there is such a name. */
export const INSERT_ENTRY = {
  name: 'production-library-insert',
  text: `WITH made AS (
      INSERT INTO production.library (tenant_id, kind, id, name) VALUES ($1, $2, $3, $4)
      ON CONFLICT (tenant_id, kind, name) DO NOTHING RETURNING *
    ) SELECT made.*, ${EVENT('created')} FROM made`,
};

export const LIST_ENTRIES = {
  name: 'production-library-list',
  text: `SELECT * FROM production.library
    WHERE tenant_id = $1 AND kind = $2 AND seq > $3 AND ($5::text IS NULL OR id ILIKE $5 OR name ILIKE $5)
    ORDER BY seq LIMIT $4`,
};

export const DELETE_ENTRY = {
  name: 'production-library-delete',
  text: `WITH gone AS (
      DELETE FROM production.library WHERE tenant_id = $1 AND kind = $2 AND id = $3 RETURNING *
    ) SELECT id, ${EVENT('deleted')} FROM gone`,
};
