import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../kernel/auth/caller';
import { Database } from '../../../kernel/database/database';
import type { CreateProductionJobDto } from './create-job.dto';
import type { ProductionJobDto } from './job.dto';

const INSERT = {
  name: 'production-job-insert',
  text: `WITH job AS (
      INSERT INTO production.jobs (tenant_id, id, name, goal_quantity, jira_ticket_key, jira_ticket_summary,
        jira_part_number, jira_priority, jira_epic_link, jira_labels, due_date)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
      RETURNING tenant_id, id, name, goal_quantity, due_date, created_at
    )
    SELECT created_at, due_date < (now() AT TIME ZONE 'UTC')::date AS overdue,
      platform.append_event(tenant_id, 'quintet.production.job.created', id,
        json_build_object('jobId', id, 'name', name, 'goalQuantity', goal_quantity))
    FROM job`,
};

interface Inserted {
  created_at: Date;
  overdue: boolean | null;
}

@Injectable()
export class JobsService {
  constructor(private readonly database: Database) {}

  async create(caller: Caller, dto: CreateProductionJobDto): Promise<ProductionJobDto> {
    const id = `job_${randomBytes(9).toString('base64url')}`;
    const fields = {
      name: dto.name.trim().toWellFormed(),
      goalQuantity: dto.goalQuantity,
      jiraTicketKey: stored(dto.jiraTicketKey),
      jiraTicketSummary: stored(dto.jiraTicketSummary),
      jiraPartNumber: stored(dto.jiraPartNumber),
      jiraPriority: stored(dto.jiraPriority),
      jiraEpicLink: stored(dto.jiraEpicLink),
      jiraLabels: dto.jiraLabels?.map((label) => label.toWellFormed()),
      dueDate: dto.dueDate ?? undefined,
    };
    const [row] = await this.database.run<Inserted>(INSERT, [caller.tenantId, id, ...Object.values(fields)]);
    const createdAt = row.created_at.toISOString();
    return { id, ...fields, overdue: row.overdue ?? undefined, createdAt, updatedAt: createdAt };
  }
}

/** Text as PostgreSQL can hold it: half a surrogate pair becomes U+FFFD. */
function stored(text: string | null | undefined): string | undefined {
  return text?.toWellFormed();
}
