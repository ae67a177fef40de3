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
import { JobStates } from './jobs/job-states';
import { JobsController } from './jobs/jobs.controller';
import { JobsService } from './jobs/jobs.service';
import { LinkedFilesController } from './objects/linked-files.controller';
import { LinkedFiles } from './objects/linked-files.service';
import { LocalObjectStore } from './objects/local-object-store';
import { ObjectStore } from './objects/object-store';
import { ResultsController } from './objects/results.controller';
import { ResultsService } from './objects/results.service';
import { AppSchemas } from './packages/app-schemas';
import { PackagesService } from './packages/packages.service';
import { PublicSamples } from './samples/public-samples';
import { AccessTokenController } from './sign-in/access-token.controller';
import { AccessTokenService } from './sign-in/access-token.service';
import { TemplatesController } from './templates/templates.controller';
import { TemplatesService } from './templates/templates.service';
import { UsableTemplatesController } from './templates/usable-templates.controller';

@Module({
  controllers: [
    AccessTokenController,
    DataSourceTestsController,
    JobsController,
    LinkedFilesController,
    ResultsController,
    TemplatesController,
    UploadsController,
    UsableTemplatesController,
  ],
  providers: [
    settingsProvider(ComputeSettings),
    AccessTokenService,
    AppSchemas,
    DataSourceReader,
    DataSourceTests,
    HttpSource,
    JobStates,
    JobsService,
    LinkedFiles,
    Links,
    { provide: ObjectStore, useClass: LocalObjectStore },
    PackagesService,
    PublicSamples,
    ResultsService,
    SecretBox,
    SourceFetcher,
    StaleUploads,
    TemplatesService,
    UploadedSource,
    UploadsService,
  ],
})
export class ComputeJobsModule {}
