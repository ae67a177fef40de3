import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../kernel/auth/caller';
import { Database } from '../../../kernel/database/database';
import { Failure } from '../../../kernel/errors/failure';
import { readFields } from '../bodies';
import { operatorOf } from '../operator';
import type { Operator } from '../operator';
import { ProductionMetrics } from '../production-metrics';
import type { Unit } from './unit';
import { UnitActionDto } from '../unit-action.dto';
import { refuseMoved, UnitLocks } from './unit-locks';

/** How a 404 calls a unit; the published routes do not agree. */
export type UnitResource = 'SerialNumber' | 'Serial';

/** A call that does something to one unit. */
export interface UnitCall {
  caller: Caller;
  id: string;
  resource: UnitResource;
  body: object;
  ifMatch?: string;
}

/** Lets one thing at a time happen to a unit, and only when it still is what the caller saw. */
@Injectable()
export class UnitActions {
  constructor(
    private readonly database: Database,
    private readonly locks: UnitLocks,
    private readonly metrics: ProductionMetrics,
  ) {}

  /**
   * @param found looks for what else the URL and the body name, before what the caller saw is compared
   * @throws Failure `not-found`, `invalid`, `conflict`, and what the work throws
   */
  async act<T, Found = undefined>(
    { caller, id, resource, body, ifMatch }: UnitCall,
    work: (unit: Unit, operator: Operator, found: Found) => Promise<T>,
    found?: (unit: Unit) => Found | Promise<Found>,
  ): Promise<T> {
    return this.countingConflicts(() =>
      this.database.transaction(async () => {
        const [unit] = await this.locks.lockAll(caller.tenantId, [id], resource);
        const what = (await found?.(unit)) as Found;
        const dto = readFields(UnitActionDto, body);
        refuseMoved(unit, { ifMatch, expectedStepId: dto.expectedStepId });
        return work(unit, operatorOf(caller, dto), what);
      }),
    );
  }

  /** For work that locks units of its own. */
  async countingConflicts<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof Failure && error.kind === 'conflict') this.metrics.conflicts.inc();
      throw error;
    }
  }
}
