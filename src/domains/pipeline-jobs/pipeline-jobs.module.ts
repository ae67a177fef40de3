import { Module } from '@nestjs/common';
import { settingsProvider } from '../../kernel/config/read-settings';
import { BestSentences } from './connectors/builtin/best-sentences';
import { BuiltinConnector } from './connectors/builtin/builtin-connector';
import { Retrieval } from './connectors/builtin/retrieval';
import { RetrievalMetrics } from './connectors/builtin/retrieval-metrics';
import { Vocabulary } from './connectors/builtin/vocabulary';
import { ConfigSecrets } from './connectors/config-secrets';
import type { Connector } from './connectors/connector';
import { CONNECTORS, Connectors } from './connectors/connectors';
import { DeepsetSearchConnector } from './connectors/deepset-search/deepset-search.connector';
import { HayhooksConnector } from './connectors/hayhooks/hayhooks.connector';
import { OpenAiCompatibleConnector } from './connectors/openai-compatible/openai-compatible.connector';
import { Passages } from './connectors/openai-compatible/passages';
import { Upstream } from './connectors/upstream';
import { EXECUTION } from './execution/execution.providers';
import { RunsController } from './execution/runs.controller';
import { FileDetailsController } from './files/file-details.controller';
import { FileDocuments } from './files/file-documents';
import { FileIndex } from './files/file-index';
import { FileMetas } from './files/file-metas';
import { FileRemoval } from './files/file-removal';
import { FileUploads } from './files/file-uploads';
import { FilesController } from './files/files.controller';
import { FilesService } from './files/files.service';
import { MatchingFiles } from './files/matching-files';
import { FilteredRequests } from './jobs/filtered-requests';
import { JobChangesService } from './jobs/job-changes.service';
import { JobListsService } from './jobs/job-lists.service';
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
import { SearchController } from './search/search.controller';
import { SearchService } from './search/search.service';
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
import { WorkspaceRemoval } from './workspaces/workspace-removal';
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
    SearchController,
    FilesController,
    FileDetailsController,
    RunsController,
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
    ...EXECUTION,
    {
      provide: CONNECTORS,
      useFactory: (...all: Connector[]) => all,
      inject: [BuiltinConnector, HayhooksConnector, DeepsetSearchConnector, OpenAiCompatibleConnector],
    },
    { provide: Passages, useExisting: Retrieval },
    BestSentences,
    BuiltinConnector,
    ConfigSecrets,
    Connectors,
    DeepsetSearchConnector,
    CompareService,
    DefaultWorkspace,
    Deployments,
    FileDocuments,
    FileIndex,
    FileMetas,
    FileRemoval,
    FileUploads,
    FilesService,
    FilteredRequests,
    JobChangesService,
    JobListsService,
    FoundPipelines,
    HayhooksConnector,
    JobPath,
    JobsService,
    MatchingFiles,
    OpenAiCompatibleConnector,
    Pages,
    PipelineConfigs,
    PipelinesService,
    ProgressService,
    ProgressStream,
    PublicJobsService,
    QuerySetsService,
    Retrieval,
    RetrievalMetrics,
    SearchService,
    Upstream,
    Vocabulary,
    WorkspaceRemoval,
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
