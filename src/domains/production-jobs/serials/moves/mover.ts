import { Inject, Injectable } from '@nestjs/common';
import { LEAVING_GUARDS } from '../../movement/leaving-guards';
import type { LeavingGuard } from '../../movement/leaving-guards';
import type { Plan } from '../../movement/plan';
import type { Operator } from '../../operator';
import type { SerialRow } from '../serial-row';
import type { Unit } from '../unit';
import { changeOf } from '../unit-change';
import type { Reasons } from '../unit-change';
import { UnitWriter } from '../unit-writer';

/** A unit that is locked, and what is to become of it. */
export interface Move {
  unit: Unit;
  plan: Plan;
}

/** Carries out moves that are planned. Only inside a transaction. */
@Injectable()
export class Mover {
  constructor(
    private readonly writer: UnitWriter,
    @Inject(LEAVING_GUARDS) private readonly guards: LeavingGuard[],
  ) {}

  /** The texts that forbid units to leave their steps forward, by number. */
  async forbidden(tenantId: string, units: Unit[]): Promise<ReadonlyMap<string, string>> {
    const texts = new Map<string, string>();
    for (const guard of this.guards) {
      for (const [number, text] of (await guard.beforeLeaving?.(tenantId, units)) ?? []) {
        if (!texts.has(number)) texts.set(number, text);
      }
    }
    return texts;
  }

  /** @param moves of units of one path @returns the units as they are then, by number */
  async carryOut(tenantId: string, operator: Operator, moves: Move[], reasons: Reasons = {}): Promise<SerialRow[]> {
    const changes = moves.map(({ unit, plan }) => changeOf(unit, plan, reasons, operator));
    const rows = await this.writer.write(tenantId, operator, changes);
    const units = moves.map(({ unit }) => unit);
    for (const guard of this.guards) await guard.afterLeaving?.(tenantId, units, operator);
    return rows;
  }
}
