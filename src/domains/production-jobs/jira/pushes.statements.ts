import type { PathProgress } from './progress-text';

/** A job with what there is to tell about it. */
export interface JobProgress {
  id: string;
  name: string;
  ticket_key: string | null;
  /** Today in UTC, YYYY-MM-DD. */
  day: string;
  paths: PathProgress[];
}

export const FIND_PROGRESS = {
  name: 'production-jira-progress',
  text: `SELECT job.id, job.name, job.jira_ticket_key AS ticket_key,
      to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day, coalesce(shown.paths, '[]') AS paths
    FROM production.jobs AS job CROSS JOIN LATERAL (
      SELECT json_agg(json_build_object('name', path.name, 'completed', tally.completed,
        'steps', coalesce(at_work.steps, '[]')) ORDER BY path.seq) AS paths
      FROM production.paths AS path CROSS JOIN LATERAL (
        SELECT coalesce(sum(completed), 0) AS completed FROM production.unit_tallies
        WHERE tenant_id = $1 AND path_id = path.id
      ) AS tally CROSS JOIN LATERAL (
        SELECT json_agg(json_build_object('name', step.name, 'count', (
          SELECT count(*) FROM production.serials
          WHERE tenant_id = $1 AND path_id = path.id AND current_step_id = step.id AND status = 'in_progress'
        )) ORDER BY ordinal) AS steps
        FROM production.steps AS step WHERE tenant_id = $1 AND path_id = path.id AND removed_at IS NULL
      ) AS at_work
      WHERE path.tenant_id = $1 AND path.job_id = job.id
    ) AS shown
    WHERE job.tenant_id = $1 AND job.id = $2`,
};

export const TELL_PUSHED = {
  name: 'production-jira-tell-pushed',
  text: `SELECT platform.append_event($1, 'quintet.production.jira.pushed', $2::text,
    json_build_object('jobId', $2::text, 'ticketKey', $3::text, 'kind', 'description'))`,
};

export const FIND_NOTE = {
  name: 'production-jira-note',
  text: `SELECT note.serial_ids, note.text, step.name AS step_name FROM production.notes AS note
    LEFT JOIN production.steps AS step ON step.tenant_id = note.tenant_id AND step.id = note.step_id
    WHERE note.tenant_id = $1 AND note.id = $2 AND note.job_id = $3`,
};

/** $4: the note, or null; $5: id of the comment. */
export const TELL_COMMENTED = {
  name: 'production-jira-tell-commented',
  text: `WITH pushed AS (
      UPDATE production.notes SET pushed_to_jira = true, jira_comment_id = $5 WHERE tenant_id = $1 AND id = $4
    ) SELECT platform.append_event($1, 'quintet.production.jira.pushed', $2::text,
      json_build_object('jobId', $2::text, 'ticketKey', $3::text, 'kind', 'comment', 'noteId', $4::text))`,
};
