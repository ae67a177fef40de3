import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../kernel/auth/caller';
import { Database } from '../../../kernel/database/database';
import { readFields } from '../bodies';
import { lookedUp, newId } from '../ids';
import { ProductionJobDto } from '../jobs/job.dto';
import { JobsService } from '../jobs/jobs.service';
import { notFound, refused } from '../refusals';
import { JiraAccess } from './jira-access';
import { LinkTicketDto } from './jira.dto';
import type { LinkedTicketDto, TicketDto } from './jira.dto';
import { jiraFieldsOf, jobNameOf, linkedJobOf, linkedPathOf, unitsOf } from './linked-job';
import type { LinkedPathDto } from './linked-path.dto';
import * as sql from './links.statements';
import { TicketsService } from './tickets.service';

@Injectable()
export class LinksService {
  constructor(
    private readonly database: Database,
    private readonly access: JiraAccess,
    private readonly tickets: TicketsService,
    private readonly jobs: JobsService,
  ) {}

  /** Links a job, or a new one, to a ticket; Jira is asked before the transaction. */
  async link(caller: Caller, body: object): Promise<LinkedTicketDto> {
    const jira = await this.access.toRead(caller);
    const { jobId, templateId, ...dto } = readFields(LinkTicketDto, body);
    if (templateId) await this.refuseMissingTemplate(caller.tenantId, templateId);
    if (jobId) refuseLinked(jobId, await this.find(sql.FIND_LINKABLE, caller.tenantId, jobId));
    const ticket = await this.tickets.fetch(jira, dto.ticketKey.trim());
    return this.database.transaction(async () => {
      const job = jobId
        ? await this.linkJob(caller.tenantId, jobId, ticket)
        : await this.makeJob(caller, ticket, dto.goalQuantity ?? undefined);
      await this.database.run(sql.TELL_LINKED, [caller.tenantId, job.id, job.jiraTicketKey]);
      const goal = dto.goalQuantity ?? job.goalQuantity;
      const path = templateId ? await this.apply(caller.tenantId, templateId, job.id, goal) : null;
      return { job, path };
    });
  }

  private async find(statement: typeof sql.FIND_LINKABLE, tenantId: string, jobId: string) {
    const [row] = await this.database.run<sql.LinkableRow & Record<string, unknown>>(statement, [tenantId, jobId]);
    return row;
  }

  private async refuseMissingTemplate(tenantId: string, id: string): Promise<void> {
    const [template] = await this.database.run(sql.FIND_TEMPLATE, [tenantId, lookedUp(id)]);
    if (!template) throw notFound('TemplateRoute', id);
  }

  private makeJob(caller: Caller, ticket: TicketDto, goal: number | undefined): Promise<ProductionJobDto> {
    const fields = { name: jobNameOf(ticket), goalQuantity: goal ?? unitsOf(ticket), ...jiraFieldsOf(ticket) };
    return this.jobs.create(caller, fields);
  }

  private async linkJob(tenantId: string, jobId: string, ticket: TicketDto): Promise<ProductionJobDto> {
    refuseLinked(jobId, await this.find(sql.LOCK_LINKABLE, tenantId, jobId));
    const values = [tenantId, jobId, ...Object.values(jiraFieldsOf(ticket))];
    const [row] = await this.database.run<sql.LinkedJobRow & Record<string, unknown>>(sql.LINK_JOB, values);
    return linkedJobOf(row);
  }

  private async apply(tenantId: string, templateId: string, jobId: string, goal: number): Promise<LinkedPathDto> {
    const values = [tenantId, newId('path'), jobId, goal, templateId];
    const [row] = await this.database.run<sql.LinkedPathRow & Record<string, unknown>>(sql.APPLY_TEMPLATE, values);
    if (!row) throw notFound('TemplateRoute', templateId);
    return linkedPathOf(row, jobId);
  }
}

function refuseLinked(jobId: string, job: sql.LinkableRow | undefined): void {
  if (!job) throw notFound('Job', jobId);
  if (job.linked) throw refused('Job is already linked to a Jira ticket');
}
