import { Module } from '@nestjs/common';
import { settingsProvider } from '../../kernel/config/read-settings';
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
import { CompareController } from './results/compare/compare.controller';
import { CompareService } from './results/compare/compare.service';
import { JobPath } from './results/job-path';
import { ProgressController } from './results/progress/progress.controller';
import { ProgressService } from './results/progress/progress.service';
import { ProgressStream } from './results/progress/progress-stream';
import { ResultExports } from './results/result-exports.service';
import { ResultsController } from './results/results.controller';
import { ResultsService } from './results/results.service';
import { ReviewsController } from './results/reviews/reviews.controller';
import { ReviewsService } from './results/reviews/reviews.service';
import { StatsController } from './results/stats/stats.controller';
import { StatsService } from './results/stats/stats.service';
import { PublicJobsController } from './shares/public-jobs.controller';
import { PublicJobsService } from './shares/public-jobs.service';
import { ShareTokens } from './shares/share-tokens';
import { SharedJobsController } from './shares/shared-jobs.controller';
import { SharedJobsService } from './shares/shared-jobs.service';
import { DefaultWorkspace } from './workspaces/default-workspace';
import { WorkspacesController } from './workspaces/workspaces.controller';
import { WorkspacesService } from './workspaces/workspaces.service';

@Module({
  controllers: [
    JobsController,
    QuerySetsController,
    WorkspacesController,
    PipelinesController,
    ResultsController,
    ReviewsController,
    ProgressController,
    CompareController,
    StatsController,
    SharedJobsController,
    PublicJobsController,
  ],
  providers: [
    settingsProvider(PipelineSettings),
    CompareService,
    DefaultWorkspace,
    FilteredRequests,
    JobPath,
    JobsService,
    MatchingFiles,
    Pages,
    PipelinesService,
    ProgressService,
    ProgressStream,
    PublicJobsService,
    QuerySetsService,
    ResultExports,
    ResultsService,
    ReviewsService,
    ShareTokens,
    SharedJobsService,
    StatsService,
    WorkspacesService,
  ],
})
export class PipelineJobsModule {}
