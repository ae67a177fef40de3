import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import { readFields } from '../bodies';
import { lookedUp } from '../ids';
import { notFound, refused } from '../refusals';
import { WriteInspectionPlanDto } from './inspection-plan.dto';
import type { CharacteristicDto, InspectionPlanDto } from './inspection-plan.dto';
import * as sql from './inspection-statements';
import type { Characteristic } from './judgement';

interface PlanRow {
  block_advance: boolean;
  characteristics: Characteristic[];
}

@Injectable()
export class InspectionPlansService {
  constructor(private readonly database: Database) {}

  /** That of a step that has none yet blocks nothing and asks for nothing. @throws Failure `not-found` */
  async find(tenantId: string, stepId: string): Promise<InspectionPlanDto> {
    const [row] = await this.database.run<PlanRow>(sql.FIND_PLAN, [tenantId, lookedUp(stepId)]);
    if (!row) throw notFound('ProcessStep', stepId);
    return planOf(row);
  }

  /** Puts a plan in the place of the step's. @throws Failure `not-found`, `invalid` */
  write(tenantId: string, stepId: string, body: object): Promise<InspectionPlanDto> {
    return this.database.transaction(async () => {
      const [step] = await this.database.run(sql.HOLD_STEP, [tenantId, lookedUp(stepId)]);
      if (!step) throw notFound('ProcessStep', stepId);
      const { blockAdvance, characteristics } = readFields(WriteInspectionPlanDto, body);
      const values = [blockAdvance ?? false, JSON.stringify(characteristicsOf(characteristics ?? []))];
      const [row] = await this.database.run<PlanRow>(sql.WRITE_PLAN, [tenantId, stepId, ...values]);
      return planOf(row);
    });
  }
}

const planOf = (row: PlanRow): InspectionPlanDto => ({
  blockAdvance: row.block_advance,
  characteristics: row.characteristics,
});

function characteristicsOf(given: CharacteristicDto[]): Characteristic[] {
  const names = new Set<string>();
  return given.map((dto, index) => {
    const [min, max] = [dto.min ?? undefined, dto.max ?? undefined];
    if (min !== undefined && max !== undefined && min > max) {
      throw refused(`characteristics[${index}].min must not be greater than max`);
    }
    const name = dto.name.trim().toWellFormed();
    if (names.has(name)) throw refused(`Duplicate characteristic: ${name}`);
    names.add(name);
    return { name, type: dto.type, unit: dto.unit?.toWellFormed(), min, max, required: dto.required ?? true };
  });
}
