import { JOB_COLUMNS } from '../jobs/job-row';

export interface LinkableRow {
  goal_quantity: number;
  linked: boolean;
}

const LINKED = `num_nonnulls(jira_ticket_key, jira_ticket_summary, jira_part_number, jira_priority, jira_epic_link,
  jira_labels) > 0 AS linked`;

export const FIND_LINKABLE = {
  name: 'production-jira-linkable',
  text: `SELECT goal_quantity, ${LINKED} FROM production.jobs WHERE tenant_id = $1 AND id = $2`,
};

/** Two links of a job at once: the second finds it linked. */
export const LOCK_LINKABLE = {
  name: 'production-jira-linkable-lock',
  text: `${FIND_LINKABLE.text} FOR UPDATE`,
};

export const LINK_JOB = {
  name: 'production-jira-link',
  text: `UPDATE production.jobs AS job SET jira_ticket_key = $3, jira_ticket_summary = $4, jira_part_number = $5,
      jira_priority = $6, jira_epic_link = $7, jira_labels = $8, version = version + 1, updated_at = now()
    WHERE tenant_id = $1 AND id = $2
    RETURNING ${JOB_COLUMNS}`,
};

export const TELL_LINKED = {
  name: 'production-jira-tell-linked',
  text: `SELECT platform.append_event($1, 'quintet.production.job.linked', $2::text,
    json_build_object('jobId', $2::text, 'ticketKey', $3::text))`,
};

export const FIND_TEMPLATE = {
  name: 'production-jira-template',
  text: 'SELECT FROM production.templates WHERE tenant_id = $1 AND id = $2',
};
