import { Module } from '@nestjs/common';
import { settingsProvider } from '../../kernel/config/read-settings';
import { ComputeSettings } from './compute.settings';
import { DataSourceReader } from './data-sources/data-source-reader';
import { DataSourceTestsController } from './data-sources/data-source-tests.controller';
import { DataSourceTests } from './data-sources/data-source-tests.service';
import { HttpSource } from './data-sources/http-source';
import { Links } from './data-sources/links';
import { SecretBox } from './data-sources/secret-box';
import { SourceFetcher } from './data-sources/source-fetcher';
import { StaleUploads } from './data-sources/stale-uploads';
import { UploadedSource } from './data-sources/uploaded-source';
import { UploadsController } from './data-sources/uploads.controller';
import { UploadsService } from './data-sources/uploads.service';
import { EXECUTION } from './execution/execution.providers';
import { InfoController } from './info/info.controller';
import { AppParams } from './jobs/app-params';
import { JobChangesController } from './jobs/changes/job-changes.controller';
import { JobChanges } from './jobs/changes/job-changes.service';
import { JobEndingsController } from './jobs/endings/job-endings.controller';
import { JobEndings } from './jobs/endings/job-endings.service';
import { EstimationsController } from './jobs/estimation/estimations.controller';
import { Estimations } from './jobs/estimation/estimations.service';
import { JobAnswers } from './jobs/job-answers';
import { JobStates } from './jobs/job-states';
import { JobStore } from './jobs/job-store';
import { JobsController } from './jobs/jobs.controller';
import { JobsService } from './jobs/jobs.service';
import { OldActionsController } from './jobs/legacy/old-actions.controller';
import { OldChangesController } from './jobs/legacy/old-changes.controller';
import { PostedChangesController } from './jobs/legacy/posted-changes.controller';
import { JobListsController } from './jobs/lists/job-lists.controller';
import { JobLists } from './jobs/lists/job-lists.service';
import { RunningTasksController } from './jobs/running-tasks/running-tasks.controller';
import { RunningTasks } from './jobs/running-tasks/running-tasks.service';
import { JobReruns } from './jobs/runs/job-reruns.service';
import { JobRunsController } from './jobs/runs/job-runs.controller';
import { JobRuns } from './jobs/runs/job-runs.service';
import { RunChecks } from './jobs/runs/run-checks';
import { LogsController } from './logs/logs.controller';
import { LogsService } from './logs/logs.service';
import { TaskLogsController } from './logs/task-logs.controller';
import { NotOfferedController } from './not-offered/not-offered.controller';
import { LinkedFilesController } from './objects/linked-files.controller';
import { LinkedFiles } from './objects/linked-files.service';
import { LocalObjectStore } from './objects/local-object-store';
import { ObjectStore } from './objects/object-store';
import { ResultsController } from './objects/results.controller';
import { ResultsService } from './objects/results.service';
import { AppSchemas } from './packages/app-schemas';
import { AppsController } from './packages/apps.controller';
import { AppsService } from './packages/apps.service';
import { Blobs } from './packages/blobs';
import { CodeFolders } from './packages/code-folders';
import { EnginesController } from './packages/engines.controller';
import { EnginesService } from './packages/engines.service';
import { PackageUpkeep } from './packages/package-upkeep';
import { PackagesService } from './packages/packages.service';
import { PushesService } from './packages/pushes.service';
import { Executor } from './runner/executor';
import { ServerExecutor } from './runner/server-executor';
import { StepRunner } from './runner/step-runner';
import { PublicSamples } from './samples/public-samples';
import { SecretsController } from './secrets/secrets.controller';
import { SecretsService } from './secrets/secrets.service';
import { AccessTokenController } from './sign-in/access-token.controller';
import { AccessTokenService } from './sign-in/access-token.service';
import { ComputeApiKeysController } from './sign-in/api-keys.controller';
import { ApiKeysService } from './sign-in/api-keys.service';
import { ServerInfoController } from './sign-in/server-info.controller';
import { UserController } from './sign-in/user.controller';
import { UsersService } from './sign-in/users.service';
import { JobFeed } from './streams/job-feed';
import { JobFeedController } from './streams/job-feed.controller';
import { JobStream } from './streams/job-stream';
import { JobStreamController } from './streams/job-stream.controller';
import { WatchedJobs } from './streams/watched-jobs';
import { ProgressController } from './tasks/progress.controller';
import { ProgressService } from './tasks/progress.service';
import { TasksController } from './tasks/tasks.controller';
import { TasksService } from './tasks/tasks.service';
import { TemplatesController } from './templates/templates.controller';
import { TemplatesService } from './templates/templates.service';
import { UsableTemplatesController } from './templates/usable-templates.controller';
import { WalletController } from './wallet/wallet.controller';
import { WalletService } from './wallet/wallet.service';

@Module({
  controllers: [
    AccessTokenController,
    AppsController,
    ComputeApiKeysController,
    DataSourceTestsController,
    EnginesController,
    EstimationsController,
    InfoController,
    JobChangesController,
    JobEndingsController,
    JobFeedController,
    JobListsController,
    JobRunsController,
    JobsController,
    JobStreamController,
    LinkedFilesController,
    LogsController,
    NotOfferedController,
    OldActionsController,
    OldChangesController,
    PostedChangesController,
    ProgressController,
    ResultsController,
    RunningTasksController,
    SecretsController,
    ServerInfoController,
    TaskLogsController,
    TasksController,
    TemplatesController,
    UploadsController,
    UsableTemplatesController,
    UserController,
    WalletController,
  ],
  providers: [
    settingsProvider(ComputeSettings),
    ...EXECUTION,
    AccessTokenService,
    ApiKeysService,
    AppParams,
    AppSchemas,
    AppsService,
    Blobs,
    CodeFolders,
    DataSourceReader,
    DataSourceTests,
    EnginesService,
    Estimations,
    { provide: Executor, useClass: ServerExecutor },
    HttpSource,
    JobAnswers,
    JobChanges,
    JobEndings,
    JobFeed,
    JobLists,
    JobReruns,
    JobRuns,
    JobsService,
    JobStates,
    JobStore,
    JobStream,
    LinkedFiles,
    Links,
    LogsService,
    { provide: ObjectStore, useClass: LocalObjectStore },
    PackagesService,
    PackageUpkeep,
    ProgressService,
    PublicSamples,
    PushesService,
    ResultsService,
    RunChecks,
    RunningTasks,
    SecretBox,
    SecretsService,
    SourceFetcher,
    StaleUploads,
    { provide: StepRunner, useFactory: (executor: Executor) => new StepRunner(executor), inject: [Executor] },
    TasksService,
    TemplatesService,
    UploadedSource,
    UploadsService,
    UsersService,
    WalletService,
    WatchedJobs,
  ],
})
export class ComputeJobsModule {}
