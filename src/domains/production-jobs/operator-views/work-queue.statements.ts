import { MAX_ROWS } from '../lists';

/** A queue of the steps that a relation of `path_id`, `step_id` and `parts` names, by job, path and index. */
const queueOf = (stations: string) => `WITH station AS MATERIALIZED (${stations})
  SELECT json_strip_nulls(json_build_object('jobId', job.id, 'jobName', job.name, 'pathId', path.id,
      'pathName', path.name, 'stepId', step.id, 'stepName', step.name, 'stepOrder', step.ordinal,
      'stepLocation', step.location, 'totalSteps', route.steps, 'serialIds', unit.ids, 'partCount', station.parts,
      'previousStepId', previous.id, 'previousStepName', previous.name, 'nextStepId', next.id,
      'nextStepName', next.name, 'nextStepLocation', next.location, 'isFinalStep', next.id IS NULL,
      'assignedTo', step.assigned_to)) AS job
  FROM station
  JOIN production.steps AS step ON step.tenant_id = $1 AND step.id = station.step_id
  JOIN production.paths AS path ON path.tenant_id = $1 AND path.id = station.path_id
  JOIN production.jobs AS job ON job.tenant_id = $1 AND job.id = path.job_id
  LEFT JOIN production.steps AS previous ON previous.tenant_id = $1 AND previous.path_id = path.id
    AND previous.ordinal = step.ordinal - 1 AND previous.removed_at IS NULL
  LEFT JOIN production.steps AS next ON next.tenant_id = $1 AND next.path_id = path.id
    AND next.ordinal = step.ordinal + 1 AND next.removed_at IS NULL
  CROSS JOIN LATERAL (
    SELECT count(*) AS steps FROM production.steps AS any_step
    WHERE any_step.tenant_id = $1 AND any_step.path_id = path.id AND any_step.removed_at IS NULL
  ) AS route
  CROSS JOIN LATERAL (
    SELECT coalesce(json_agg(production.serial_id(number) ORDER BY number), '[]') AS ids FROM (
      SELECT number FROM production.serials WHERE tenant_id = $1 AND path_id = station.path_id
        AND current_step_id = station.step_id AND status = 'in_progress'
      ORDER BY number LIMIT ${MAX_ROWS}
    ) AS shown
  ) AS unit
  ORDER BY job.seq, path.seq, step.ordinal`;

const WITH_UNITS = `SELECT path_id, current_step_id AS step_id, count(*)::int AS parts FROM production.serials
    WHERE tenant_id = $1 AND status = 'in_progress' GROUP BY path_id, current_step_id`;

/** How many units are at `step`. */
const PARTS = `CROSS JOIN LATERAL (
      SELECT count(*)::int AS parts FROM production.serials
      WHERE tenant_id = $1 AND path_id = step.path_id AND current_step_id = step.id AND status = 'in_progress'
    ) AS unit`;

export const QUEUE_WITH_UNITS = { name: 'production-work-queue', text: queueOf(WITH_UNITS) };

/** With the first steps that have no units: that is where units are made. */
export const QUEUE_OF_ALL = {
  name: 'production-work-queue-all',
  text: queueOf(`SELECT path_id, step_id, max(parts) AS parts FROM (
      ${WITH_UNITS}
      UNION ALL
      SELECT path_id, id, 0 FROM production.steps WHERE tenant_id = $1 AND ordinal = 0 AND removed_at IS NULL
    ) AS any_station GROUP BY path_id, step_id`),
};

export const QUEUE_OF_USER = {
  name: 'production-work-queue-user',
  text: queueOf(`SELECT step.path_id, step.id AS step_id, unit.parts FROM production.steps AS step ${PARTS}
    WHERE step.tenant_id = $1 AND step.assigned_to = $2 AND step.removed_at IS NULL AND unit.parts > 0`),
};

export const QUEUE_OF_STEP = {
  name: 'production-work-queue-step',
  text: queueOf(`SELECT step.path_id, step.id AS step_id, unit.parts FROM production.steps AS step ${PARTS}
    WHERE step.tenant_id = $1 AND step.id = $2 AND step.removed_at IS NULL`),
};

export const COUNT_UNITS_AT = {
  name: 'production-step-count-units',
  text: `SELECT count(*)::int AS parts FROM production.serials
    WHERE tenant_id = $1 AND path_id = $2 AND current_step_id = $3 AND status = 'in_progress'`,
};

export const NAMES_OF_USERS = {
  name: 'production-users-names',
  text: 'SELECT id, name FROM production.users WHERE tenant_id = $1 AND id = ANY ($2)',
};

export const NOTES_OF_STEP = {
  name: 'production-step-notes',
  text: `SELECT id, job_id, path_id, step_id, serial_ids, text, created_by, created_at, pushed_to_jira, jira_comment_id
    FROM production.notes WHERE tenant_id = $1 AND step_id = $2 ORDER BY seq LIMIT ${MAX_ROWS}`,
};
