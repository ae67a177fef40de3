import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import type { Operator } from '../operator';
import type { LeavingGuard } from '../movement/leaving-guards';
import type { Unit } from '../serials/unit';
import * as sql from './time-statements';

/** Nobody works on a unit where it no longer is: leaving a step stops the unit's timers in the same transaction. */
@Injectable()
export class TimerStops implements LeavingGuard {
  constructor(private readonly database: Database) {}

  async afterLeaving(tenantId: string, units: readonly Unit[], { actor }: Operator): Promise<void> {
    const numbers = units.filter(({ timed }) => timed).map(({ number }) => number);
    if (numbers.length === 0) return;
    await this.database.run(sql.STOP_ALL, [tenantId, 'stopped', actor, 'stopped', numbers]);
  }
}
