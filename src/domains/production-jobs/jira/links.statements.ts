import type { AdvancementMode } from '../paths/path.entity';
import type { DependencyType } from '../paths/step.entity';

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

export interface LinkedJobRow {
  id: string;
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
  created_at: Date;
  updated_at: Date;
}

export const LINK_JOB = {
  name: 'production-jira-link',
  text: `UPDATE production.jobs AS job SET jira_ticket_key = $3, jira_ticket_summary = $4, jira_part_number = $5,
      jira_priority = $6, jira_epic_link = $7, jira_labels = $8, version = version + 1, updated_at = now()
    WHERE tenant_id = $1 AND id = $2
    RETURNING id, name, goal_quantity, jira_ticket_key, jira_ticket_summary, jira_part_number, jira_priority,
      jira_epic_link, jira_labels, due_date::text, created_at, updated_at,
      due_date < (now() AT TIME ZONE 'UTC')::date AND goal_quantity > (
        SELECT coalesce(sum(completed), 0) FROM production.paths AS path
        JOIN production.unit_tallies AS tally ON tally.tenant_id = path.tenant_id AND tally.path_id = path.id
        WHERE path.tenant_id = $1 AND path.job_id = job.id
      ) AS overdue`,
};

export const TELL_LINKED = {
  name: 'production-jira-tell-linked',
  text: `SELECT platform.append_event($1, 'quintet.production.job.linked', $2::text,
    json_build_object('jobId', $2::text, 'ticketKey', $3::text))`,
};

export const FIND_TEMPLATE = {
  name: 'production-jira-template',
  text: 'SELECT name, steps FROM production.templates WHERE tenant_id = $1 AND id = $2',
};

export interface LinkedPathRow {
  id: string;
  name: string;
  goal_quantity: number;
  advancement_mode: AdvancementMode;
  created_at: Date;
  updated_at: Date;
  steps: { id: string; name: string; location: string | null; optional: boolean; dependency_type: DependencyType }[];
}

/** $4: the path's goal; $5: its template. No row where the template is gone. */
export const APPLY_TEMPLATE = {
  name: 'production-jira-apply-template',
  text: `WITH template AS (
      SELECT name, steps FROM production.templates WHERE tenant_id = $1 AND id = $5
    ), path AS (
      INSERT INTO production.paths (tenant_id, id, job_id, name, goal_quantity, advancement_mode)
      SELECT $1, $2, $3, name, $4, 'strict' FROM template RETURNING *
    ), step AS (
      INSERT INTO production.steps (tenant_id, id, path_id, ordinal, name, location, optional, dependency_type)
      SELECT $1, production.new_id('step_'), $2, ordinality - 1, step ->> 'name', step ->> 'location',
        coalesce((step ->> 'optional')::boolean, false), coalesce(step ->> 'dependencyType', 'physical')
      FROM template, json_array_elements(template.steps) WITH ORDINALITY AS listed (step, ordinality) RETURNING *
    )
    SELECT id, name, goal_quantity, advancement_mode, created_at, updated_at,
      (SELECT json_agg(step ORDER BY ordinal) FROM step) AS steps,
      platform.append_event($1, 'quintet.production.path.created', id,
        json_build_object('pathId', id, 'jobId', job_id, 'name', name, 'goalQuantity', goal_quantity))
    FROM path`,
};
