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

/** Makes the path $4 with the steps $7 of the template's; no row when there is no job $3. The job stays meanwhile. */
export const APPLY_TEMPLATE = {
  name: 'production-template-apply',
  text: `WITH template AS (
      SELECT * FROM production.templates WHERE tenant_id = $1 AND id = $2
    ), job AS (
      SELECT id FROM production.jobs WHERE tenant_id = $1 AND id = $3 FOR KEY SHARE
    ), path AS (
      INSERT INTO production.paths (tenant_id, id, job_id, name, goal_quantity, advancement_mode)
      SELECT $1, $4, job.id, coalesce($5, template.name), $6, 'strict' FROM job, template RETURNING *
    ), step AS (
      INSERT INTO production.steps (tenant_id, path_id, id, ordinal, name, location, optional, dependency_type)
      SELECT $1, path.id, given.id, given.number - 1, definition ->> 'name', definition ->> 'location',
        (definition ->> 'optional')::boolean, definition ->> 'dependencyType'
      FROM path, template, json_array_elements(template.steps) WITH ORDINALITY AS item (definition, number)
      JOIN unnest($7::text[]) WITH ORDINALITY AS given (id, number) USING (number)
    )
    SELECT path.*, template.steps,
      platform.append_event($1, 'quintet.production.template.applied', $2,
        json_build_object('templateId', $2, 'jobId', path.job_id, 'pathId', path.id)),
      platform.append_event($1, 'quintet.production.path.created', path.id,
        json_build_object('jobId', path.job_id, 'pathId', path.id, 'name', path.name,
          'goalQuantity', path.goal_quantity))
    FROM path, template`,
};
