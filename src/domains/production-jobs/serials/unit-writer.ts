import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import type { Operator } from '../operator';
import { SERIAL_COLUMNS } from './serial-row';
import type { SerialRow } from './serial-row';
import type { UnitChange } from './unit-change';

/**
 * All that happens to units in one round trip. Their numbers are given apart too: of JSON, the planner takes so many rows
 * for granted that it would rather read every unit of the tenant. `statement_timestamp()`, because the units may have been waited for:
 * `now()` could lie before the visit that ends. A visit begins behind the one that ends, of which there is only one.
 */
const WRITE = {
  name: 'production-units-write',
  text: `WITH change AS MATERIALIZED (
      SELECT * FROM json_to_recordset($2::json) AS change (number bigint, status text, step_id text, outcome text,
        enters text, sent_back boolean, scrap_reason text, scrap_explanation text, forced boolean, force_reason text,
        steps json, told json)
    ), stepped AS (
      SELECT number, step.id, step.status FROM change,
        LATERAL json_to_recordset(steps) AS step (id text, status text)
    ), recorded AS (
      INSERT INTO production.serial_steps (tenant_id, serial_number, step_id, status, updated_at)
      SELECT $1, number, id, status, statement_timestamp() FROM stepped WHERE status IS NOT NULL
      ON CONFLICT (tenant_id, serial_number, step_id)
        DO UPDATE SET status = excluded.status, updated_at = excluded.updated_at
    ), forgotten AS (
      DELETE FROM production.serial_steps AS step USING stepped WHERE step.tenant_id = $1
        AND step.serial_number = ANY ($5) AND step.serial_number = stepped.number AND step.step_id = stepped.id
        AND stepped.status IS NULL
    ), left_step AS (
      UPDATE production.step_visits AS visit SET left_at = statement_timestamp(), outcome = change.outcome
      FROM change WHERE visit.tenant_id = $1 AND visit.serial_number = ANY ($5)
        AND visit.serial_number = change.number AND visit.left_at IS NULL AND change.outcome IS NOT NULL
      RETURNING visit.serial_number
    ), entered AS (
      INSERT INTO production.step_visits (tenant_id, serial_number, step_id, visit, path_id, entered_at)
      SELECT $1, number, enters, 1 + COALESCE((SELECT max(visit) FROM production.step_visits AS visit
          WHERE visit.tenant_id = $1 AND visit.serial_number = number AND visit.step_id = enters), 0),
        (SELECT path_id FROM production.steps AS step WHERE step.tenant_id = $1 AND step.id = enters),
        statement_timestamp()
      FROM change JOIN left_step ON left_step.serial_number = number WHERE enters IS NOT NULL
    ), unit AS (
      UPDATE production.serials AS unit SET status = change.status, current_step_id = change.step_id,
        scrap_reason = COALESCE(change.scrap_reason, unit.scrap_reason),
        scrap_explanation = COALESCE(change.scrap_explanation, unit.scrap_explanation),
        scrapped_by = CASE WHEN change.outcome = 'scrapped' THEN $3 ELSE unit.scrapped_by END,
        force_completed = unit.force_completed OR change.forced,
        force_completed_by = CASE WHEN change.forced THEN $3 ELSE unit.force_completed_by END,
        force_completed_reason = COALESCE(change.force_reason, unit.force_completed_reason),
        rework_count = unit.rework_count + change.sent_back::int,
        finished_at = CASE WHEN change.status <> 'in_progress'
          THEN COALESCE(unit.finished_at, statement_timestamp()) END,
        version = unit.version + 1, updated_at = statement_timestamp()
      FROM change WHERE unit.tenant_id = $1 AND unit.number = ANY ($5) AND unit.number = change.number
      RETURNING unit.*
    )
    SELECT ${SERIAL_COLUMNS}, (
      SELECT count(production.append_audit($1, told.action, told.user_id, $4,
          told.fields || jsonb_build_object('serial_number', number)))
        + count(platform.append_event($1, 'quintet.production.' || told.event, production.serial_id(number), told.data))
      FROM change, LATERAL json_to_recordset(told) AS told (action text, user_id text, fields jsonb, event text, data json)
      WHERE change.number = unit.number)
    FROM unit ORDER BY number`,
};

/** Writes what has been planned for locked units. */
@Injectable()
export class UnitWriter {
  constructor(private readonly database: Database) {}

  /** @param changes of units of one path, so that its tally is all that this waits for; answers in order of number */
  write(tenantId: string, { userId, actor }: Operator, changes: UnitChange[]): Promise<SerialRow[]> {
    const numbers = changes.map(({ number }) => number);
    return this.database.run<SerialRow>(WRITE, [tenantId, JSON.stringify(changes), userId, actor, numbers]);
  }
}
