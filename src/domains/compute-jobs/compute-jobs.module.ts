import { Module } from '@nestjs/common';
import { settingsProvider } from '../../kernel/config/read-settings';
import { ComputeSettings } from './compute.settings';
import { DataSourceReader } from './data-sources/data-source-reader';
import { Links } from './data-sources/links';
import { SecretBox } from './data-sources/secret-box';
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
import { PackageLookup } from './jobs/runs/package-lookup';
import { RunChecks } from './jobs/runs/run-checks';
import { LocalObjectStore } from './objects/local-object-store';
import { ObjectStore } from './objects/object-store';
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
    EstimationsController,
    InfoController,
    JobChangesController,
    JobEndingsController,
    JobListsController,
    JobRunsController,
    JobsController,
    OldActionsController,
    OldChangesController,
    PostedChangesController,
    RunningTasksController,
    TemplatesController,
    UsableTemplatesController,
  ],
  providers: [
    settingsProvider(ComputeSettings),
    AccessTokenService,
    AppParams,
    AppSchemas,
    DataSourceReader,
    Estimations,
    JobAnswers,
    JobChanges,
    JobEndings,
    JobLists,
    JobReruns,
    JobRuns,
    JobStates,
    JobStore,
    JobsService,
    Links,
    { provide: ObjectStore, useClass: LocalObjectStore },
    PackageLookup,
    PackagesService,
    PublicSamples,
    RunChecks,
    RunningTasks,
    SecretBox,
    TemplatesService,
  ],
})
export class ComputeJobsModule {}
