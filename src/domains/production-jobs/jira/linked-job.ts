import { MAX_QUANTITY } from '../production-rules';
import type { TicketDto } from './jira.dto';

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
