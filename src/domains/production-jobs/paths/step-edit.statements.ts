/** After the path is locked: a statement does not see what was committed while it waited. */
export const READ_STEPS = {
  name: 'production-path-steps',
  text: `SELECT id, location, assigned_to FROM production.steps
    WHERE tenant_id = $1 AND path_id = $2 AND removed_at IS NULL ORDER BY ordinal`,
};

export const HAS_UNITS_AT = {
  name: 'production-path-has-units-at',
  text: `SELECT EXISTS (SELECT FROM production.serials
      WHERE tenant_id = $1 AND path_id = $2 AND current_step_id = ANY ($3) AND status = 'in_progress') AS units`,
};

/** Takes off what is not in the plan, changes what is, adds what is new. */
export const WRITE_STEPS = {
  name: 'production-path-write-steps',
  text: `WITH plan AS (
      SELECT * FROM jsonb_to_recordset($3) AS plan (id text, ordinal integer, name text, location text,
        assigned_to text, optional boolean, dependency_type text)
    ), removed AS (
      UPDATE production.steps SET removed_at = now()
      WHERE tenant_id = $1 AND path_id = $2 AND removed_at IS NULL AND id NOT IN (SELECT id FROM plan)
    )
    INSERT INTO production.steps (tenant_id, path_id, id, ordinal, name, location, assigned_to, optional,
      dependency_type)
    SELECT $1, $2, id, ordinal, name, location, assigned_to, optional, dependency_type FROM plan
    ON CONFLICT (tenant_id, id) DO UPDATE SET ordinal = excluded.ordinal, name = excluded.name,
      location = excluded.location, assigned_to = excluded.assigned_to, optional = excluded.optional,
      dependency_type = excluded.dependency_type`,
};

/**
 * Units in progress go on at the successors ($4) of their steps ($3), with all that is so at the moment: the visit, what
 * was worked and inspected in it, statuses and overrides. Inspection plans go over with the steps.
 */
export const FOLLOW_STEPS = {
  name: 'production-units-follow-steps',
  text: `WITH pair AS (
      SELECT * FROM unnest($3::text[], $4::text[]) AS pair (old_id, new_id)
    ), unit AS (
      UPDATE production.serials AS serial
      SET current_step_id = new_id, version = version + 1, updated_at = now()
      FROM pair
      WHERE tenant_id = $1 AND path_id = $2 AND status = 'in_progress' AND current_step_id = old_id
      RETURNING number, old_id, new_id
    ), here AS (
      SELECT number, old_id, new_id, visit FROM unit JOIN production.step_visits
        ON tenant_id = $1 AND serial_number = number AND step_id = old_id AND left_at IS NULL
    ), visited AS (
      UPDATE production.step_visits AS visit SET step_id = new_id, visit = 1 FROM unit
      WHERE tenant_id = $1 AND serial_number = number AND step_id = old_id AND left_at IS NULL
    ), timed AS (
      UPDATE production.time_entries AS entry SET step_id = new_id, visit = 1 FROM here
      WHERE tenant_id = $1 AND serial_number = number AND step_id = old_id AND entry.visit = here.visit
    ), inspected AS (
      UPDATE production.inspections AS inspection SET step_id = new_id, visit = 1 FROM here
      WHERE tenant_id = $1 AND serial_number = number AND step_id = old_id AND inspection.visit = here.visit
    ), planned AS (
      UPDATE production.inspection_plans SET step_id = new_id FROM pair WHERE tenant_id = $1 AND step_id = old_id
    ), recorded AS (
      UPDATE production.serial_steps AS recorded SET step_id = pair.new_id FROM unit CROSS JOIN pair
      WHERE tenant_id = $1 AND serial_number = number AND step_id = pair.old_id
    )
    UPDATE production.overrides AS override SET step_id = pair.new_id FROM unit CROSS JOIN pair
    WHERE tenant_id = $1 AND serial_number = number AND step_id = pair.old_id AND active`,
};

/**
 * Units in progress stay on their steps. What has come to lie before one is bypassed, what has come to lie behind it is
 * to be done again; what was settled for good stays so.
 */
export const REORDER_STEPS = {
  name: 'production-units-reorder-steps',
  text: `WITH plan AS MATERIALIZED (
      SELECT * FROM jsonb_to_recordset($3) AS plan (id text, ordinal integer, was integer, optional boolean,
        dependency_type text)
    ), unit AS MATERIALIZED (
      SELECT number, job_id, ordinal, was FROM production.serials JOIN plan ON id = current_step_id
      WHERE tenant_id = $1 AND path_id = $2 AND status = 'in_progress'
    ), moved AS (
      UPDATE production.serials AS serial SET version = version + 1, updated_at = now() FROM unit
      WHERE serial.tenant_id = $1 AND serial.number = unit.number AND was <> ordinal
    ), returned AS (
      DELETE FROM production.serial_steps USING unit, plan AS step
      WHERE tenant_id = $1 AND serial_number = number AND step_id = step.id
        AND step.was < unit.was AND step.ordinal > unit.ordinal AND status IN ('skipped', 'deferred')
    ), passed AS (
      INSERT INTO production.serial_steps AS recorded (tenant_id, serial_number, step_id, status)
      SELECT $1, number, step.id,
        CASE WHEN step.dependency_type = 'completion_gate' AND NOT step.optional AND NOT EXISTS (
          SELECT FROM production.overrides
          WHERE tenant_id = $1 AND serial_number = number AND step_id = step.id AND active
        ) THEN 'deferred' ELSE 'skipped' END
      FROM unit JOIN plan AS step ON step.ordinal < unit.ordinal AND coalesce(step.was > unit.was, true)
      ORDER BY number, step.ordinal
      ON CONFLICT (tenant_id, serial_number, step_id) DO UPDATE SET status = excluded.status, updated_at = now()
        WHERE recorded.status NOT IN ('completed', 'waived', 'deferred')
      RETURNING serial_number, step_id, status
    )
    SELECT production.append_audit($1, 'step_' || passed.status, $4, $5, jsonb_build_object(
        'serial_number', serial_number, 'job_id', job_id, 'path_id', $2::text, 'step_id', step_id)),
      platform.append_event($1, 'quintet.production.step.' || passed.status, production.serial_id(serial_number),
        json_build_object('jobId', job_id, 'pathId', $2::text, 'stepId', step_id, 'userId', $4::text,
          'actor', $5::text))
    FROM passed JOIN unit ON number = serial_number`,
};
