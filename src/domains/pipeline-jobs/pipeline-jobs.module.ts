import { Module } from '@nestjs/common';
import { settingsProvider } from '../../kernel/config/read-settings';
import { MatchingFiles } from './files/matching-files';
import { FilteredRequests } from './jobs/filtered-requests';
import { JobChangesService } from './jobs/job-changes.service';
import { JobListsService } from './jobs/job-lists.service';
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
  controllers: [JobsController, QuerySetsController, WorkspacesController, PipelinesController],
  providers: [
    settingsProvider(PipelineSettings),
    DefaultWorkspace,
    FilteredRequests,
    JobChangesService,
    JobListsService,
    JobsService,
    MatchingFiles,
    Pages,
    PipelinesService,
    QuerySetsService,
    WorkspacesService,
  ],
})
export class PipelineJobsModule {}
