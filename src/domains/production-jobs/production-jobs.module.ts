import { Module } from '@nestjs/common';
import { AuditController } from './audit/audit.controller';
import { AuditService } from './audit/audit.service';
import { BomsController } from './boms/boms.controller';
import { BomsService } from './boms/boms.service';
import { ComponentsController } from './components/components.controller';
import { ComponentsService } from './components/components.service';
import { GenealogyController } from './genealogy/genealogy.controller';
import { GenealogyService } from './genealogy/genealogy.service';
import { ProductionHealthController } from './health/health.controller';
import { JobsController } from './jobs/jobs.controller';
import { JobsService } from './jobs/jobs.service';
import { LibraryController } from './library/library.controller';
import { LibraryService } from './library/library.service';
import { NotesController } from './notes/notes.controller';
import { NotesService } from './notes/notes.service';
import { UnitLocks } from './serials/unit-locks';
import { TemplatePaths } from './templates/template-paths';
import { RouteTemplatesController } from './templates/templates.controller';
import { TemplatesService } from './templates/templates.service';
import { UsersController } from './users/users.controller';
import { UsersService } from './users/users.service';

@Module({
  controllers: [
    AuditController,
    BomsController,
    ComponentsController,
    GenealogyController,
    JobsController,
    LibraryController,
    NotesController,
    ProductionHealthController,
    RouteTemplatesController,
    UsersController,
  ],
  providers: [
    AuditService,
    BomsService,
    ComponentsService,
    GenealogyService,
    JobsService,
    LibraryService,
    NotesService,
    TemplatePaths,
    TemplatesService,
    UnitLocks,
    UsersService,
  ],
})
export class ProductionJobsModule {}
