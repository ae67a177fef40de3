import { Module } from '@nestjs/common';
import { AuditController } from './audit/audit.controller';
import { AuditService } from './audit/audit.service';
import { BomsController } from './boms/boms.controller';
import { BomsService } from './boms/boms.service';
import { JobCsvController } from './csv/job-csv.controller';
import { JobExportsService } from './csv/job-exports.service';
import { JobImportsService } from './csv/job-imports.service';
import { ProductionHealthController } from './health/health.controller';
import { JobsController } from './jobs/jobs.controller';
import { JobsService } from './jobs/jobs.service';
import { OverdueJobs } from './jobs/overdue-jobs';
import { PrioritiesService } from './jobs/priorities.service';
import { LibraryController } from './library/library.controller';
import { LibraryService } from './library/library.service';
import { NotesController } from './notes/notes.controller';
import { NotesService } from './notes/notes.service';
import { OperatorViewsController } from './operator-views/operator-views.controller';
import { OperatorViewsService } from './operator-views/operator-views.service';
import { Assignees } from './paths/assignees';
import { PathsController } from './paths/paths.controller';
import { PathsService } from './paths/paths.service';
import { StepEdits } from './paths/step-edits';
import { StepsController } from './paths/steps.controller';
import { StepsService } from './paths/steps.service';
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
    JobCsvController,
    JobTagsController,
    JobsController,
    LibraryController,
    NotesController,
    OperatorViewsController,
    PathsController,
    ProductionHealthController,
    ProgressController,
    RouteTemplatesController,
    StepsController,
    TagsController,
    UsersController,
  ],
  providers: [
    Assignees,
    AuditService,
    BomsService,
    JobExportsService,
    JobImportsService,
    JobTagsService,
    JobsService,
    LibraryService,
    NotesService,
    OperatorViewsService,
    OverdueJobs,
    PathsService,
    PrioritiesService,
    ProgressService,
    StepEdits,
    StepsService,
    TagsService,
    TemplatePaths,
    TemplatesService,
    UsersService,
  ],
})
export class ProductionJobsModule {}
