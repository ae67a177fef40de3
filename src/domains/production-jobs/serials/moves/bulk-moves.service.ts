import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../../kernel/auth/caller';
import { Database } from '../../../../kernel/database/database';
import { Failure } from '../../../../kernel/errors/failure';
import { planAdvance, planAdvanceTo } from '../../movement/forward';
import type { MoveKind, Plan } from '../../movement/plan';
import { refuseNoTarget } from '../../movement/target';
import { operatorOf } from '../../operator';
import { ProductionMetrics } from '../../production-metrics';
import { notFound } from '../../refusals';
import { serialId } from '../serial-id';
import type { Unit } from '../unit';
import type { UnitResource } from '../unit-actions';
import { refuseMoved, UnitLocks } from '../unit-locks';
import type { BulkAdvanceDto, BulkAdvanceToDto, BulkResultDto, BulkResultsDto } from './move.dto';
import { Mover } from './mover';
import type { Move } from './mover';

/**
 * Moves many units in one transaction, each or not by itself. An item is refused before anything is written, so what
 * is refused need not be rolled back.
 */
@Injectable()
export class BulkMovesService {
  constructor(
    private readonly database: Database,
    private readonly locks: UnitLocks,
    private readonly mover: Mover,
    private readonly metrics: ProductionMetrics,
  ) {}

  advance(caller: Caller, dto: BulkAdvanceDto): Promise<BulkResultsDto> {
    return this.moveAll(caller, dto, 'advance', 'SerialNumber', planAdvance);
  }

  /** @throws Failure `invalid` without a target */
  advanceTo(caller: Caller, dto: BulkAdvanceToDto): Promise<BulkResultsDto> {
    refuseNoTarget(dto);
    return this.moveAll(caller, dto, 'advance_to', 'Serial', (unit) => planAdvanceTo(unit, dto));
  }

  private async moveAll(
    caller: Caller,
    dto: BulkAdvanceDto,
    kind: MoveKind,
    resource: UnitResource,
    plan: (unit: Unit) => Plan,
  ): Promise<BulkResultsDto> {
    const { tenantId } = caller;
    const { moves, errors, conflicts } = await this.database.transaction(async () => {
      const units = await this.locks.lockFound(tenantId, dto.serialIds);
      const items = new Items();
      for (const id of dto.serialIds) {
        items.try(id, () => {
          const unit = units.get(id);
          if (!unit) throw notFound(resource, id);
          refuseMoved(unit, dto);
          return { unit, plan: plan(unit) };
        });
      }
      items.forbid(await this.mover.forbidden(tenantId, items.units));
      // Path by path, in one order for all: the tallies of paths are held until the end.
      for (const moves of items.byPath()) await this.mover.carryOut(tenantId, operatorOf(caller, dto), moves);
      return items;
    });
    this.metrics.conflicts.inc(conflicts);
    for (const { plan } of moves.values()) this.metrics.moved(kind, plan.status === 'completed');
    const results = dto.serialIds.map((serialId): BulkResultDto => {
      const move = moves.get(serialId);
      return move
        ? { serialId, success: true, newStatus: move.plan.status }
        : { serialId, success: false, error: errors.get(serialId) };
    });
    return { advanced: moves.size, failed: errors.size, results };
  }
}

/** What is to become of each unit of a call, by its id. */
class Items {
  readonly moves = new Map<string, Move>();
  readonly errors = new Map<string, string>();
  conflicts = 0;

  get units(): Unit[] {
    return [...this.moves.values()].map(({ unit }) => unit);
  }

  try(id: string, plan: () => Move): void {
    try {
      this.moves.set(id, plan());
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      if (error.kind === 'conflict') this.conflicts++;
      this.errors.set(id, error.message);
    }
  }

  forbid(texts: ReadonlyMap<string, string>): void {
    for (const [number, text] of texts) {
      this.moves.delete(serialId(number));
      this.errors.set(serialId(number), text);
    }
  }

  byPath(): Move[][] {
    const moves = [...this.moves.values()];
    const paths = [...new Set(moves.map(({ unit }) => unit.pathId))].sort();
    return paths.map((path) => moves.filter(({ unit }) => unit.pathId === path));
  }
}
