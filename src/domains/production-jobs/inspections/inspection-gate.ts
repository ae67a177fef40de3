import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import type { LeavingGuard } from '../movement/leaving-guards';
import type { Unit } from '../serials/unit';
import * as sql from './inspection-statements';
import type { Verdict } from './judgement';

interface BlockedRow {
  number: string;
  name: string;
  result: Verdict | null;
}

/** Where the plan says so, a unit leaves its step forward only once the last inspection of this visit has passed. */
@Injectable()
export class InspectionGate implements LeavingGuard {
  constructor(private readonly database: Database) {}

  /** Why units may not leave, by their numbers. */
  async beforeLeaving(tenantId: string, units: readonly Unit[]): Promise<ReadonlyMap<string, string>> {
    const inspected = units.filter(({ steps, currentStepId }) =>
      steps.some((step) => step.inspected && step.id === currentStepId),
    );
    if (inspected.length === 0) return new Map();
    const numbers = inspected.map(({ number }) => number);
    const blocked = await this.database.run<BlockedRow>(sql.FIND_BLOCKED, [tenantId, numbers]);
    return new Map(blocked.map((row) => [row.number, refusalOf(row)]));
  }
}

const refusalOf = ({ name, result }: BlockedRow) =>
  result === null ? `Inspection required before leaving step: ${name}` : `Inspection failed at step: ${name}`;
