import { Module } from '@nestjs/common';
import { settingsProvider } from '../../kernel/config/read-settings';
import { ConfigSecrets } from './connectors/config-secrets';
import { Connectors, CONNECTORS } from './connectors/connectors';
import { EXECUTION } from './execution/execution.providers';
import { RunsController } from './execution/runs.controller';
import { MatchingFiles } from './files/matching-files';
import { FilteredRequests } from './jobs/filtered-requests';
import { JobsController } from './jobs/jobs.controller';
import { JobsService } from './jobs/jobs.service';
import { Pages } from './paging/pages';
import { PipelineSettings } from './pipeline.settings';
import { PipelinesController } from './pipelines/pipelines.controller';
import { PipelinesService } from './pipelines/pipelines.service';
import { QuerySetsController } from './query-sets/query-sets.controller';
import { QuerySetsService } from './query-sets/query-sets.service';
import { DefaultWorkspace } from './workspaces/default-workspace';
import { WorkspacesController } from './workspaces/workspaces.controller';
import { WorkspacesService } from './workspaces/workspaces.service';

@Module({
  controllers: [JobsController, QuerySetsController, WorkspacesController, PipelinesController, RunsController],
  providers: [
    settingsProvider(PipelineSettings),
    ...EXECUTION,
    ConfigSecrets,
    Connectors,
    { provide: CONNECTORS, useValue: [] },
    DefaultWorkspace,
    FilteredRequests,
    JobsService,
    MatchingFiles,
    Pages,
    PipelinesService,
    QuerySetsService,
    WorkspacesService,
  ],
})
export class PipelineJobsModule {}
