import { Module } from '@nestjs/common';
import { JobPaths } from './jobs/job-paths';
import { JobsController } from './jobs/jobs.controller';
import { JobsService } from './jobs/jobs.service';
import { OverdueJobs } from './jobs/overdue-jobs';
import { PrioritiesService } from './jobs/priorities.service';
import { ProgressController } from './progress/progress.controller';
import { ProgressService } from './progress/progress.service';
import { JobTagsController } from './tags/job-tags.controller';
import { JobTagsService } from './tags/job-tags.service';
import { TagsController } from './tags/tags.controller';
import { TagsService } from './tags/tags.service';

@Module({
  controllers: [ProgressController, JobsController, JobTagsController, TagsController],
  providers: [JobPaths, JobsService, JobTagsService, OverdueJobs, PrioritiesService, ProgressService, TagsService],
})
export class ProductionJobsModule {}
