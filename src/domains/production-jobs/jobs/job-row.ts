import { tagOf } from '../tags/tag-row';
import type { TagRow } from '../tags/tag-row';
import type { ProductionJobDto } from './job.dto';

/** SQL: how many units of a `job` are completed. */
export const COMPLETED = `(SELECT coalesce(sum(tally.completed), 0) FROM production.paths AS path
  JOIN production.unit_tallies AS tally ON tally.tenant_id = path.tenant_id AND tally.path_id = path.id
  WHERE path.tenant_id = job.tenant_id AND path.job_id = job.id)`;

/** SQL: whether a `job` is past its due date with units missing; null when it has no due date. */
export const OVERDUE = `CASE WHEN job.due_date IS NOT NULL
  THEN job.due_date < (now() AT TIME ZONE 'UTC')::date AND ${COMPLETED} < job.goal_quantity END`;

/** SQL: the columns of a `job` that `jobOf` shows. */
export const JOB_COLUMNS = `job.id, job.seq, job.name, job.goal_quantity, job.jira_ticket_key, job.jira_ticket_summary,
  job.jira_part_number, job.jira_priority, job.jira_epic_link, job.jira_labels, job.due_date::text AS due_date,
  ${OVERDUE} AS overdue, job.priority, production.list_rank(job.priority) AS list_rank, job.version, job.created_at,
  job.updated_at, (
    SELECT json_agg(tag ORDER BY lower(tag.name)) FROM production.job_tags AS worn
    JOIN production.tags AS tag ON tag.tenant_id = worn.tenant_id AND tag.id = worn.tag_id
    WHERE worn.tenant_id = job.tenant_id AND worn.job_id = job.id
  ) AS tags`;

/** A job as statements return it. */
export interface JobRow {
  id: string;
  seq: string;
  name: string;
  goal_quantity: number;
  jira_ticket_key: string | null;
  jira_ticket_summary: string | null;
  jira_part_number: string | null;
  jira_priority: string | null;
  jira_epic_link: string | null;
  jira_labels: string[] | null;
  due_date: string | null;
  overdue: boolean | null;
  priority: number | null;
  list_rank: string;
  version: string;
  tags: TagRow[] | null;
  created_at: Date;
  updated_at: Date;
}

export function jobOf(row: JobRow): ProductionJobDto {
  return {
    id: row.id,
    name: row.name,
    goalQuantity: row.goal_quantity,
    jiraTicketKey: row.jira_ticket_key ?? undefined,
    jiraTicketSummary: row.jira_ticket_summary ?? undefined,
    jiraPartNumber: row.jira_part_number ?? undefined,
    jiraPriority: row.jira_priority ?? undefined,
    jiraEpicLink: row.jira_epic_link ?? undefined,
    jiraLabels: row.jira_labels ?? undefined,
    dueDate: row.due_date ?? undefined,
    overdue: row.overdue ?? undefined,
    priority: row.priority ?? undefined,
    tags: row.tags?.map(tagOf),
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}
