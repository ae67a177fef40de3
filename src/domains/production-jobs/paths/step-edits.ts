import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import type { Operator } from '../operator';
import { refused } from '../refusals';
import * as sql from './step-edit.statements';
import { planSteps } from './step-plan';
import type { CurrentStep, StepPlan } from './step-plan';
import type { StepEntryDto } from './write-path.dto';

/** Changes the steps of a path under its units. Only inside a transaction that has locked the path for update. */
@Injectable()
export class StepEdits {
  constructor(private readonly database: Database) {}

  /** @throws Failure `invalid` where an id does not fit, or a step would vanish under a unit */
  async apply(tenantId: string, pathId: string, entries: StepEntryDto[], operator: Operator): Promise<void> {
    const values = [tenantId, pathId];
    const plan = planSteps(await this.database.run<CurrentStep>(sql.READ_STEPS, values), entries);
    const [{ units }] = await this.database.run<{ units: boolean }>(sql.HAS_UNITS_AT, [...values, plan.vanished]);
    if (units) throw refused('Cannot remove step — advance all parts through this step first');
    await this.database.run(sql.WRITE_STEPS, [...values, JSON.stringify(plan.steps)]);
    await this.moveUnits(values, plan, operator);
  }

  private async moveUnits(values: string[], plan: StepPlan, { userId, actor }: Operator): Promise<void> {
    if (plan.successors.length > 0) {
      await this.database.run(sql.FOLLOW_STEPS, [...values, plan.replaced, plan.successors]);
    } else {
      await this.database.run(sql.REORDER_STEPS, [...values, JSON.stringify(plan.steps), userId, actor]);
    }
  }
}
