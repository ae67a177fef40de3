import { MAX_QUANTITY } from '../production-rules';
import type { ProductionJobDto } from '../jobs/job.dto';
import type { TicketDto } from './jira.dto';
import type { LinkedPathDto } from './linked-path.dto';
import type { LinkedJobRow, LinkedPathRow } from './links.statements';

const MAX_NAME = 500;
const MAX_TEXT = 1000;
const MAX_LABELS = 100;
const MAX_LABEL = 255;

/** Text of Jira's as a job can hold it: so many code points, and none that PostgreSQL stores nowhere. */
function held(text: string, limit: number): string {
  const characters = [...text.replaceAll('\u0000', '').toWellFormed()];
  return characters.slice(0, limit).join('');
}

const heldOrNull = (text: string | null) => (text ? held(text, MAX_TEXT) : null);

/** What a job takes over from its ticket, in the order of its columns. */
export const jiraFieldsOf = (ticket: TicketDto) => ({
  jiraTicketKey: held(ticket.key, MAX_TEXT),
  jiraTicketSummary: heldOrNull(ticket.summary),
  jiraPartNumber: heldOrNull(ticket.partNumber),
  jiraPriority: heldOrNull(ticket.priority),
  jiraEpicLink: heldOrNull(ticket.epicLink),
  jiraLabels: ticket.labels.slice(0, MAX_LABELS).map((label) => held(label, MAX_LABEL)),
});

/** The name of a job that is made of a ticket. */
export const jobNameOf = ({ summary, key }: TicketDto) => held(summary.trim(), MAX_NAME).trim() || held(key, MAX_NAME);

/** Units that a ticket asks for; one where it does not say, or says what no job can have. */
export function unitsOf({ goalQuantity }: TicketDto): number {
  const isGoal = Number.isInteger(goalQuantity) && goalQuantity! >= 1 && goalQuantity! <= MAX_QUANTITY;
  return isGoal ? goalQuantity! : 1;
}

export function linkedJobOf(row: LinkedJobRow): ProductionJobDto {
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
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}

export function linkedPathOf(row: LinkedPathRow, jobId: string): LinkedPathDto {
  return {
    id: row.id,
    jobId,
    name: row.name,
    goalQuantity: row.goal_quantity,
    advancementMode: row.advancement_mode,
    steps: row.steps.map((step, order) => ({
      id: step.id,
      name: step.name,
      order,
      location: step.location ?? undefined,
      optional: step.optional,
      dependencyType: step.dependency_type,
    })),
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}
