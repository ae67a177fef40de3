import { enterAlone } from './path-gate';

/** A step as the API shows it. */
export const STEP = `json_strip_nulls(json_build_object('id', step.id, 'name', step.name, 'order', step.ordinal,
    'location', step.location, 'assignedTo', step.assigned_to, 'optional', step.optional,
    'dependencyType', step.dependency_type))`;

/** Columns of a `PathRow` from `path`, with its steps from a relation of those. */
export const shown = (steps = 'production.steps') => `path.id, path.job_id, path.name, path.goal_quantity,
    path.advancement_mode, path.version, path.seq, path.created_at, path.updated_at, (
      SELECT json_agg(${STEP} ORDER BY step.ordinal) FROM ${steps} AS step
      WHERE step.tenant_id = path.tenant_id AND step.path_id = path.id AND step.removed_at IS NULL) AS steps`;

const told = (change: string) => `platform.append_event(path.tenant_id, 'quintet.production.path.${change}', path.id,
      json_build_object('jobId', path.job_id, 'pathId', path.id, 'name', path.name,
        'goalQuantity', path.goal_quantity, 'advancementMode', path.advancement_mode))`;

/** Units of `path` by step, and those that finished it. */
const COUNTED = `tally.completed, (
      SELECT json_agg(json_strip_nulls(json_build_object('stepId', step.id, 'stepName', step.name,
        'stepOrder', step.ordinal, 'location', step.location, 'serialCount', step.units,
        'completedCount', tally.completed, 'isBottleneck', step.units > 0 AND step.units = step.most))
        ORDER BY step.ordinal)
      FROM (
        SELECT step.id, step.name, step.ordinal, step.location, coalesce(wip.units, 0) AS units,
          max(wip.units) OVER () AS most
        FROM production.steps AS step
        LEFT JOIN (
          SELECT current_step_id, count(*)::int AS units FROM production.serials
          WHERE tenant_id = path.tenant_id AND path_id = path.id AND status = 'in_progress'
          GROUP BY current_step_id
        ) AS wip ON wip.current_step_id = step.id
        WHERE step.tenant_id = path.tenant_id AND step.path_id = path.id AND step.removed_at IS NULL
      ) AS step) AS distribution`;

const TALLIED = `production.paths AS path CROSS JOIN LATERAL (
      SELECT coalesce(sum(completed), 0)::int AS completed FROM production.unit_tallies
      WHERE tenant_id = path.tenant_id AND path_id = path.id) AS tally`;

/** Makes nothing without the job; one that is being deleted is waited for. */
export const CREATE_PATH = {
  name: 'production-path-create',
  text: `WITH path AS (
      INSERT INTO production.paths (tenant_id, id, job_id, name, goal_quantity, advancement_mode)
      SELECT $1, $2, job.id, $4, $5, $6 FROM (
        SELECT id FROM production.jobs WHERE tenant_id = $1 AND id = $3 FOR KEY SHARE) AS job
      RETURNING *
    ), made AS (
      INSERT INTO production.steps (tenant_id, id, path_id, ordinal, name, location, assigned_to, optional,
        dependency_type)
      SELECT path.tenant_id, step.id, path.id, step.ordinal, step.name, step.location, step.assigned_to, step.optional,
        step.dependency_type
      FROM path, jsonb_to_recordset($7) AS step (id text, ordinal integer, name text, location text, assigned_to text,
        optional boolean, dependency_type text)
      RETURNING *
    ) SELECT ${shown('made')}, ${told('created')} FROM path`,
};

export const LIST_PATHS = {
  name: 'production-path-list',
  text: `SELECT ${shown()} FROM production.paths AS path
    WHERE tenant_id = $1 AND ($2::bigint IS NULL OR seq > $2) AND ($4::text IS NULL OR job_id = $4)
      AND ($5::text IS NULL OR id ILIKE $5 OR name ILIKE $5)
    ORDER BY seq LIMIT $3`,
};

export const FIND_PATH = {
  name: 'production-path-find',
  text: `SELECT ${shown()}, ${COUNTED} FROM ${TALLIED} WHERE path.tenant_id = $1 AND path.id = $2`,
};

export const COUNT_UNITS = {
  name: 'production-path-distributions',
  text: `SELECT path.id, ${COUNTED} FROM ${TALLIED} WHERE path.tenant_id = $1 AND path.id = ANY ($2)`,
};

/** Waits for units that are being moved, and keeps others from it until the end of the transaction. */
export const LOCK_PATH = {
  name: 'production-path-lock',
  text: `WITH gate AS MATERIALIZED (SELECT ${enterAlone('$2::text')})
    SELECT path.id, path.version FROM gate, production.paths AS path
    WHERE tenant_id = $1 AND id = $2 FOR UPDATE OF path`,
};

export const UPDATE_PATH = {
  name: 'production-path-update',
  text: `WITH path AS (
      UPDATE production.paths SET name = coalesce($3, name), goal_quantity = coalesce($4, goal_quantity),
        advancement_mode = coalesce($5, advancement_mode), version = version + 1, updated_at = now()
      WHERE tenant_id = $1 AND id = $2 RETURNING *
    ) SELECT ${shown()}, ${told('updated')} FROM path`,
};

export const HAS_UNITS = {
  name: 'production-path-has-units',
  text: 'SELECT EXISTS (SELECT FROM production.serials WHERE tenant_id = $1 AND path_id = $2) AS units',
};

export const DELETE_PATH = {
  name: 'production-path-delete',
  text: `WITH path AS (DELETE FROM production.paths WHERE tenant_id = $1 AND id = $2 RETURNING *)
    SELECT ${told('deleted')} FROM path`,
};
