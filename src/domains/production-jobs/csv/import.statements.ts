/** Templates that are there; they stay meanwhile. */
export const HOLD_TEMPLATES = {
  name: 'production-import-templates-hold',
  text: `SELECT id FROM production.templates WHERE tenant_id = $1 AND id = ANY ($2) ORDER BY id FOR SHARE`,
};

/** Makes a path, as applying the template by itself does, for each job of the list. */
export const APPLY_TEMPLATES = {
  name: 'production-import-templates-apply',
  text: `WITH given AS (
      SELECT "jobId" AS job_id, "goalQuantity" AS goal, ordinality, template.* FROM ROWS FROM (json_to_recordset($2)
        AS ("jobId" text, "templateId" text, "goalQuantity" integer)) WITH ORDINALITY
      JOIN production.templates AS template ON template.tenant_id = $1 AND template.id = "templateId"
    ), path AS (
      INSERT INTO production.paths (tenant_id, id, job_id, name, goal_quantity, advancement_mode)
      SELECT $1, production.new_id('path_'), job_id, name, goal, 'strict' FROM given ORDER BY ordinality RETURNING *
    ), step AS (
      INSERT INTO production.steps (tenant_id, path_id, id, ordinal, name, location, optional, dependency_type)
      SELECT $1, path.id, production.new_id('step_'), number - 1, step ->> 'name', step ->> 'location',
        (step ->> 'optional')::boolean, step ->> 'dependencyType'
      FROM path JOIN given USING (job_id), json_array_elements(steps) WITH ORDINALITY AS item (step, number)
    )
    SELECT platform.append_event($1, 'quintet.production.template.applied', given.id,
        json_build_object('templateId', given.id, 'jobId', job_id, 'pathId', path.id)),
      platform.append_event($1, 'quintet.production.path.created', path.id, json_build_object('jobId', job_id,
        'pathId', path.id, 'name', path.name, 'goalQuantity', path.goal_quantity,
        'advancementMode', path.advancement_mode))
    FROM path JOIN given USING (job_id)`,
};
