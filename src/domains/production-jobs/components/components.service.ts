import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../kernel/auth/caller';
import { Database } from '../../../kernel/database/database';
import { readFields } from '../bodies';
import { lookedUp, newId } from '../ids';
import { pageOf, windowOf } from '../lists';
import type { ListQueryDto, Page } from '../lists';
import { operatorOf } from '../operator';
import type { Operator } from '../operator';
import { changedSince, notFound, refused } from '../refusals';
import { serialId } from '../serials/serial-id';
import type { Unit } from '../serials/unit';
import { UnitActions } from '../serials/unit-actions';
import type { UnitCall } from '../serials/unit-actions';
import { refuseMoved, UnitLocks } from '../serials/unit-locks';
import { unitNumber } from '../serials/unit-number';
import type { SuccessDto } from '../success.dto';
import { InstallComponentDto, RemoveComponentDto } from './component.dto';
import type { ComponentDto } from './component.dto';
import * as sql from './component.statements';

interface ComponentRow {
  id: string;
  seq: string;
  parent_number: string;
  child_number: string | null;
  lot_number: string | null;
  part_type: string | null;
  quantity: number;
  step_id: string | null;
  installed_by: string;
  installed_at: Date;
}

@Injectable()
export class ComponentsService {
  constructor(
    private readonly database: Database,
    private readonly actions: UnitActions,
    private readonly locks: UnitLocks,
  ) {}

  /** @throws Failure `not-found`, `invalid`; `conflict` when the unit has moved or the part is built in elsewhere */
  install(caller: Caller, id: string, body: object, ifMatch: string | undefined): Promise<ComponentDto> {
    const { tenantId } = caller;
    const install = async () => {
      await unitNumber(this.database, tenantId, id);
      const dto = readFields(InstallComponentDto, body);
      const [childId, lotNumber] = [dto.serialId, dto.lotNumber].map((given) => given?.toWellFormed().trim() || null);
      if ((childId === null) === (lotNumber === null)) throw refused('Provide either serialId or lotNumber');
      const ids = childId === null ? [id] : [id, childId];
      const [parent, child] = await this.locks.lockAll(tenantId, ids, 'Serial');
      refuseMoved(parent, { ifMatch, expectedStepId: dto.expectedStepId });
      if (parent.status === 'scrapped') throw refused('Cannot modify a scrapped serial');
      if (child) await this.refuseMisplaced(tenantId, parent, child);
      const { userId, actor } = operatorOf(caller, dto);
      const part = [child?.number, lotNumber, dto.partType?.toWellFormed(), dto.quantity ?? 1];
      const values = [tenantId, parent.number, newId('comp'), ...part, parent.currentStepId, userId, actor];
      const [row] = await this.database.run<ComponentRow>(sql.INSERT_COMPONENT, values);
      return componentOf(row);
    };
    return this.actions.countingConflicts(() => this.database.transaction(install));
  }

  /** What is built in now, in the order of installation. @throws Failure `not-found` */
  async list({ tenantId }: Caller, id: string, query: ListQueryDto): Promise<Page<ComponentDto>> {
    const { rows, behind } = windowOf(query);
    const values = [tenantId, await unitNumber(this.database, tenantId, id), behind?.[0] ?? 0, rows];
    const found = await this.database.run<ComponentRow>(sql.LIST_COMPONENTS, values);
    return pageOf(query, found, ({ seq }) => [Number(seq)], componentOf);
  }

  /** @throws Failure `not-found` for the unit or what is built into it; `invalid`; `conflict` when the unit has moved */
  async remove(call: UnitCall, componentId: string): Promise<SuccessDto> {
    const keyOf = ({ number }: Unit) => [call.caller.tenantId, number, lookedUp(componentId)];
    const find = async (unit: Unit): Promise<string> => {
      const [found] = await this.database.run(sql.LOCK_COMPONENT, keyOf(unit));
      if (!found) throw notFound('Component', componentId);
      return readFields(RemoveComponentDto, call.body).reason.trim().toWellFormed();
    };
    const remove = (unit: Unit, { userId, actor }: Operator, reason: string) =>
      this.database.run(sql.REMOVE_COMPONENT, [...keyOf(unit), reason, userId, actor]);
    await this.actions.act(call, remove, find);
    return { success: true };
  }

  private async refuseMisplaced(tenantId: string, parent: Unit, child: Unit): Promise<void> {
    if (child.status === 'scrapped') throw refused('Cannot install a scrapped serial');
    await this.database.run(sql.LOCK_GENEALOGY, [tenantId]);
    const values = [tenantId, parent.number, child.number];
    const [place] = await this.database.run<{ circular: boolean; installed_in: string | null }>(sql.FIND_PLACE, values);
    if (place.circular) throw refused('Component would create a cycle');
    if (place.installed_in !== null) {
      throw changedSince(`Serial ${serialId(child.number)} is already installed in ${serialId(place.installed_in)}`);
    }
  }
}

function componentOf(row: ComponentRow): ComponentDto {
  return {
    id: row.id,
    parentSerialId: serialId(row.parent_number),
    serialId: row.child_number === null ? undefined : serialId(row.child_number),
    lotNumber: row.lot_number ?? undefined,
    partType: row.part_type ?? undefined,
    quantity: row.quantity,
    stepId: row.step_id ?? undefined,
    installedBy: row.installed_by,
    installedAt: row.installed_at.toISOString(),
  };
}
