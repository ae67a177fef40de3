import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../../kernel/auth/caller';
import { Database } from '../../../../kernel/database/database';
import { pageOf, windowOf } from '../../lists';
import type { ListQueryDto, Page } from '../../lists';
import { refuseOverride, refuseReversal } from '../../movement/step-rules';
import { operatorOf } from '../../operator';
import { notFound } from '../../refusals';
import { serialId, serialNumber } from '../serial-id';
import { UnitActions } from '../unit-actions';
import type { UnitCall } from '../unit-actions';
import { UnitLocks } from '../unit-locks';
import type { CreateOverridesDto, OverrideDto, ReversedOverrideDto } from './override.dto';
import * as sql from './override.statements';

interface OverrideRow {
  id: string;
  seq: string;
  serial_number: string;
  step_id: string;
  active: boolean;
  reason: string;
  created_by: string;
  created_at: Date;
}

/** Lets single units pass a step as if it were optional. */
@Injectable()
export class OverridesService {
  constructor(
    private readonly database: Database,
    private readonly locks: UnitLocks,
    private readonly actions: UnitActions,
  ) {}

  /** In order of creation, reversed ones too; of a unit that there is not, none. */
  async list({ tenantId }: Caller, id: string, query: ListQueryDto): Promise<Page<OverrideDto>> {
    const { rows, behind } = windowOf(query);
    const values = [tenantId, serialNumber(id), behind?.[0], rows];
    const found = await this.database.run<OverrideRow>(sql.LIST_OVERRIDES, values);
    return pageOf(query, found, ({ seq }) => [Number(seq)], overrideOf);
  }

  /** All or none; those that there are already are left out. @throws Failure `not-found`, `invalid` */
  create(caller: Caller, dto: CreateOverridesDto): Promise<OverrideDto[]> {
    const { stepId } = dto;
    const { userId, actor } = operatorOf(caller, dto);
    const ids = [...new Set(dto.serialIds)];
    return this.database.transaction(async () => {
      const units = await this.locks.lockAll(caller.tenantId, ids, 'Serial');
      if (units.some(({ steps }) => steps.every(({ id }) => id !== stepId))) throw notFound('ProcessStep', stepId);
      for (const unit of units) refuseOverride(unit, stepId);
      const numbers = units.map(({ number }) => number);
      const values = [caller.tenantId, numbers, stepId, userId, actor, dto.reason.toWellFormed()];
      return (await this.database.run<OverrideRow>(sql.CREATE_OVERRIDES, values)).map(overrideOf);
    });
  }

  /** @throws Failure `not-found`, `invalid` without an active one or after its effect, `conflict` */
  async reverse(call: UnitCall, stepId: string): Promise<ReversedOverrideDto> {
    await this.actions.act(call, (unit, { userId, actor }) => {
      refuseReversal(unit, stepId);
      const values = [call.caller.tenantId, unit.number, stepId, userId, actor];
      return this.database.run(sql.REVERSE_OVERRIDE, values);
    });
    return { success: true };
  }
}

function overrideOf({ id, serial_number, step_id, active, reason, created_by, created_at }: OverrideRow): OverrideDto {
  return {
    id,
    serialId: serialId(serial_number),
    stepId: step_id,
    active,
    reason,
    createdBy: created_by,
    createdAt: created_at.toISOString(),
  };
}
