import { Module } from '@nestjs/common';
import { settingsProvider } from '../../kernel/config/read-settings';
import { ComputeSettings } from './compute.settings';
import { DataSourceReader } from './data-sources/data-source-reader';
import { Links } from './data-sources/links';
import { SecretBox } from './data-sources/secret-box';
import { JobStates } from './jobs/job-states';
import { JobsController } from './jobs/jobs.controller';
import { JobsService } from './jobs/jobs.service';
import { LocalObjectStore } from './objects/local-object-store';
import { ObjectStore } from './objects/object-store';
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
import { PublicSamples } from './samples/public-samples';
import { AccessTokenController } from './sign-in/access-token.controller';
import { AccessTokenService } from './sign-in/access-token.service';
import { TemplatesController } from './templates/templates.controller';
import { TemplatesService } from './templates/templates.service';
import { UsableTemplatesController } from './templates/usable-templates.controller';

@Module({
  controllers: [
    AccessTokenController,
    AppsController,
    EnginesController,
    JobsController,
    TemplatesController,
    UsableTemplatesController,
  ],
  providers: [
    settingsProvider(ComputeSettings),
    AccessTokenService,
    AppSchemas,
    AppsService,
    Blobs,
    CodeFolders,
    DataSourceReader,
    EnginesService,
    JobStates,
    JobsService,
    Links,
    { provide: ObjectStore, useClass: LocalObjectStore },
    PackageUpkeep,
    PackagesService,
    PublicSamples,
    PushesService,
    SecretBox,
    TemplatesService,
  ],
})
export class ComputeJobsModule {}
