import { Module } from '@nestjs/common';
import { settingsProvider } from '../../kernel/config/read-settings';
import { ConfigSecrets } from './connectors/config-secrets';
import type { Connector } from './connectors/connector';
import { CONNECTORS, Connectors } from './connectors/connectors';
import { DeepsetSearchConnector } from './connectors/deepset-search/deepset-search.connector';
import { HayhooksConnector } from './connectors/hayhooks/hayhooks.connector';
import { Upstream } from './connectors/upstream';
import { EXECUTION } from './execution/execution.providers';
import { RunsController } from './execution/runs.controller';
import { MatchingFiles } from './files/matching-files';
import { FilteredRequests } from './jobs/filtered-requests';
import { JobsController } from './jobs/jobs.controller';
import { JobsService } from './jobs/jobs.service';
import { Pages } from './paging/pages';
import { PipelineSettings } from './pipeline.settings';
import { DeploymentsController } from './pipelines/deployments.controller';
import { Deployments } from './pipelines/deployments.service';
import { FoundPipelines } from './pipelines/found-pipelines';
import { PipelineConfigs } from './pipelines/pipeline-configs.service';
import { PipelineValidationsController } from './pipelines/pipeline-validations.controller';
import { PipelinesController } from './pipelines/pipelines.controller';
import { PipelinesService } from './pipelines/pipelines.service';
import { QuerySetsController } from './query-sets/query-sets.controller';
import { QuerySetsService } from './query-sets/query-sets.service';
import { DefaultWorkspace } from './workspaces/default-workspace';
import { WorkspacesController } from './workspaces/workspaces.controller';
import { WorkspacesService } from './workspaces/workspaces.service';

@Module({
  controllers: [
    JobsController,
    QuerySetsController,
    WorkspacesController,
    PipelinesController,
    PipelineValidationsController,
    DeploymentsController,
    RunsController,
  ],
  providers: [
    settingsProvider(PipelineSettings),
    ...EXECUTION,
    ConfigSecrets,
    Connectors,
    DeepsetSearchConnector,
    DefaultWorkspace,
    Deployments,
    FilteredRequests,
    FoundPipelines,
    HayhooksConnector,
    JobsService,
    MatchingFiles,
    Pages,
    PipelineConfigs,
    PipelinesService,
    QuerySetsService,
    Upstream,
    {
      provide: CONNECTORS,
      useFactory: (...all: Connector[]) => all,
      inject: [HayhooksConnector, DeepsetSearchConnector],
    },
    WorkspacesService,
  ],
})
export class PipelineJobsModule {}
