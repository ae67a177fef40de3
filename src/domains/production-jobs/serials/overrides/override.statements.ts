const COLUMNS = 'id, seq, serial_number, step_id, active, reason, created_by, created_at';

export const LIST_OVERRIDES = {
  name: 'production-overrides-list',
  text: `SELECT ${COLUMNS} FROM production.overrides
    WHERE tenant_id = $1 AND serial_number = $2 AND ($3::bigint IS NULL OR seq > $3) ORDER BY seq LIMIT $4`,
};

const told = (change: string, event: string, number: string, row: string) => `
  production.append_audit($1, 'step_override_${change}', $4, $5, jsonb_build_object('serial_number', ${number},
    'job_id', unit.job_id, 'path_id', unit.path_id, 'step_id', $3::text, 'metadata', json_build_object('reason', ${row}.reason))),
  platform.append_event($1, 'quintet.production.override.${event}', production.serial_id(${number}), json_build_object(
    'jobId', unit.job_id, 'pathId', unit.path_id, 'stepId', $3::text, 'reason', ${row}.reason, 'userId', $4::text, 'actor', $5::text))`;

/** An active one of the same unit and step stays as it is. */
export const CREATE_OVERRIDES = {
  name: 'production-overrides-create',
  text: `WITH made AS (
      INSERT INTO production.overrides (tenant_id, serial_number, step_id, reason, created_by)
      SELECT $1, number, $3, $6, $4 FROM unnest($2::bigint[]) WITH ORDINALITY AS given (number, place) ORDER BY place
      ON CONFLICT (tenant_id, serial_number, step_id) WHERE active DO NOTHING
      RETURNING ${COLUMNS}
    ), unit AS (
      UPDATE production.serials AS unit SET version = version + 1, updated_at = statement_timestamp()
      FROM made WHERE unit.tenant_id = $1 AND unit.number = ANY ($2) AND unit.number = made.serial_number
      RETURNING unit.number, unit.job_id, unit.path_id
    ), told AS (
      SELECT made.*, ${told('created', 'created', 'made.serial_number', 'made')}
      FROM made JOIN unit ON unit.number = made.serial_number
    )
    SELECT * FROM told ORDER BY seq`,
};

export const REVERSE_OVERRIDE = {
  name: 'production-override-reverse',
  text: `WITH reversed AS (
      UPDATE production.overrides SET active = false
      WHERE tenant_id = $1 AND serial_number = $2 AND step_id = $3 AND active
      RETURNING serial_number, reason
    ), unit AS (
      UPDATE production.serials SET version = version + 1, updated_at = statement_timestamp()
      WHERE tenant_id = $1 AND number = $2
      RETURNING job_id, path_id
    )
    SELECT ${told('reversed', 'reversed', 'reversed.serial_number', 'reversed')} FROM reversed, unit`,
};
