import { Injectable } from '@nestjs/common';
import { validate as isUuid, v7 as uuidv7 } from 'uuid';
import type { Caller } from '../../../kernel/auth/caller';
import { Database } from '../../../kernel/database/database';
import { Failure } from '../../../kernel/errors/failure';
import { DataSourceReader } from '../data-sources/data-source-reader';
import { Links } from '../data-sources/links';
import type { Origin } from '../data-sources/links';
import { AppSchemas } from '../packages/app-schemas';
import { PackagesService, resolveArguments } from '../packages/packages.service';
import { Fields } from '../requests/fields';
import { merge } from '../requests/merge';
import type { Template } from '../templates/template.entity';
import { TemplatesService, templateNotFound } from '../templates/templates.service';
import { DEFAULT_CONFIG, readConfig } from './job-config';
import { PARAMS_FIELDS, readParams, refuseLargeParams } from './job-params';
import { showJob } from './job-view';
import type { ComputeJobResponseDto } from './job.dto';
import type { Job } from './job.entity';
import { INITIAL_STATE } from './transitions';

const FIELDS = ['name', 'templateId', 'description', 'dataSource', 'dataDestination', ...PARAMS_FIELDS, 'config'];

const INSERT = {
  name: 'compute-job-insert',
  text: `WITH job AS (
      INSERT INTO compute.jobs (tenant_id, id, template_id, template_owner, template, name, description, state,
        config, params, data_source, data_destination, app_id, state_timestamps)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12,
        compute.resolve_package($13, 'app', $14, $15, $16, $17), jsonb_build_object($8::text, now()))
      RETURNING tenant_id, id, state, app_id, created_at, state_timestamps
    )
    SELECT app_id AS "appId", created_at AS "createdAt", state_timestamps AS "stateTimestamps",
      platform.append_event(tenant_id, 'quintet.compute.job.created', id::text,
        json_build_object('jobId', id, 'state', state))
    FROM job`,
};
const FIND = {
  name: 'compute-job-find',
  text: `SELECT tenant_id AS "tenantId", id, template_id AS "templateId", template_owner AS "templateOwner", template,
      app_id AS "appId", name, description, state, config, params, data_source AS "dataSource",
      data_destination AS "dataDestination", created_at AS "createdAt", state_timestamps AS "stateTimestamps"
    FROM compute.jobs WHERE id = $2 AND tenant_id = $1`,
};

/** What the database decides of a new job. */
type Made = Pick<Job, 'appId' | 'createdAt' | 'stateTimestamps'>;

/** What the request and the template decide of it. */
type Wanted = Pick<Job, 'name' | 'description' | 'dataSource' | 'dataDestination' | 'params' | 'config'>;

@Injectable()
export class JobsService {
  constructor(
    private readonly database: Database,
    private readonly templates: TemplatesService,
    private readonly packages: PackagesService,
    private readonly schemas: AppSchemas,
    private readonly dataSources: DataSourceReader,
    private readonly links: Links,
  ) {}

  /**
   * Makes a job in state NEW; what its template says is taken over once and for all.
   * @param origin of links in the answer
   * @throws Failure `body-not-object`, `invalid`, `not-found`
   */
  async create({ tenantId }: Caller, body: unknown, origin: Origin): Promise<ComputeJobResponseDto> {
    const fields = Fields.of(body);
    const templateId = fields.requiredText('templateId', 128);
    const template = templateId === undefined ? undefined : await this.templates.find(tenantId, templateId);
    const wanted = await this.read(fields, template);
    fields.violations.refuse(FIELDS);
    if (!template) throw templateNotFound(templateId!);
    return this.show(await this.insert(tenantId, template, wanted), origin);
  }

  /** @throws Failure `not-found` */
  async get({ tenantId }: Caller, id: string, origin: Origin): Promise<ComputeJobResponseDto> {
    const [job] = isUuid(id) ? await this.database.run<Job>(FIND, [tenantId, id]) : [];
    if (!job) throw new Failure('not-found', `job not found: ${id}`);
    return this.show(job, origin);
  }

  /** In the order in which violations are listed, because a long list of them is cut. */
  private async read(fields: Fields, template: Template | undefined): Promise<Wanted> {
    const defaults = template?.definition;
    const name = fields.text('name', 200) ?? null;
    const description = fields.text('description', 4000) ?? null;
    const dataSource = this.dataSources.read(fields, 'dataSource', defaults?.dataSource) ?? null;
    const dataDestination = this.dataSources.read(fields, 'dataDestination', defaults?.dataDestination) ?? null;
    const ownParams = readParams(fields);
    const params = merge(defaults?.params ?? {}, ownParams);
    const config = merge(merge(DEFAULT_CONFIG, defaults?.config ?? {}), readConfig(fields));
    refuseLargeParams(fields, params);
    if (template && ownParams.app) {
      const { app } = template.definition;
      const schema = await this.packages.schemaOfApp(template.tenantId, app, config.isTestJob);
      const refused = schema === undefined ? [] : this.schemas.violations(schema, params.app!, 'params.app');
      for (const { field, description } of refused) fields.violations.add(field, description);
    }
    return { name, description, dataSource, dataDestination, params, config };
  }

  private async insert(tenantId: string, template: Template, wanted: Wanted): Promise<Job> {
    const job: Omit<Job, keyof Made> = {
      tenantId,
      id: uuidv7(),
      templateId: template.id,
      templateOwner: template.tenantId,
      template: template.definition,
      state: INITIAL_STATE,
      ...wanted,
    };
    const [made] = await this.database.run<Made>(INSERT, [
      job.tenantId,
      job.id,
      job.templateId,
      job.templateOwner,
      JSON.stringify(job.template),
      job.name,
      job.description,
      job.state,
      JSON.stringify(job.config),
      JSON.stringify(job.params),
      job.dataSource && JSON.stringify(job.dataSource),
      job.dataDestination && JSON.stringify(job.dataDestination),
      ...resolveArguments(template.tenantId, template.definition.app, wanted.config.isTestJob),
    ]);
    return { ...job, ...made };
  }

  private show(job: Job, origin: Origin): ComputeJobResponseDto {
    const awaitsFile = job.dataSource?.descriptor === 'file' && job.state === INITIAL_STATE;
    return showJob(job, awaitsFile ? this.links.upload(origin, job.id) : undefined);
  }
}
