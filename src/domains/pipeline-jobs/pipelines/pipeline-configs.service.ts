import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Caller } from '../../../kernel/auth/caller';
import { Database } from '../../../kernel/database/database';
import { isUniqueViolation } from '../../../kernel/database/database-errors';
import { Failure } from '../../../kernel/errors/failure';
import { ConfigSecrets } from '../connectors/config-secrets';
import type { PipelineConfig } from '../connectors/connector';
import { Job } from '../jobs/job.entity';
import { badRequest, notFound } from '../refusals';
import { userOf } from '../user';
import type { CreatePipelineBody, QueryYamlBody } from '../validation/pipeline.model';
import { WorkspacesService } from '../workspaces/workspaces.service';
import { refusedConfig } from './config-problems';
import { FoundPipelines } from './found-pipelines';
import type { PipelinePath } from './found-pipelines';
import { hasErrors, judgeConfig, keepSecrets } from './pipeline-config';
import type { JudgedConfig } from './pipeline-config';
import type { PipelineDto, PipelineYamlDto } from './pipeline.dto';
import type { Pipeline } from './pipeline.entity';
import { DELETE_PIPELINE, INSERT_PIPELINE, REPLACE_CONFIG } from './pipeline.sql';
import { INITIAL_PIPELINE_STATUS, nextPipelineStatus } from './pipeline-transitions';
import { toPipelineDto } from './pipeline-view';
import { QueryYaml } from './query-yaml';

const NAME = /^[A-Za-z0-9._-]{1,100}$/;
/** Whether it can be limited to one file is known only when it is deployed. */
const TOLD_WHEN_DEPLOYED = 'hayhooks';

/** What pipelines are told: makes, changes and deletes them. */
@Injectable()
export class PipelineConfigs {
  constructor(
    private readonly database: Database,
    private readonly workspaces: WorkspacesService,
    private readonly found: FoundPipelines,
    private readonly secrets: ConfigSecrets,
  ) {}

  async create(caller: Caller, workspace: string, { name, query_yaml }: CreatePipelineBody): Promise<PipelineDto> {
    if (!NAME.test(name)) throw badRequest('Pipeline name is not valid');
    const yaml = await QueryYaml.read(query_yaml);
    const config = accepted(keepSecrets(judged(yaml), undefined));
    const { id: workspaceId, tenantId } = await this.workspaces.named(caller, workspace);
    const [id, createdBy, supportsPerFile] = [uuidv7(), userOf(caller), isNarrowable(config)];
    const values = [
      yaml.hidden(),
      JSON.stringify(this.secrets.seal(config)),
      supportsPerFile,
      JSON.stringify(createdBy),
    ];
    try {
      const insert = [tenantId, workspaceId, id, name, ...values];
      const [made] = await this.database.run<{ created_at: Date }>(INSERT_PIPELINE, insert);
      if (!made) throw notFound('Workspace');
      const state = { status: INITIAL_PIPELINE_STATUS, inputs: null, lastEditedAt: null, lastEditedBy: null };
      return toPipelineDto({ ...state, id, name, config, supportsPerFile, createdAt: made.created_at, createdBy });
    } catch (error) {
      if (isUniqueViolation(error)) throw new Failure('conflict', `A pipeline named '${name}' already exists`);
      throw error;
    }
  }

  /** @throws Failure when a pipeline could not be made of it; secrets may be left hidden */
  async validate(caller: Caller, workspace: string, { query_yaml }: QueryYamlBody): Promise<void> {
    judged(await QueryYaml.read(query_yaml));
    await this.workspaces.named(caller, workspace);
  }

  async read(path: PipelinePath): Promise<PipelineYamlDto> {
    return { query_yaml: (await this.found.find(path)).queryYaml };
  }

  /** The pipeline has to be deployed again. */
  async replace(path: PipelinePath, { query_yaml }: QueryYamlBody): Promise<PipelineDto> {
    const yaml = await QueryYaml.read(query_yaml);
    const given = judged(yaml);
    return this.database.transaction(async () => {
      const pipeline = await this.found.lock(path);
      const config = accepted(keepSecrets(given, this.secrets.openIfPossible(pipeline.config)));
      await this.refuseInUse(pipeline);
      const status = nextPipelineStatus(pipeline.status, 'change')!;
      const [supportsPerFile, lastEditedBy] = [isNarrowable(config), userOf(path.caller)];
      const sealed = JSON.stringify(this.secrets.seal(config));
      const values = [pipeline.id, status, yaml.hidden(), sealed, supportsPerFile, JSON.stringify(lastEditedBy)];
      const [changed] = await this.database.run<{ last_edited_at: Date }>(REPLACE_CONFIG, values);
      const edited = { lastEditedAt: changed.last_edited_at, lastEditedBy };
      return toPipelineDto({ ...pipeline, ...edited, status, config, supportsPerFile, inputs: null });
    });
  }

  async delete(path: PipelinePath): Promise<void> {
    await this.database.transaction(async () => {
      const pipeline = await this.found.lock(path);
      await this.refuseInUse(pipeline);
      await this.database.run(DELETE_PIPELINE, [pipeline.id]);
    });
  }

  /** Whoever starts a job holds its pipeline, so none is started meanwhile. */
  private async refuseInUse({ id: pipelineId, tenantId, workspaceId }: Pipeline): Promise<void> {
    const started = { tenantId, workspaceId, pipelineId, status: 'STARTED' } as const;
    if (!(await this.database.manager.existsBy(Job, started))) return;
    throw new Failure('conflict', 'Pipeline is used by a started job');
  }
}

/** @throws Failure 400 */
function judged(yaml: QueryYaml): JudgedConfig {
  const found = judgeConfig(yaml.value);
  accepted(found);
  return found;
}

/** @throws Failure 400 */
function accepted(found: JudgedConfig): PipelineConfig {
  if (hasErrors(found)) throw refusedConfig(400, found.problems);
  return found.config;
}

function isNarrowable({ connector }: PipelineConfig): boolean {
  return connector !== TOLD_WHEN_DEPLOYED;
}
