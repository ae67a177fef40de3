import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../kernel/auth/caller';
import { Database } from '../../../kernel/database/database';
import { readFields } from '../bodies';
import { lookedUp, newId } from '../ids';
import { likeOf, pageOf, windowOf } from '../lists';
import type { Page, SearchQueryDto } from '../lists';
import type { DependencyType } from '../paths/step.entity';
import { notFound } from '../refusals';
import type { SuccessDto } from '../success.dto';
import type { RouteTemplateDto } from './template.dto';
import type { TemplateStep } from './template.entity';
import * as sql from './template.statements';
import { UpdateTemplateDto } from './write-template.dto';
import type { CreateTemplateDto, WriteTemplateStepDto } from './write-template.dto';

interface TemplateRow {
  id: string;
  seq: string;
  name: string;
  steps: TemplateStep[];
  created_at: Date;
  updated_at: Date;
}

@Injectable()
export class TemplatesService {
  constructor(private readonly database: Database) {}

  async create({ tenantId }: Caller, { name, steps }: CreateTemplateDto): Promise<RouteTemplateDto> {
    const values = [name.trim().toWellFormed(), stored(steps, 'physical')];
    const [row] = await this.database.run<TemplateRow>(sql.INSERT_TEMPLATE, [tenantId, newId('tmpl'), ...values]);
    return templateOf(row);
  }

  async list({ tenantId }: Caller, query: SearchQueryDto): Promise<Page<RouteTemplateDto>> {
    const { rows, behind } = windowOf(query);
    const values = [tenantId, behind?.[0] ?? 0, rows, likeOf(query.q)];
    const found = await this.database.run<TemplateRow>(sql.LIST_TEMPLATES, values);
    return pageOf(query, found, ({ seq }) => [Number(seq)], templateOf);
  }

  /** @throws Failure `not-found` */
  async find({ tenantId }: Caller, id: string): Promise<RouteTemplateDto> {
    const [row] = await this.database.run<TemplateRow>(sql.FIND_TEMPLATE, [tenantId, lookedUp(id)]);
    if (!row) throw notFound('TemplateRoute', id);
    return templateOf(row);
  }

  /** Paths that were made from it stay as they are. @throws Failure `not-found`, `invalid` */
  update({ tenantId }: Caller, id: string, body: object): Promise<RouteTemplateDto> {
    const key = [tenantId, lookedUp(id)];
    return this.database.transaction(async () => {
      const [found] = await this.database.run(sql.LOCK_TEMPLATE, key);
      if (!found) throw notFound('TemplateRoute', id);
      const { name, steps } = readFields(UpdateTemplateDto, body);
      const values = [name?.trim().toWellFormed(), steps && stored(steps, 'preferred')];
      const [row] = await this.database.run<TemplateRow>(sql.UPDATE_TEMPLATE, [...key, ...values]);
      return templateOf(row);
    });
  }

  /** @throws Failure `not-found` */
  async delete({ tenantId }: Caller, id: string): Promise<SuccessDto> {
    const [row] = await this.database.run(sql.DELETE_TEMPLATE, [tenantId, lookedUp(id)]);
    if (!row) throw notFound('TemplateRoute', id);
    return { success: true };
  }
}

/** Steps as JSON, what is not set filled in. */
function stored(steps: WriteTemplateStepDto[], dependencyType: DependencyType): string {
  return JSON.stringify(
    steps.map((step): TemplateStep => ({
      name: step.name.trim().toWellFormed(),
      location: step.location?.toWellFormed(),
      optional: step.optional ?? false,
      dependencyType: step.dependencyType ?? dependencyType,
    })),
  );
}

function templateOf(row: TemplateRow): RouteTemplateDto {
  return {
    id: row.id,
    name: row.name,
    steps: row.steps.map(({ name, location, optional, dependencyType }, order) => ({
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
