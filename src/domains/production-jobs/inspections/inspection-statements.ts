/** Deleting the path waits until the plan is written. */
export const HOLD_STEP = {
  name: 'production-inspected-step-hold',
  text: 'SELECT FROM production.steps WHERE tenant_id = $1 AND id = $2 AND removed_at IS NULL FOR KEY SHARE',
};

export const FIND_PLAN = {
  name: 'production-inspection-plan-find',
  text: `SELECT coalesce(block_advance, false) AS block_advance, coalesce(characteristics, '[]') AS characteristics
    FROM production.steps AS step
    LEFT JOIN production.inspection_plans AS plan ON plan.tenant_id = step.tenant_id AND plan.step_id = step.id
    WHERE step.tenant_id = $1 AND step.id = $2 AND removed_at IS NULL`,
};

export const WRITE_PLAN = {
  name: 'production-inspection-plan-write',
  text: `WITH plan AS (
      INSERT INTO production.inspection_plans (tenant_id, step_id, block_advance, characteristics)
      VALUES ($1, $2, $3, $4)
      ON CONFLICT (tenant_id, step_id) DO UPDATE
        SET block_advance = excluded.block_advance, characteristics = excluded.characteristics, updated_at = now()
      RETURNING tenant_id, step_id, block_advance, characteristics
    )
    SELECT block_advance, characteristics, platform.append_event(tenant_id, 'quintet.production.step.configured', step_id,
      json_build_object('stepId', step_id, 'blockAdvance', block_advance, 'characteristics', json_array_length(characteristics)))
    FROM plan`,
};

const visitOf = (tenant: string, number: string, step: string) =>
  `coalesce((SELECT max(visit) FROM production.step_visits AS visit WHERE visit.tenant_id = ${tenant}
        AND visit.serial_number = ${number} AND visit.step_id = ${step}), 0)`;

export const RECORD = {
  name: 'production-inspection-record',
  text: `WITH inspection AS (
      INSERT INTO production.inspections
        (tenant_id, id, serial_number, step_id, visit, result, results, note, created_by, created_at)
      VALUES ($1, $2, $3, $4, ${visitOf('$1', '$3', '$4')}, $5, $6, $7, $8, clock_timestamp())
      RETURNING id, serial_number, step_id, visit, result, results, note, created_by, created_at
    )
    SELECT inspection.*, platform.append_event($1, 'quintet.production.inspection.recorded',
      production.serial_id(serial_number), json_build_object('inspectionId', id, 'jobId', job_id, 'pathId', path_id,
        'stepId', step_id, 'visit', visit, 'result', result, 'userId', created_by, 'actor', $9::text))
    FROM inspection JOIN production.serials ON tenant_id = $1 AND number = serial_number`,
};

export const LIST_INSPECTIONS = {
  name: 'production-inspections-list',
  text: `SELECT id, serial_number, step_id, visit, result, results, note, created_by, created_at, seq
    FROM production.inspections WHERE tenant_id = $1 AND serial_number = $2 AND seq > $3 ORDER BY seq LIMIT $4`,
};

/** Units at a step that blocks them, with the last result of this visit, if any. */
export const FIND_BLOCKED = {
  name: 'production-inspections-blocking',
  text: `SELECT number, step.name, latest.result
    FROM production.serials AS unit
    JOIN production.inspection_plans AS plan
      ON plan.tenant_id = unit.tenant_id AND plan.step_id = unit.current_step_id AND block_advance
    JOIN production.steps AS step ON step.tenant_id = unit.tenant_id AND step.id = unit.current_step_id
    LEFT JOIN LATERAL (
      SELECT result FROM production.inspections AS inspection
      WHERE inspection.tenant_id = unit.tenant_id AND inspection.serial_number = unit.number
        AND inspection.step_id = unit.current_step_id
        AND inspection.visit = ${visitOf('unit.tenant_id', 'unit.number', 'unit.current_step_id')}
      ORDER BY inspection.seq DESC LIMIT 1
    ) AS latest ON true
    WHERE unit.tenant_id = $1 AND unit.number = ANY ($2) AND latest.result IS DISTINCT FROM 'pass'`,
};
