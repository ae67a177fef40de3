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
import { FIND_JOB, INSERT_JOB } from './job.statements';
import { PRIORITIES } from './priority';
import type { Priority } from './priority';
import { readStartAt } from './start-at';
import { INITIAL_STATE } from './transitions';

const FIELDS = [
  'name',
  'templateId',
  'description',
  'dataSource',
  'dataDestination',
  ...PARAMS_FIELDS,
  'config',
  'priority',
  'startAt',
];

/** What the request and the template decide of it. */
type Wanted = Pick<
  Job,
  'name' | 'description' | 'dataSource' | 'dataDestination' | 'params' | 'config' | 'priority' | 'startAt'
>;

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
    const [job] = isUuid(id) ? await this.database.run<Job>(FIND_JOB, [tenantId, id]) : [];
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
    const priority = readPriority(fields);
    const startAt = readStartAt(fields);
    refuseLargeParams(fields, params);
    if (template && ownParams.app) {
      const { app } = template.definition;
      const schema = await this.packages.schemaOfApp(template.tenantId, app, config.isTestJob);
      const refused = schema === undefined ? [] : this.schemas.violations(schema, params.app!, 'params.app');
      for (const { field, description } of refused) fields.violations.add(field, description);
    }
    return { name, description, dataSource, dataDestination, params, config, priority, startAt };
  }

  private async insert(tenantId: string, template: Template, wanted: Wanted): Promise<Job> {
    const [job] = await this.database.run<Job>(INSERT_JOB, [
      tenantId,
      uuidv7(),
      template.id,
      template.tenantId,
      JSON.stringify(template.definition),
      wanted.name,
      wanted.description,
      INITIAL_STATE,
      JSON.stringify(wanted.config),
      JSON.stringify(wanted.params),
      wanted.dataSource && JSON.stringify(wanted.dataSource),
      wanted.dataDestination && JSON.stringify(wanted.dataDestination),
      wanted.priority,
      wanted.startAt,
      ...resolveArguments(template.tenantId, template.definition.app, wanted.config.isTestJob),
    ]);
    return job;
  }

  /** With the link to upload its input to, for as long as that may be done. */
  show(job: Job, origin: Origin): ComputeJobResponseDto {
    const awaitsFile = job.dataSource?.descriptor === 'file' && job.state === INITIAL_STATE;
    return showJob(job, awaitsFile ? this.links.upload(origin, job.id) : undefined);
  }
}

function readPriority(fields: Fields): Priority {
  const sent = fields.text('priority') ?? PRIORITIES[0];
  const priority = PRIORITIES.find((choice) => choice === sent);
  return priority ?? fields.refuse('priority', `must be one of ${PRIORITIES.join(', ')}`) ?? PRIORITIES[0];
}
