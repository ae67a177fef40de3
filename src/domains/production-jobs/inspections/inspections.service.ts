import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import { readFields } from '../bodies';
import { newId } from '../ids';
import { pageOf, windowOf } from '../lists';
import type { ListQueryDto, Page } from '../lists';
import type { Operator } from '../operator';
import { notFound, refused } from '../refusals';
import { serialId } from '../serials/serial-id';
import type { Unit } from '../serials/unit';
import { UnitActions } from '../serials/unit-actions';
import type { UnitCall } from '../serials/unit-actions';
import { unitNumber } from '../serials/unit-number';
import { RecordInspectionDto } from './inspection.dto';
import type { InspectionDto } from './inspection.dto';
import { InspectionPlansService } from './inspection-plans.service';
import * as sql from './inspection-statements';
import { judge, verdictOf } from './judgement';
import type { JudgedResult, Verdict } from './judgement';

interface InspectionRow {
  id: string;
  serial_number: string;
  step_id: string;
  visit: number;
  result: Verdict;
  results: JudgedResult[];
  note: string | null;
  created_by: string;
  created_at: Date;
}

@Injectable()
export class InspectionsService {
  constructor(
    private readonly database: Database,
    private readonly actions: UnitActions,
    private readonly plans: InspectionPlansService,
  ) {}

  /** Judges what was found on a unit and keeps it. @throws Failure `not-found`, `conflict`, `invalid` */
  record(call: UnitCall): Promise<InspectionDto> {
    const { tenantId } = call.caller;
    const read = (unit: Unit) => {
      const dto = readFields(RecordInspectionDto, call.body);
      return { dto, stepId: stepOf(unit, dto.stepId) };
    };
    const judged = async ({ number }: Unit, { userId, actor }: Operator, { dto, stepId }: ReturnType<typeof read>) => {
      const { characteristics } = await this.plans.find(tenantId, stepId);
      const given = dto.results.map((result) => ({ ...result, name: result.name.trim().toWellFormed() }));
      const results = judge(characteristics, given);
      const found = [verdictOf(results), JSON.stringify(results), dto.note?.toWellFormed(), userId, actor];
      const values = [tenantId, newId('insp'), number, stepId, ...found];
      const [row] = await this.database.run<InspectionRow>(sql.RECORD, values);
      return inspectionOf(row);
    };
    return this.actions.act(call, judged, read);
  }

  /** @throws Failure `not-found` */
  async list(tenantId: string, id: string, query: ListQueryDto): Promise<Page<InspectionDto>> {
    const number = await unitNumber(this.database, tenantId, id);
    const { rows, behind } = windowOf(query);
    const values = [tenantId, number, behind?.[0] ?? 0, rows];
    const found = await this.database.run<InspectionRow & { seq: string }>(sql.LIST_INSPECTIONS, values);
    return pageOf(query, found, ({ seq }) => [Number(seq)], inspectionOf);
  }
}

/** @throws Failure `not-found`; `invalid` for a completed unit, which is nowhere */
function stepOf({ steps, currentStepId }: Unit, given: string | null | undefined): string {
  const stepId = given || currentStepId;
  if (!stepId) throw refused('stepId is required');
  if (!steps.some((step) => step.id === stepId)) throw notFound('ProcessStep', stepId);
  return stepId;
}

function inspectionOf(row: InspectionRow): InspectionDto {
  return {
    id: row.id,
    serialId: serialId(row.serial_number),
    stepId: row.step_id,
    visit: row.visit,
    result: row.result,
    results: row.results,
    note: row.note ?? undefined,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
  };
}
