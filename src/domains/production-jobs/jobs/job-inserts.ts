import { newId } from '../ids';
import type { CreateProductionJobDto } from './create-job.dto';

/** SQL that appends the event of a `job` that was just made. */
const CREATED = `platform.append_event(tenant_id, 'quintet.production.job.created', id,
  json_build_object('jobId', id, 'name', name, 'goalQuantity', goal_quantity))`;

export const INSERT_JOB = {
  name: 'production-job-insert',
  text: `WITH job AS (
      INSERT INTO production.jobs (tenant_id, id, name, goal_quantity, jira_ticket_key, jira_ticket_summary,
        jira_part_number, jira_priority, jira_epic_link, jira_labels, due_date)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
      RETURNING tenant_id, id, name, goal_quantity, due_date, created_at
    )
    SELECT created_at, due_date < (now() AT TIME ZONE 'UTC')::date AS overdue, ${CREATED} FROM job`,
};

/** Many at once, in the order in which they are given. */
export const INSERT_JOBS = {
  name: 'production-jobs-insert',
  text: `WITH job AS (
      INSERT INTO production.jobs (tenant_id, id, name, goal_quantity, jira_ticket_key, jira_ticket_summary,
        jira_part_number, jira_priority, jira_epic_link, jira_labels, due_date)
      SELECT $1, id, name, "goalQuantity", "jiraTicketKey", "jiraTicketSummary", "jiraPartNumber", "jiraPriority",
        "jiraEpicLink", "jiraLabels", "dueDate"
      FROM ROWS FROM (json_to_recordset($2) AS (id text, name text, "goalQuantity" integer, "jiraTicketKey" text,
        "jiraTicketSummary" text, "jiraPartNumber" text, "jiraPriority" text, "jiraEpicLink" text,
        "jiraLabels" text[], "dueDate" date)) WITH ORDINALITY
      ORDER BY ordinality
      RETURNING tenant_id, id, name, goal_quantity
    ) SELECT ${CREATED} FROM job`,
};

/** A job as it is stored: names trimmed, half surrogate pairs, which PostgreSQL does not hold, as U+FFFD. */
export function newJob(dto: CreateProductionJobDto) {
  return {
    id: newId('job'),
    name: dto.name.trim().toWellFormed(),
    goalQuantity: dto.goalQuantity,
    jiraTicketKey: dto.jiraTicketKey?.toWellFormed(),
    jiraTicketSummary: dto.jiraTicketSummary?.toWellFormed(),
    jiraPartNumber: dto.jiraPartNumber?.toWellFormed(),
    jiraPriority: dto.jiraPriority?.toWellFormed(),
    jiraEpicLink: dto.jiraEpicLink?.toWellFormed(),
    jiraLabels: dto.jiraLabels?.map((label) => label.toWellFormed()),
    dueDate: dto.dueDate ?? undefined,
  };
}
