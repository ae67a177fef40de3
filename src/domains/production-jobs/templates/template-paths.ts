import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import { readFields } from '../bodies';
import { lookedUp, newId } from '../ids';
import type { AdvancementMode } from '../paths/path.entity';
import { notFound } from '../refusals';
import type { AppliedPathDto } from './applied-path.dto';
import type { TemplateStep } from './template.entity';
import * as sql from './template.statements';
import { ApplyTemplateDto } from './write-template.dto';

interface PathRow {
  id: string;
  job_id: string;
  name: string;
  goal_quantity: number;
  advancement_mode: AdvancementMode;
  steps: TemplateStep[];
  created_at: Date;
  updated_at: Date;
}

/** Makes paths from templates. */
@Injectable()
export class TemplatePaths {
  constructor(private readonly database: Database) {}

  /** @throws Failure `not-found` for the template, `invalid`, `not-found` for the job */
  apply(tenantId: string, id: string, body: object): Promise<AppliedPathDto> {
    const key = [tenantId, lookedUp(id)];
    return this.database.transaction(async () => {
      const [template] = await this.database.run<{ steps: TemplateStep[] }>(sql.LOCK_TEMPLATE, key);
      if (!template) throw notFound('TemplateRoute', id);
      const { jobId, goalQuantity, pathName } = readFields(ApplyTemplateDto, body);
      const name = pathName?.trim().toWellFormed() || null;
      const stepIds = template.steps.map(() => newId('step'));
      const values = [...key, jobId, newId('path'), name, goalQuantity, stepIds];
      const [path] = await this.database.run<PathRow>(sql.APPLY_TEMPLATE, values);
      if (!path) throw notFound('Job', jobId);
      return pathOf(path, stepIds);
    });
  }
}

function pathOf(row: PathRow, stepIds: string[]): AppliedPathDto {
  return {
    id: row.id,
    jobId: row.job_id,
    name: row.name,
    goalQuantity: row.goal_quantity,
    advancementMode: row.advancement_mode,
    steps: row.steps.map(({ name, location, optional, dependencyType }, order) => ({
      id: stepIds[order],
      name,
      order,
      location,
      optional,
      dependencyType,
    })),
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}
