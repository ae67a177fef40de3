import { Module } from '@nestjs/common';
import { AuditController } from './audit/audit.controller';
import { AuditService } from './audit/audit.service';
import { BomsController } from './boms/boms.controller';
import { BomsService } from './boms/boms.service';
import { ProductionHealthController } from './health/health.controller';
import { JobPaths } from './jobs/job-paths';
import { JobsController } from './jobs/jobs.controller';
import { JobsService } from './jobs/jobs.service';
import { OverdueJobs } from './jobs/overdue-jobs';
import { PrioritiesService } from './jobs/priorities.service';
import { LibraryController } from './library/library.controller';
import { LibraryService } from './library/library.service';
import { NotesController } from './notes/notes.controller';
import { NotesService } from './notes/notes.service';
import { ProgressController } from './progress/progress.controller';
import { ProgressService } from './progress/progress.service';
import { JobTagsController } from './tags/job-tags.controller';
import { JobTagsService } from './tags/job-tags.service';
import { TagsController } from './tags/tags.controller';
import { TagsService } from './tags/tags.service';
import { TemplatePaths } from './templates/template-paths';
import { RouteTemplatesController } from './templates/templates.controller';
import { TemplatesService } from './templates/templates.service';
import { UsersController } from './users/users.controller';
import { UsersService } from './users/users.service';

@Module({
  controllers: [
    AuditController,
    BomsController,
    JobTagsController,
    JobsController,
    LibraryController,
    NotesController,
    ProductionHealthController,
    ProgressController,
    RouteTemplatesController,
    TagsController,
    UsersController,
  ],
  providers: [
    AuditService,
    BomsService,
    JobPaths,
    JobTagsService,
    JobsService,
    LibraryService,
    NotesService,
    OverdueJobs,
    PrioritiesService,
    ProgressService,
    TagsService,
    TemplatePaths,
    TemplatesService,
    UsersService,
  ],
})
export class ProductionJobsModule {}
