import { Module } from '@nestjs/common';
import { settingsProvider } from '../../kernel/config/read-settings';
import { ComputeSettings } from './compute.settings';
import { DataSourceReader } from './data-sources/data-source-reader';
import { Links } from './data-sources/links';
import { SecretBox } from './data-sources/secret-box';
import { AppSteps } from './execution/app-steps';
import { AssemblerSteps } from './execution/assembler-steps';
import { ComputeMetrics } from './execution/compute-metrics';
import { Deadlines } from './execution/deadlines';
import { LogBuffer } from './execution/log-buffer';
import { PartitionerSteps } from './execution/partitioner-steps';
import { ProgramRuns } from './execution/program-runs';
import { RunningSteps } from './execution/running-steps';
import { Scratch } from './execution/scratch';
import { SourceFiles } from './execution/source-files';
import { StepEnds } from './execution/step-ends';
import { StepHandler } from './execution/step-handler';
import { StoredFiles } from './execution/stored-files';
import { TaskCache } from './execution/task-cache';
import { JobStates } from './jobs/job-states';
import { JobsController } from './jobs/jobs.controller';
import { JobsService } from './jobs/jobs.service';
import { LocalObjectStore } from './objects/local-object-store';
import { ObjectStore } from './objects/object-store';
import { AppSchemas } from './packages/app-schemas';
import { PackagesService } from './packages/packages.service';
import { Retention } from './retention/retention';
import { PublicSamples } from './samples/public-samples';
import { AccessTokenController } from './sign-in/access-token.controller';
import { AccessTokenService } from './sign-in/access-token.service';
import { TemplatesController } from './templates/templates.controller';
import { TemplatesService } from './templates/templates.service';
import { UsableTemplatesController } from './templates/usable-templates.controller';

/** What runs the steps of jobs. */
const EXECUTION = [
  AppSteps,
  AssemblerSteps,
  ComputeMetrics,
  Deadlines,
  LogBuffer,
  PartitionerSteps,
  ProgramRuns,
  RunningSteps,
  Scratch,
  SourceFiles,
  StepEnds,
  StepHandler,
  StoredFiles,
  TaskCache,
  Retention,
];

@Module({
  controllers: [AccessTokenController, JobsController, TemplatesController, UsableTemplatesController],
  providers: [
    settingsProvider(ComputeSettings),
    ...EXECUTION,
    AccessTokenService,
    AppSchemas,
    DataSourceReader,
    JobStates,
    JobsService,
    Links,
    { provide: ObjectStore, useClass: LocalObjectStore },
    PackagesService,
    PublicSamples,
    SecretBox,
    TemplatesService,
  ],
})
export class ComputeJobsModule {}
