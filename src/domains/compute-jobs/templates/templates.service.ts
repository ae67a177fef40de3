import { Injectable } from '@nestjs/common';
import { hasNull } from '../../../kernel/http/common-rules';
import { Database } from '../../../kernel/database/database';
import { Failure } from '../../../kernel/errors/failure';
import { DataSourceReader } from '../data-sources/data-source-reader';
import { readConfig } from '../jobs/job-config';
import { PARAMS_FIELDS, readParams, refuseLargeParams } from '../jobs/job-params';
import type { ListQuery } from '../lists/list-query';
import type { Page } from '../lists/pagination.dto';
import { parseTag } from '../packages/tag';
import { PUBLIC_OWNER } from '../public-owner';
import { Fields } from '../requests/fields';
import type { Template, TemplateDefinition } from './template.entity';

const FIELDS = [
  'id',
  'description',
  'app',
  'partitioner',
  'assembler',
  'dataSource',
  'dataDestination',
  ...PARAMS_FIELDS,
  'config',
];
const BUILT_IN_ENGINE = 'passthrough';

const COLUMNS = `tenant_id AS "tenantId", id, definition, created_at AS "createdAt", updated_at AS "updatedAt"`;
const FIND = {
  name: 'compute-template-find',
  text: `SELECT ${COLUMNS} FROM compute.templates WHERE id = $2 AND tenant_id IN ($1, '${PUBLIC_OWNER}')
    ORDER BY tenant_id = $1 DESC LIMIT 1`,
};

/** SQL that appends the event of what was done to `template`. */
const event = (type: string) => `platform.append_event(tenant_id, ${type}, id, json_build_object('templateId', id))`;

const PUT = {
  name: 'compute-template-put',
  text: `WITH template AS (
      INSERT INTO compute.templates AS known (tenant_id, id, definition) VALUES ($1, $2, $3)
      ON CONFLICT (tenant_id, id) DO UPDATE SET definition = excluded.definition, updated_at = now()
        WHERE known.definition::text <> excluded.definition::text
      RETURNING tenant_id, id, CASE WHEN xmax = 0 THEN 'created' ELSE 'updated' END AS change
    ) SELECT ${event("'quintet.compute.template.' || change")} FROM template`,
};
const DELETE = {
  name: 'compute-template-delete',
  text: `WITH template AS (DELETE FROM compute.templates WHERE tenant_id = $1 AND id = $2 RETURNING tenant_id, id)
    SELECT ${event("'quintet.compute.template.deleted'")} FROM template`,
};
const OWN = 'tenant_id = $1';
const USABLE = `${OWN} OR tenant_id = '${PUBLIC_OWNER}' AND NOT EXISTS (
  SELECT FROM compute.templates own WHERE own.tenant_id = $1 AND own.id = templates.id)`;

export type WrittenTemplate = Pick<Template, 'id' | 'definition'>;

/** Templates: a tenant's own, and the public ones, which lie behind its own of the same id. */
@Injectable()
export class TemplatesService {
  constructor(
    private readonly database: Database,
    private readonly dataSources: DataSourceReader,
  ) {}

  async find(tenantId: string, id: string): Promise<Template | undefined> {
    if (hasNull(id)) return undefined;
    const [template] = await this.database.run<Template>(FIND, [tenantId, id]);
    return template;
  }

  /** @throws Failure `not-found` */
  async get(tenantId: string, id: string): Promise<Template> {
    const template = await this.find(tenantId, id);
    if (!template) throw templateNotFound(id);
    return template;
  }

  listOwn(owner: string, query: ListQuery): Promise<Page<Template>> {
    return this.list('own', OWN, owner, query);
  }

  /** Every template that a job of the tenant may name. */
  listUsable(tenantId: string, query: ListQuery): Promise<Page<Template>> {
    return this.list('usable', USABLE, tenantId, query);
  }

  /**
   * Makes a template, or replaces the owner's own of the same id.
   * @throws Failure `body-not-object`, `invalid`
   */
  async put(owner: string, body: unknown): Promise<void> {
    await this.store(owner, this.read(body));
  }

  /** What a body says of a template. @throws Failure `body-not-object`, `invalid` */
  read(body: unknown): WrittenTemplate {
    const fields = Fields.of(body);
    const id = fields.requiredText('id', 128)!;
    const definition: Partial<TemplateDefinition> = {
      description: fields.text('description', 4000),
      app: readTag(fields, 'app', fields.requiredText('app')),
      partitioner: readTag(fields, 'partitioner', fields.text('partitioner') ?? BUILT_IN_ENGINE),
      assembler: readTag(fields, 'assembler', fields.text('assembler') ?? BUILT_IN_ENGINE),
      dataSource: this.dataSources.read(fields, 'dataSource'),
      dataDestination: this.dataSources.read(fields, 'dataDestination'),
      params: readParams(fields),
      config: readConfig(fields),
    };
    refuseLargeParams(fields, definition.params!);
    fields.violations.refuse(FIELDS);
    return { id, definition: definition as TemplateDefinition };
  }

  /** Makes a template, or replaces the owner's own of the same id. */
  async store(owner: string, { id, definition }: WrittenTemplate): Promise<void> {
    await this.database.run(PUT, [owner, id, JSON.stringify(definition)]);
  }

  /** @throws Failure `not-found`, also for a public template */
  async delete(owner: string, id: string): Promise<void> {
    const deleted = hasNull(id) ? [] : await this.database.run(DELETE, [owner, id]);
    if (deleted.length === 0) throw templateNotFound(id);
  }

  private async list(name: string, condition: string, owner: string, query: ListQuery): Promise<Page<Template>> {
    const column = query.orderBy === 'name' ? 'id' : 'created_at';
    const order = `${column} ${query.descending ? 'DESC' : 'ASC'}`;
    const from = `FROM compute.templates WHERE ${condition}`;
    const page = {
      name: `compute-templates-${name}-${order}`,
      text: `SELECT ${COLUMNS} ${from} ORDER BY ${order}, id LIMIT $2 OFFSET $3`,
    };
    const count = { name: `compute-templates-${name}-count`, text: `SELECT count(*)::int AS total ${from}` };
    const [{ total }] = await this.database.run<{ total: number }>(count, [owner]);
    const rows = await this.database.run<Template>(page, [owner, query.limit, query.offset]);
    return { total, rows };
  }
}

export function templateNotFound(id: string): Failure {
  return new Failure('not-found', `template not found: ${id}`);
}

function readTag(fields: Fields, name: string, text: string | undefined): string | undefined {
  if (text === undefined || parseTag(text)) return text;
  return fields.refuse(name, 'must be a tag like name@1.2');
}
