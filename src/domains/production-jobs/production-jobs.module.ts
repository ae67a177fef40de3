import { settingsProvider } from '../../kernel/config/read-settings';
import { AuditController } from './audit/audit.controller';
import { AuditService } from './audit/audit.service';
import { BoardStream } from './board/board-stream';
import { BoardController } from './board/board.controller';
import { BoardService } from './board/board.service';
import { BomsController } from './boms/boms.controller';
import { BomsService } from './boms/boms.service';
import { CertAttachments } from './certs/cert-attachments.service';
import { CertsController } from './certs/certs.controller';
import { CertsService } from './certs/certs.service';
import { CertFilesController } from './certs/files/cert-files.controller';
import { CertFilesService } from './certs/files/cert-files.service';
import { SerialCertsController } from './certs/serial-certs.controller';
import { ComponentsController } from './components/components.controller';
import { ComponentsService } from './components/components.service';
import { JobCsvController } from './csv/job-csv.controller';
import { JobExportsService } from './csv/job-exports.service';
import { JobImportsService } from './csv/job-imports.service';
import { GenealogyController } from './genealogy/genealogy.controller';
import { GenealogyService } from './genealogy/genealogy.service';
import { ProductionHealthController } from './health/health.controller';
import { InspectionGate } from './inspections/inspection-gate';
import { InspectionPlansController } from './inspections/inspection-plans.controller';
import { InspectionPlansService } from './inspections/inspection-plans.service';
import { InspectionsController } from './inspections/inspections.controller';
import { InspectionsService } from './inspections/inspections.service';
import { JiraAccess } from './jira/jira-access';
import { JiraClient } from './jira/jira-client';
import { JiraMetrics } from './jira/jira-metrics';
import { JiraController } from './jira/jira.controller';
import { LinksService } from './jira/links.service';
import { PushesService } from './jira/pushes.service';
import { TicketLeases } from './jira/ticket-leases';
import { TicketsService } from './jira/tickets.service';
import { JobsController } from './jobs/jobs.controller';
import { JobsService } from './jobs/jobs.service';
import { OverdueJobs } from './jobs/overdue-jobs';
import { PrioritiesService } from './jobs/priorities.service';
import { LabelsController } from './labels/labels.controller';
import { LabelsService } from './labels/labels.service';
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
import { ProgressController } from './progress/progress.controller';
import { ProgressService } from './progress/progress.service';
import { ReportsController } from './reports/reports.controller';
import { ReportsService } from './reports/reports.service';
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
import { JiraSettings } from './settings/jira-settings';
import { SettingsController } from './settings/settings.controller';
import { ShopSettingsService } from './settings/shop-settings.service';
import { JobTagsController } from './tags/job-tags.controller';
import { JobTagsService } from './tags/job-tags.service';
import { TagsController } from './tags/tags.controller';
import { TagsService } from './tags/tags.service';
import { TemplatePaths } from './templates/template-paths';
import { RouteTemplatesController } from './templates/templates.controller';
import { TemplatesService } from './templates/templates.service';
import { TimeController } from './time/time.controller';
import { TimerStops } from './time/timer-stops';
import { TimersService } from './time/timers.service';
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
    CertsController,
    CertFilesController,
    SerialCertsController,
    TimeController,
    InspectionPlansController,
    InspectionsController,
    LabelsController,
    JobCsvController,
    JobTagsController,
    ProgressController,
    TagsController,
    SettingsController,
    JiraController,
    ReportsController,
    BoardController,
  ],
  providers: [
    ProductionMetrics,
    JobsService,
    {
      provide: LEAVING_GUARDS,
      useFactory: (...guards: LeavingGuard[]) => guards,
      inject: [InspectionGate, TimerStops],
    },
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
    CertsService,
    CertAttachments,
    CertFilesService,
    TimersService,
    TimerStops,
    InspectionPlansService,
    InspectionsService,
    InspectionGate,
    LabelsService,
    JobExportsService,
    JobImportsService,
    JobTagsService,
    OverdueJobs,
    PrioritiesService,
    ProgressService,
    TagsService,
    settingsProvider(JiraSettings),
    ShopSettingsService,
    JiraMetrics,
    JiraClient,
    JiraAccess,
    TicketsService,
    LinksService,
    TicketLeases,
    PushesService,
    ReportsService,
    BoardService,
    BoardStream,
  ],
})
export class ProductionJobsModule {}
