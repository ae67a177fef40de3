import { Injectable } from '@nestjs/common';
import { Announcer } from '../../../kernel/database/announcer';
import { Database } from '../../../kernel/database/database';
import type { Statement } from '../../../kernel/database/database';
import { Failure } from '../../../kernel/errors/failure';
import { NotReady } from '../connectors/connector';
import type { Readiness } from '../connectors/connector';
import { Connectors } from '../connectors/connectors';
import { STOPS_CHANNEL } from '../execution/pipeline-tasks';
import { refusedConfig } from './config-problems';
import { FoundPipelines } from './found-pipelines';
import type { PipelinePath } from './found-pipelines';
import type { PipelineDto } from './pipeline.dto';
import type { Pipeline } from './pipeline.entity';
import { BEGIN_DEPLOYMENT, DEPLOY, FAIL_DEPLOYMENT, UNDEPLOY } from './pipeline.sql';
import { nextPipelineStatus } from './pipeline-transitions';
import type { PipelineEvent } from './pipeline-transitions';
import { toPipelineDto } from './pipeline-view';

/** Milliseconds for all that a connector asks. */
const READY_TIME = 10_000;

/** Which field a connector was not ready for. */
const POINTERS: Record<NotReady['code'], string> = {
  CONNECTOR_UNREACHABLE: '/url',
  CONNECTOR_BLOCKED: '/url',
  CONNECTOR_NOT_READY: '/url',
  NO_QUERY_INPUT: '/inputs/query',
  UNSUPPORTED_INPUT: '/pipeline',
};

/** What ends the calls of jobs that are running. */
const STOPPING = [UNDEPLOY.text, FAIL_DEPLOYMENT.text];

/** Lets pipelines be used, and no longer. */
@Injectable()
export class Deployments {
  constructor(
    private readonly database: Database,
    private readonly found: FoundPipelines,
    private readonly connectors: Connectors,
    announcer: Announcer,
  ) {
    announcer.announceEach((sql) => (STOPPING.includes(sql) ? [''] : []), STOPS_CHANNEL);
  }

  /** Waits up to 10 s for its connector; not to be called inside a transaction. */
  async deploy(path: PipelinePath): Promise<PipelineDto> {
    const begun = await this.begin(path);
    const readiness = await this.connectors
      .makeReady(begun.config, AbortSignal.timeout(READY_TIME))
      .catch(async (error: unknown) => {
        await this.end(path, begun, 'fail', FAIL_DEPLOYMENT);
        throw error instanceof NotReady ? refused(error) : error;
      });
    const { inputs, supportsPerFile } = readiness;
    const ended = await this.end(path, begun, 'succeed', DEPLOY, deployedValues(begun, readiness));
    if (!ended) throw new Failure('conflict', 'Pipeline was changed while it was deployed');
    return toPipelineDto({ ...ended, inputs, supportsPerFile });
  }

  undeploy(path: PipelinePath): Promise<PipelineDto> {
    return this.database.transaction(async () => {
      const pipeline = await this.found.lock(path);
      const status = nextPipelineStatus(pipeline.status, 'undeploy')!;
      if (status !== pipeline.status) await this.database.run(UNDEPLOY, [pipeline.id, status]);
      return toPipelineDto({ ...pipeline, status });
    });
  }

  private begin(path: PipelinePath): Promise<Pipeline> {
    return this.database.transaction(async () => {
      const pipeline = await this.found.lock(path);
      const status = nextPipelineStatus(pipeline.status, 'begin')!;
      if (status !== pipeline.status) await this.database.run(BEGIN_DEPLOYMENT, [pipeline.id, status]);
      return { ...pipeline, status };
    });
  }

  /** The pipeline in its new status; undefined when it is no longer the one whose deployment was begun. */
  private end(
    path: PipelinePath,
    begun: Pipeline,
    event: PipelineEvent,
    statement: Statement,
    values: unknown[] = [],
  ): Promise<Pipeline | undefined> {
    return this.database.transaction(async () => {
      const pipeline = await this.found.lock(path).catch((error: unknown) => {
        if (error instanceof Failure && error.kind === 'not-found') return undefined;
        throw error;
      });
      const status = pipeline && nextPipelineStatus(pipeline.status, event);
      if (!status || pipeline.id !== begun.id || isEdited(pipeline, begun)) return undefined;
      await this.database.run(statement, [pipeline.id, status, ...values]);
      return { ...pipeline, status };
    });
  }
}

function deployedValues({ config }: Pipeline, { inputs, supportsPerFile, learned }: Readiness): unknown[] {
  return [inputs, supportsPerFile, JSON.stringify({ ...config, ...learned })];
}

function isEdited(pipeline: Pipeline, begun: Pipeline): boolean {
  return pipeline.lastEditedAt?.getTime() !== begun.lastEditedAt?.getTime();
}

function refused({ code, message }: NotReady): Failure {
  return refusedConfig(422, [{ code, message, category: 'ERROR', json_pointer: POINTERS[code] }]);
}
