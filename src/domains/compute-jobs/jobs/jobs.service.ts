import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Caller } from '../../../kernel/auth/caller';
import { Database } from '../../../kernel/database/database';
import { DataSourceReader } from '../data-sources/data-source-reader';
import type { Origin } from '../data-sources/links';
import { resolveArguments } from '../packages/packages.service';
import { ComputeMetrics } from '../execution/compute-metrics';
import { Fields } from '../requests/fields';
import { merge } from '../requests/merge';
import type { Template } from '../templates/template.entity';
import { TemplatesService, templateNotFound } from '../templates/templates.service';
import { AppParams } from './app-params';
import { JobAnswers } from './job-answers';
import { DEFAULT_CONFIG, readConfig } from './job-config';
import { JOB_FIELDS } from './job-fields';
import { readParams, refuseLargeParams } from './job-params';
import { JobStore } from './job-store';
import type { ComputeJobResponseDto } from './job.dto';
import type { Job } from './job.entity';
import { INSERT_JOB } from './job.statements';
import { PRIORITIES } from './priority';
import type { Priority } from './priority';
import { readStartAt } from './start-at';
import { INITIAL_STATE } from './transitions';

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
    private readonly appParams: AppParams,
    private readonly dataSources: DataSourceReader,
    private readonly store: JobStore,
    private readonly answers: JobAnswers,
    private readonly metrics: ComputeMetrics,
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
    fields.violations.refuse(JOB_FIELDS);
    if (!template) throw templateNotFound(templateId!);
    const job = await this.insert(tenantId, template, wanted);
    this.metrics.jobReached(job.state);
    return this.answers.show(job, origin);
  }

  /** @throws Failure `not-found` */
  async get({ tenantId }: Caller, id: string, origin: Origin): Promise<ComputeJobResponseDto> {
    return this.answers.show(await this.store.get(tenantId, id), origin);
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
      const app = { owner: template.tenantId, tag: template.definition.app, anyStatus: config.isTestJob };
      await this.appParams.refuseUnfit(fields, app, params.app!);
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
}

function readPriority(fields: Fields): Priority {
  const sent = fields.value('priority') ?? PRIORITIES[0];
  const priority = PRIORITIES.find((choice) => choice === sent);
  return priority ?? fields.refuse('priority', `must be one of ${PRIORITIES.join(', ')}`) ?? PRIORITIES[0];
}
