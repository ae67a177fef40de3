import { Module } from '@nestjs/common';
import { settingsProvider } from '../../kernel/config/read-settings';
import { BoardController } from './board/board.controller';
import { BoardService } from './board/board.service';
import { BoardStream } from './board/board-stream';
import { JiraAccess } from './jira/jira-access';
import { JiraClient } from './jira/jira-client';
import { JiraController } from './jira/jira.controller';
import { JiraMetrics } from './jira/jira-metrics';
import { LinksService } from './jira/links.service';
import { PushesService } from './jira/pushes.service';
import { TicketLeases } from './jira/ticket-leases';
import { TicketsService } from './jira/tickets.service';
import { JobsController } from './jobs/jobs.controller';
import { JobsService } from './jobs/jobs.service';
import { ReportsController } from './reports/reports.controller';
import { ReportsService } from './reports/reports.service';
import { JiraSettings } from './settings/jira-settings';
import { SettingsController } from './settings/settings.controller';
import { ShopSettingsService } from './settings/shop-settings.service';

@Module({
  controllers: [JobsController, SettingsController, JiraController, ReportsController, BoardController],
  providers: [
    JobsService,
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
