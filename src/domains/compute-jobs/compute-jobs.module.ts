import { Module } from '@nestjs/common';
import { settingsProvider } from '../../kernel/config/read-settings';
import { ComputeSettings } from './compute.settings';
import { DataSourceReader } from './data-sources/data-source-reader';
import { Links } from './data-sources/links';
import { SecretBox } from './data-sources/secret-box';
import { JobStates } from './jobs/job-states';
import { JobsController } from './jobs/jobs.controller';
import { JobsService } from './jobs/jobs.service';
import { LogsController } from './logs/logs.controller';
import { LogsService } from './logs/logs.service';
import { TaskLogsController } from './logs/task-logs.controller';
import { LocalObjectStore } from './objects/local-object-store';
import { ObjectStore } from './objects/object-store';
import { AppSchemas } from './packages/app-schemas';
import { PackagesService } from './packages/packages.service';
import { PublicSamples } from './samples/public-samples';
import { AccessTokenController } from './sign-in/access-token.controller';
import { AccessTokenService } from './sign-in/access-token.service';
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

@Module({
  controllers: [
    AccessTokenController,
    JobFeedController,
    JobsController,
    JobStreamController,
    LogsController,
    ProgressController,
    TaskLogsController,
    TasksController,
    TemplatesController,
    UsableTemplatesController,
  ],
  providers: [
    settingsProvider(ComputeSettings),
    AccessTokenService,
    AppSchemas,
    DataSourceReader,
    JobFeed,
    JobStates,
    JobStream,
    JobsService,
    Links,
    { provide: ObjectStore, useClass: LocalObjectStore },
    LogsService,
    PackagesService,
    ProgressService,
    PublicSamples,
    SecretBox,
    TasksService,
    TemplatesService,
    WatchedJobs,
  ],
})
export class ComputeJobsModule {}
