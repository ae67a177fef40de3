import { Module } from '@nestjs/common';
import { settingsProvider } from '../../kernel/config/read-settings';
import { ComputeSettings } from './compute.settings';
import { DataSourceReader } from './data-sources/data-source-reader';
import { Links } from './data-sources/links';
import { SecretBox } from './data-sources/secret-box';
import { EXECUTION } from './execution/execution.providers';
import { JobStates } from './jobs/job-states';
import { JobsController } from './jobs/jobs.controller';
import { JobsService } from './jobs/jobs.service';
import { LocalObjectStore } from './objects/local-object-store';
import { ObjectStore } from './objects/object-store';
import { AppSchemas } from './packages/app-schemas';
import { PackagesService } from './packages/packages.service';
import { Executor } from './runner/executor';
import { ServerExecutor } from './runner/server-executor';
import { StepRunner } from './runner/step-runner';
import { PublicSamples } from './samples/public-samples';
import { AccessTokenController } from './sign-in/access-token.controller';
import { AccessTokenService } from './sign-in/access-token.service';
import { TemplatesController } from './templates/templates.controller';
import { TemplatesService } from './templates/templates.service';
import { UsableTemplatesController } from './templates/usable-templates.controller';

@Module({
  controllers: [AccessTokenController, JobsController, TemplatesController, UsableTemplatesController],
  providers: [
    settingsProvider(ComputeSettings),
    ...EXECUTION,
    AccessTokenService,
    AppSchemas,
    DataSourceReader,
    { provide: Executor, useClass: ServerExecutor },
    JobStates,
    JobsService,
    Links,
    { provide: ObjectStore, useClass: LocalObjectStore },
    PackagesService,
    PublicSamples,
    SecretBox,
    { provide: StepRunner, useFactory: (executor: Executor) => new StepRunner(executor), inject: [Executor] },
    TemplatesService,
  ],
})
export class ComputeJobsModule {}
