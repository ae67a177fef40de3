import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../../kernel/auth/caller';
import { Database } from '../../../../kernel/database/database';
import { Failure } from '../../../../kernel/errors/failure';
import { afterDeferredCompletion, afterWaiver, stepOf } from '../../movement/step-rules';
import type { StepStatus } from '../../movement/transitions';
import type { Operator } from '../../operator';
import { serialId, serialNumber } from '../serial-id';
import type { Unit, UnitStep } from '../unit';
import { UnitActions } from '../unit-actions';
import type { UnitCall } from '../unit-actions';
import { stepChangeOf } from '../unit-change';
import type { StepChange } from '../unit-change';
import { UnitWriter } from '../unit-writer';
import type { StepRecordDto, StepStatusDto, WaiveStepDto } from './step-status.dto';

const LIST = {
  name: 'production-step-statuses',
  text: `SELECT step.id AS "stepId", step.name AS "stepName", step.ordinal AS "stepOrder", COALESCE(recorded.status,
        CASE WHEN step.id = unit.current_step_id THEN 'in_progress' ELSE 'pending' END) AS status, step.optional,
      step.dependency_type AS "dependencyType", EXISTS (SELECT FROM production.overrides AS override
        WHERE override.tenant_id = $1 AND serial_number = $2 AND step_id = step.id AND active) AS "hasOverride"
    FROM production.serials AS unit
      LEFT JOIN production.steps AS step
        ON step.tenant_id = $1 AND step.path_id = unit.path_id AND step.removed_at IS NULL
      LEFT JOIN production.serial_steps AS recorded
        ON recorded.tenant_id = $1 AND recorded.serial_number = $2 AND recorded.step_id = step.id
    WHERE unit.tenant_id = $1 AND unit.number = $2 ORDER BY step.ordinal`,
};

const FIND_RECORD = {
  name: 'production-step-record',
  text: `SELECT id, status, updated_at FROM production.serial_steps
    WHERE tenant_id = $1 AND serial_number = $2 AND step_id = $3`,
};

interface Recorded {
  id: string;
  status: StepStatus;
  updated_at: Date;
}

/** What became of the steps of a unit, and what is still to be made up for. */
@Injectable()
export class StepStatusesService {
  constructor(
    private readonly database: Database,
    private readonly actions: UnitActions,
    private readonly writer: UnitWriter,
  ) {}

  /** In the order of the path. @throws Failure `not-found` */
  async list({ tenantId }: Caller, id: string): Promise<StepStatusDto[]> {
    const rows = await this.database.run<StepStatusDto>(LIST, [tenantId, serialNumber(id)]);
    if (rows.length === 0) throw new Failure('not-found', 'Serial not found');
    return rows;
  }

  /** @throws Failure `not-found`, `invalid` unless the step is deferred, `conflict` */
  completeDeferred(call: UnitCall, stepId: string): Promise<StepRecordDto> {
    return this.change(call, stepId, (unit, step) => ({
      stepId,
      status: afterDeferredCompletion(unit, step),
      action: 'deferred_step_completed',
      event: 'step.deferred_completed',
    }));
  }

  /** In the name of the approver. @throws Failure `not-found`, `invalid` unless deferred and required, `conflict` */
  waive(call: UnitCall, stepId: string, dto: WaiveStepDto): Promise<StepRecordDto> {
    const [reason, approverId] = [dto.reason.toWellFormed(), dto.approverId.toWellFormed().trim()];
    const change = (unit: Unit, step: UnitStep) => ({
      stepId,
      status: afterWaiver(unit, step),
      action: 'step_waived',
      event: 'step.waived',
      metadata: { reason, approverId },
    });
    return this.change(call, stepId, change, (operator) => ({ ...operator, userId: approverId }));
  }

  private change(
    call: UnitCall,
    stepId: string,
    changed: (unit: Unit, step: UnitStep) => StepChange,
    inTheNameOf = (operator: Operator) => operator,
  ): Promise<StepRecordDto> {
    const { tenantId } = call.caller;
    const work = async (unit: Unit, caller: Operator, step: UnitStep) => {
      const operator = inTheNameOf(caller);
      await this.writer.write(tenantId, operator, [stepChangeOf(unit, changed(unit, step), operator)]);
      const [{ updated_at, ...row }] = await this.database.run<Recorded>(FIND_RECORD, [tenantId, unit.number, stepId]);
      const stepIndex = unit.steps.indexOf(step);
      return {
        id: row.id,
        serialId: serialId(unit.number),
        stepId,
        stepIndex,
        status: row.status,
        updatedAt: updated_at.toISOString(),
      };
    };
    return this.actions.act(call, work, (unit) => stepOf(unit, stepId));
  }
}
