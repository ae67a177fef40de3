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
import { LEAVING_GUARDS } from './movement/leaving-guards';
import type { LeavingGuard } from './movement/leaving-guards';
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
import { ProductionMetrics } from './production-metrics';
import { HistoryService } from './rework/history.service';
import { ReworkController } from './rework/rework.controller';
import { BulkMovesService } from './serials/moves/bulk-moves.service';
import { Mover } from './serials/moves/mover';
import { MovesController } from './serials/moves/moves.controller';
import { MovesService } from './serials/moves/moves.service';
import { OverridesController } from './serials/overrides/overrides.controller';
import { OverridesService } from './serials/overrides/overrides.service';
import { SerialCreation } from './serials/serial-creation';
import { SerialsController } from './serials/serials.controller';
import { SerialsService } from './serials/serials.service';
import { StepStatusesController } from './serials/steps/step-statuses.controller';
import { StepStatusesService } from './serials/steps/step-statuses.service';
import { UnitActions } from './serials/unit-actions';
import { UnitLocks } from './serials/unit-locks';
import { UnitWriter } from './serials/unit-writer';
import { TemplatePaths } from './templates/template-paths';
import { RouteTemplatesController } from './templates/templates.controller';
import { TemplatesService } from './templates/templates.service';
import { UsersController } from './users/users.controller';
import { UsersService } from './users/users.service';
import { Module } from '@nestjs/common';

@Module({
  controllers: [
    JobsController,
    SerialsController,
    MovesController,
    StepStatusesController,
    OverridesController,
    ReworkController,
    PathsController,
    StepsController,
    OperatorViewsController,
    AuditController,
    BomsController,
    ComponentsController,
    GenealogyController,
    LibraryController,
    NotesController,
    ProductionHealthController,
    RouteTemplatesController,
    UsersController,
  ],
  providers: [
    ProductionMetrics,
    JobsService,
    { provide: LEAVING_GUARDS, useFactory: (...guards: LeavingGuard[]) => guards, inject: [] },
    UnitLocks,
    UnitActions,
    UnitWriter,
    Mover,
    SerialCreation,
    SerialsService,
    MovesService,
    BulkMovesService,
    StepStatusesService,
    OverridesService,
    HistoryService,
    PathsService,
    StepsService,
    StepEdits,
    Assignees,
    OperatorViewsService,
    AuditService,
    BomsService,
    ComponentsService,
    GenealogyService,
    LibraryService,
    NotesService,
    TemplatePaths,
    TemplatesService,
    UsersService,
  ],
})
export class ProductionJobsModule {}
