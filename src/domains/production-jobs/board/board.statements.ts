import type { BoardPathDto, BoardStepDto } from './board.dto';

export const MAX_PATHS = 1000;

type StepJson = Omit<BoardStepDto, 'location'> & { location: string | null };

export interface BoardRow {
  as_of: Date;
  in_progress: number;
  completed_today: number;
  scrapped_today: number;
  overdue_jobs: number;
  paths: (Omit<BoardPathDto, 'steps'> & { steps: StepJson[] })[];
}

/** $2, $3: a job and a path, or null for all. */
const OF_CHOSEN = '($2::text IS NULL OR job_id = $2) AND ($3::text IS NULL OR path_id = $3)';
const TODAY = `(now() AT TIME ZONE 'UTC')::date`;

export const BOARD = {
  name: 'production-board',
  text: `WITH path AS MATERIALIZED (
      SELECT id, seq, job_id, name, goal_quantity FROM production.paths
      WHERE tenant_id = $1 AND ($2::text IS NULL OR job_id = $2) AND ($3::text IS NULL OR id = $3)
      ORDER BY seq DESC LIMIT ${MAX_PATHS}
    ), at_work AS MATERIALIZED (
      SELECT current_step_id AS step_id, count(*) AS units, min(visit.entered_at) AS oldest
      FROM production.serials AS serial LEFT JOIN production.step_visits AS visit
        ON visit.tenant_id = $1 AND visit.serial_number = serial.number AND visit.left_at IS NULL
      WHERE serial.tenant_id = $1 AND status = 'in_progress'
        AND ($2::text IS NULL OR serial.job_id = $2) AND ($3::text IS NULL OR serial.path_id = $3)
      GROUP BY current_step_id
    ), tally AS (
      SELECT path_id, sum(completed) AS completed FROM production.unit_tallies
      WHERE tenant_id = $1 AND path_id IN (SELECT id FROM path) GROUP BY path_id
    ), steps AS (
      SELECT path_id, json_agg(json_build_object('stepId', id, 'stepName', name, 'location', location,
        'serialCount', coalesce(units, 0), 'oldestSeconds', floor(extract(epoch FROM now() - oldest))
      ) ORDER BY ordinal) AS steps
      FROM production.steps AS step LEFT JOIN at_work ON at_work.step_id = step.id
      WHERE step.tenant_id = $1 AND removed_at IS NULL AND path_id IN (SELECT id FROM path) GROUP BY path_id
    ), paths AS (
      SELECT json_agg(json_build_object('jobId', job.id, 'jobName', job.name, 'pathId', path.id, 'pathName', path.name,
        'goal', path.goal_quantity, 'completed', coalesce(completed, 0), 'steps', coalesce(steps, '[]')
      ) ORDER BY path.seq) AS paths
      FROM path JOIN production.jobs AS job ON job.tenant_id = $1 AND job.id = path.job_id
        LEFT JOIN tally ON tally.path_id = path.id LEFT JOIN steps ON steps.path_id = path.id
    ), today AS (
      SELECT count(*) FILTER (WHERE status = 'completed') AS completed,
        count(*) FILTER (WHERE status = 'scrapped') AS scrapped
      FROM production.serials
      WHERE tenant_id = $1 AND finished_at >= ${TODAY} AT TIME ZONE 'UTC' AND ${OF_CHOSEN}
    ), overdue AS (
      SELECT count(*) AS jobs FROM production.jobs AS job
      WHERE tenant_id = $1 AND due_date < ${TODAY} AND ($2::text IS NULL OR id = $2)
        AND ($3::text IS NULL OR id = (SELECT job_id FROM production.paths WHERE tenant_id = $1 AND id = $3))
        AND goal_quantity > (
          SELECT coalesce(sum(done.completed), 0) FROM production.paths AS own
          JOIN production.unit_tallies AS done ON done.tenant_id = $1 AND done.path_id = own.id
          WHERE own.tenant_id = $1 AND own.job_id = job.id
        )
    )
    SELECT now() AS as_of, (SELECT coalesce(sum(units), 0) FROM at_work)::int AS in_progress,
      today.completed::int AS completed_today, today.scrapped::int AS scrapped_today,
      overdue.jobs::int AS overdue_jobs, coalesce(paths.paths, '[]') AS paths
    FROM today, overdue, paths`,
};

/** The jobs of paths. */
export const JOBS_OF_PATHS = {
  name: 'production-board-jobs',
  text: 'SELECT id, job_id FROM production.paths WHERE tenant_id = $1 AND id = ANY ($2)',
};
