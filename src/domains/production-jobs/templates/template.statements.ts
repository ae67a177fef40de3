const EVENT = (change: string) => `platform.append_event(tenant_id, 'quintet.production.template.${change}', id,
  json_build_object('templateId', id, 'name', name))`;

export const INSERT_TEMPLATE = {
  name: 'production-template-insert',
  text: `WITH made AS (
      INSERT INTO production.templates (tenant_id, id, name, steps) VALUES ($1, $2, $3, $4) RETURNING *
    ) SELECT made.*, ${EVENT('created')} FROM made`,
};

export const FIND_TEMPLATE = {
  name: 'production-template-find',
  text: 'SELECT * FROM production.templates WHERE tenant_id = $1 AND id = $2',
};

export const LIST_TEMPLATES = {
  name: 'production-template-list',
  text: `SELECT * FROM production.templates
    WHERE tenant_id = $1 AND seq > $2 AND ($4::text IS NULL OR id ILIKE $4 OR name ILIKE $4) ORDER BY seq LIMIT $3`,
};

export const LOCK_TEMPLATE = {
  name: 'production-template-lock',
  text: `${FIND_TEMPLATE.text} FOR UPDATE`,
};

/** A null leaves what was. */
export const UPDATE_TEMPLATE = {
  name: 'production-template-update',
  text: `WITH changed AS (
      UPDATE production.templates SET name = coalesce($3, name), steps = coalesce($4, steps), updated_at = now()
      WHERE tenant_id = $1 AND id = $2 RETURNING *
    ) SELECT changed.*, ${EVENT('updated')} FROM changed`,
};

export const DELETE_TEMPLATE = {
  name: 'production-template-delete',
  text: `WITH gone AS (
      DELETE FROM production.templates WHERE tenant_id = $1 AND id = $2 RETURNING *
    ) SELECT id, ${EVENT('deleted')} FROM gone`,
};

/** It stays as it is until the end of the transaction, for others who apply it too. */
export const HOLD_TEMPLATE = {
  name: 'production-template-hold',
  text: `${FIND_TEMPLATE.text} FOR SHARE`,
};

export const TELL_APPLIED = {
  name: 'production-template-applied',
  text: `SELECT platform.append_event($1, 'quintet.production.template.applied', $2,
    json_build_object('templateId', $2::text, 'jobId', $3::text, 'pathId', $4::text))`,
};
