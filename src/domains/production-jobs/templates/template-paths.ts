import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../kernel/auth/caller';
import { Database } from '../../../kernel/database/database';
import { readFields } from '../bodies';
import { lookedUp } from '../ids';
import type { PathDto } from '../paths/path.dto';
import { PathsService } from '../paths/paths.service';
import { notFound } from '../refusals';
import type { TemplateStep } from './template.entity';
import * as sql from './template.statements';
import { ApplyTemplateDto } from './write-template.dto';

/** Makes paths from templates. */
@Injectable()
export class TemplatePaths {
  constructor(
    private readonly database: Database,
    private readonly paths: PathsService,
  ) {}

  /** @throws Failure `not-found` for the template, `invalid`, `not-found` for the job */
  apply(caller: Caller, id: string, body: object): Promise<PathDto> {
    const key = [caller.tenantId, lookedUp(id)];
    return this.database.transaction(async () => {
      const [template] = await this.database.run<{ name: string; steps: TemplateStep[] }>(sql.HOLD_TEMPLATE, key);
      if (!template) throw notFound('TemplateRoute', id);
      const { jobId, goalQuantity, pathName } = readFields(ApplyTemplateDto, body);
      const name = pathName?.trim() || template.name;
      const path = await this.paths.create(caller, { jobId, name, goalQuantity, steps: template.steps });
      await this.database.run(sql.TELL_APPLIED, [...key, jobId.toWellFormed(), path.id]);
      return path;
    });
  }
}
