import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../kernel/auth/caller';
import { Database } from '../../../kernel/database/database';
import { readFields } from '../bodies';
import { newId } from '../ids';
import { pageOf, windowOf } from '../lists';
import type { ListQueryDto, Page } from '../lists';
import { operatorOf } from '../operator';
import { notFound, refused } from '../refusals';
import { serialId } from '../serials/serial-id';
import { UnitLocks, refuseMoved } from '../serials/unit-locks';
import type { Unit } from '../serials/unit';
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
    private readonly locks: UnitLocks,
    private readonly plans: InspectionPlansService,
  ) {}

  /** Judges what was found on a unit and keeps it. @throws Failure `not-found`, `conflict`, `invalid` */
  record(caller: Caller, id: string, body: object, ifMatch: string | undefined): Promise<InspectionDto> {
    return this.database.transaction(async () => {
      const unit = await this.locks.lock(caller.tenantId, id, 'Serial');
      const dto = readFields(RecordInspectionDto, body);
      const stepId = stepOf(unit, dto.stepId);
      refuseMoved(unit, { ifMatch, expectedStepId: dto.expectedStepId });
      const { characteristics } = await this.plans.find(caller.tenantId, stepId);
      const given = dto.results.map((result) => ({ ...result, name: result.name.trim().toWellFormed() }));
      const results = judge(characteristics, given);
      const { userId, actor } = operatorOf(caller, dto);
      const found = [verdictOf(results), JSON.stringify(results), dto.note?.toWellFormed(), userId, actor];
      const values = [caller.tenantId, newId('insp'), unit.number, stepId, ...found];
      const [row] = await this.database.run<InspectionRow>(sql.RECORD, values);
      return inspectionOf(row);
    });
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
