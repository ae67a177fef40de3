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
import { JobsController } from './jobs/jobs.controller';
import { JobsService } from './jobs/jobs.service';
import { Pages } from './paging/pages';
import { PipelineSettings } from './pipeline.settings';
import { PipelinesController } from './pipelines/pipelines.controller';
import { PipelinesService } from './pipelines/pipelines.service';
import { QuerySetsController } from './query-sets/query-sets.controller';
import { QuerySetsService } from './query-sets/query-sets.service';
import { SearchController } from './search/search.controller';
import { SearchService } from './search/search.service';
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
    SearchController,
    FilesController,
    FileDetailsController,
  ],
  providers: [
    settingsProvider(PipelineSettings),
    { provide: CONNECTORS, useFactory: (...all: Connector[]) => all, inject: [BuiltinConnector] },
    BestSentences,
    BuiltinConnector,
    ConfigSecrets,
    Connectors,
    DefaultWorkspace,
    FileDocuments,
    FileIndex,
    FileMetas,
    FileRemoval,
    FileUploads,
    FilesService,
    FilteredRequests,
    JobsService,
    MatchingFiles,
    Pages,
    PipelinesService,
    QuerySetsService,
    Retrieval,
    RetrievalMetrics,
    SearchService,
    Vocabulary,
    WorkspaceRemoval,
    WorkspacesService,
  ],
})
export class PipelineJobsModule {}
