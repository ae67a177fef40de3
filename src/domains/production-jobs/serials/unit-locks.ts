import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import { enterShared } from '../paths/path-gate';
import type { AdvancementMode } from '../paths/path.entity';
import type { SerialStatus, StepStatus } from '../movement/transitions';
import { changedSince, notFound } from '../refusals';
import { refuseChanged } from '../versions';
import { serialId, serialNumber } from './serial-id';
import type { Unit, UnitStep } from './unit';

/** Gates of paths before units, both in order, so that two calls never wait for each other in a circle. */
export const LOCK_UNITS = {
  name: 'production-units-lock',
  text: `WITH gate AS MATERIALIZED (
      SELECT ${enterShared('id')} FROM (
        SELECT DISTINCT path_id AS id FROM production.serials WHERE tenant_id = $1 AND number = ANY ($2) ORDER BY path_id
      ) AS path
    )
    SELECT number, job_id, path_id, current_step_id, status, version FROM production.serials
    WHERE tenant_id = $1 AND number = ANY ($2) AND (SELECT count(*) FROM gate) > 0 ORDER BY number FOR UPDATE`,
};

/** Apart from the locks: a statement does not see what was committed while it waited. */
const READ_STEPS = {
  name: 'production-unit-steps',
  text: `SELECT path.id, path.advancement_mode AS mode, (
      SELECT json_agg(json_build_object('id', id, 'name', name, 'optional', optional, 'dependencyType', dependency_type,
        'inspected', EXISTS (SELECT FROM production.inspection_plans AS plan
          WHERE plan.tenant_id = $1 AND plan.step_id = step.id AND block_advance))
        ORDER BY ordinal) FROM production.steps AS step
      WHERE step.tenant_id = $1 AND step.path_id = path.id AND removed_at IS NULL) AS steps,
      NULL::bigint AS number, NULL::json AS recorded, NULL::json AS overridden, NULL AS timed
    FROM production.paths AS path WHERE tenant_id = $1 AND id = ANY ($3)
    UNION ALL SELECT NULL, NULL, NULL, number, (
      SELECT json_object_agg(step_id, status) FROM production.serial_steps
      WHERE tenant_id = $1 AND serial_number = number), (
      SELECT json_agg(step_id) FROM production.overrides WHERE tenant_id = $1 AND serial_number = number AND active),
      EXISTS (SELECT FROM production.time_entries
        WHERE tenant_id = $1 AND serial_number = number AND state <> 'stopped')
    FROM unnest($2::bigint[]) AS number`,
};

interface UnitRow {
  number: string;
  job_id: string;
  path_id: string;
  current_step_id: string | null;
  status: SerialStatus;
  version: string;
}

interface StepsRow {
  id: string | null;
  mode: AdvancementMode;
  steps: UnitStep[] | null;
  number: string;
  recorded: Record<string, StepStatus> | null;
  overridden: string[] | null;
  timed: boolean;
}

/** What the caller last saw of a unit; nothing of it need be given. */
export interface SeenUnit {
  ifMatch?: string;
  expectedStepId?: string | null;
}

/** Keeps units still while something happens to them. Only inside a transaction. */
@Injectable()
export class UnitLocks {
  constructor(private readonly database: Database) {}

  /** The units in the order of their ids here. @param resource how the 404 calls a unit @throws Failure `not-found` for the first that there is not */
  async lockAll(tenantId: string, ids: string[], resource: string): Promise<Unit[]> {
    const found = await this.lockFound(tenantId, ids);
    return ids.map((id) => {
      const unit = found.get(id);
      if (!unit) throw notFound(resource, id);
      return unit;
    });
  }

  /** Those of the units that there are, by id. */
  async lockFound(tenantId: string, ids: string[]): Promise<Map<string, Unit>> {
    const numbers = ids.flatMap((id) => serialNumber(id) ?? []);
    const values = [tenantId, numbers];
    const rows = await this.database.run<UnitRow>(LOCK_UNITS, values);
    if (rows.length === 0) return new Map();
    const paths = [...new Set(rows.map(({ path_id }) => path_id))];
    const details = await this.database.run<StepsRow>(READ_STEPS, [tenantId, rows.map(({ number }) => number), paths]);
    const byPath = new Map(details.map((row) => [row.id, row]));
    const byNumber = new Map(details.map((row) => [row.number, row]));
    return new Map(
      rows.map((row) => [serialId(row.number), unitOf(row, byPath.get(row.path_id)!, byNumber.get(row.number)!)]),
    );
  }
}

function unitOf(row: UnitRow, path: StepsRow, own: StepsRow): Unit {
  return {
    number: row.number,
    jobId: row.job_id,
    pathId: row.path_id,
    mode: path.mode,
    status: row.status,
    currentStepId: row.current_step_id,
    version: row.version,
    steps: path.steps ?? [],
    recorded: new Map(Object.entries(own.recorded ?? {})),
    overridden: new Set(own.overridden ?? []),
    timed: own.timed,
  };
}

/** @throws Failure `conflict` when the unit is not where, or not what, the caller saw */
export function refuseMoved(unit: Unit, { ifMatch, expectedStepId }: SeenUnit): void {
  if (expectedStepId !== undefined && expectedStepId !== null && expectedStepId !== unit.currentStepId) {
    const message = `expected step ${expectedStepId}, current step is ${unit.currentStepId ?? 'none'}`;
    throw changedSince(`Serial has moved: ${message}`);
  }
  refuseChanged(ifMatch, unit.version);
}
