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
import { WorkspacesController } from './workspaces/workspaces.controller';
import { WorkspacesService } from './workspaces/workspaces.service';

@Module({
  controllers: [JobsController, QuerySetsController, WorkspacesController, PipelinesController, SearchController],
  providers: [
    settingsProvider(PipelineSettings),
    { provide: CONNECTORS, useFactory: (...all: Connector[]) => all, inject: [BuiltinConnector] },
    BestSentences,
    BuiltinConnector,
    ConfigSecrets,
    Connectors,
    DefaultWorkspace,
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
    WorkspacesService,
  ],
})
export class PipelineJobsModule {}
