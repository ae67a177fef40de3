/** $3, $4: the period, null where it has no end. */
const within = (column: string) =>
  `${column} >= coalesce($3::timestamptz, '-infinity') AND ${column} < coalesce($4::timestamptz, 'infinity')`;

/** An aggregate: how long those took for which the condition holds. */
const durations = (seconds: string, condition: string) => `json_build_object(
  'count', count(*) FILTER (WHERE ${condition}),
  'avgSeconds', avg(${seconds}) FILTER (WHERE ${condition}),
  'p50Seconds', percentile_cont(0.5) WITHIN GROUP (ORDER BY ${seconds}) FILTER (WHERE ${condition}),
  'p90Seconds', percentile_cont(0.9) WITHIN GROUP (ORDER BY ${seconds}) FILTER (WHERE ${condition}))`;

const NO_DURATIONS = `json_build_object('count', 0, 'avgSeconds', NULL, 'p50Seconds', NULL, 'p90Seconds', NULL)`;
const secondsOf = (interval: string) => `extract(epoch FROM ${interval})::float8`;

const FINISHED = within('finished_at');
const COMPLETED = `status = 'completed' AND ${FINISHED}`;
const LEFT = within('left_at');

/** A path as its report needs it; `steps` is as the answer shows it. */
export interface PathReportRow {
  id: string;
  started: number;
  completed: number;
  force_completed: number;
  first_pass: number;
  scrapped: number;
  in_progress: number;
  cycle_time: DurationsJson;
  steps: StepReportJson[];
}

export interface DurationsJson {
  count: number;
  avgSeconds: number | null;
  p50Seconds: number | null;
  p90Seconds: number | null;
}

export interface StepReportJson {
  stepId: string;
  stepName: string;
  entered: number;
  left: number;
  scrapped: number;
  sentBack: number;
  inspections: { passed: number; failed: number };
  dwell: DurationsJson;
  workedSeconds: number;
}

/** @param chosen which paths, by the value $2 */
const report = (name: string, chosen: string) => ({
  name: `production-report-${name}`,
  text: `WITH path AS MATERIALIZED (
      SELECT id, seq FROM production.paths WHERE tenant_id = $1 AND ${chosen}
    ), units AS (
      SELECT path_id, count(*) FILTER (WHERE ${within('created_at')}) AS started,
        count(*) FILTER (WHERE ${COMPLETED}) AS completed,
        count(*) FILTER (WHERE ${COMPLETED} AND force_completed) AS force_completed,
        count(*) FILTER (WHERE ${COMPLETED} AND NOT force_completed AND rework_count = 0 AND NOT failed) AS first_pass,
        count(*) FILTER (WHERE status = 'scrapped' AND ${FINISHED}) AS scrapped,
        count(*) FILTER (WHERE status = 'in_progress') AS in_progress,
        ${durations(secondsOf('finished_at - created_at'), COMPLETED)} AS cycle_time
      FROM (
        SELECT serial.*, EXISTS (
          SELECT FROM production.inspections AS inspection
          WHERE inspection.tenant_id = $1 AND inspection.serial_number = serial.number AND result = 'fail'
        ) AS failed
        FROM production.serials AS serial WHERE tenant_id = $1 AND path_id IN (SELECT id FROM path)
      ) AS unit GROUP BY path_id
    ), visits AS (
      SELECT step_id, count(*) FILTER (WHERE ${within('entered_at')}) AS entered,
        count(*) FILTER (WHERE ${LEFT}) AS "left",
        count(*) FILTER (WHERE outcome = 'scrapped' AND ${LEFT}) AS scrapped,
        count(*) FILTER (WHERE outcome = 'sent_back' AND ${LEFT}) AS sent_back,
        ${durations(secondsOf('left_at - entered_at'), LEFT)} AS dwell
      FROM production.step_visits WHERE tenant_id = $1 AND path_id IN (SELECT id FROM path) GROUP BY step_id
    ), step AS MATERIALIZED (
      SELECT path_id, id, name, ordinal, removed_at FROM production.steps
      WHERE tenant_id = $1 AND path_id IN (SELECT id FROM path)
        AND (removed_at IS NULL OR id IN (SELECT step_id FROM visits))
    ), judged AS (
      SELECT step_id, count(*) FILTER (WHERE result = 'pass') AS passed, count(*) FILTER (WHERE result = 'fail') AS failed
      FROM production.inspections
      WHERE tenant_id = $1 AND step_id IN (SELECT id FROM step) AND ${within('created_at')} GROUP BY step_id
    ), worked AS (
      SELECT step_id, sum(production.worked_seconds(entry)) AS seconds FROM production.time_entries AS entry
      WHERE tenant_id = $1 AND step_id IN (SELECT id FROM step) AND ${within('started_at')} GROUP BY step_id
    ), steps AS (
      SELECT path_id, json_agg(json_build_object('stepId', step.id, 'stepName', step.name,
        'entered', coalesce(entered, 0), 'left', coalesce("left", 0), 'scrapped', coalesce(scrapped, 0),
        'sentBack', coalesce(sent_back, 0),
        'inspections', json_build_object('passed', coalesce(passed, 0), 'failed', coalesce(failed, 0)),
        'dwell', coalesce(dwell, ${NO_DURATIONS}), 'workedSeconds', coalesce(seconds, 0)
      ) ORDER BY removed_at NULLS FIRST, ordinal) AS steps
      FROM step LEFT JOIN visits ON visits.step_id = step.id LEFT JOIN judged ON judged.step_id = step.id
        LEFT JOIN worked ON worked.step_id = step.id
      GROUP BY path_id
    )
    SELECT path.id, coalesce(started, 0)::int AS started, coalesce(completed, 0)::int AS completed,
      coalesce(force_completed, 0)::int AS force_completed, coalesce(first_pass, 0)::int AS first_pass,
      coalesce(scrapped, 0)::int AS scrapped, coalesce(in_progress, 0)::int AS in_progress,
      coalesce(cycle_time, ${NO_DURATIONS}) AS cycle_time, coalesce(steps, '[]') AS steps
    FROM path LEFT JOIN units ON units.path_id = path.id LEFT JOIN steps ON steps.path_id = path.id ORDER BY path.seq`,
});

export const PATH_REPORT = report('path', 'id = $2');
export const JOB_REPORT = report('job', 'job_id = $2');

export const FIND_JOB = {
  name: 'production-report-job-name',
  text: 'SELECT name FROM production.jobs WHERE tenant_id = $1 AND id = $2',
};

/** $2: a bucket; $3, $4: the period, null where it is to be the last buckets up to now. */
export const THROUGHPUT = {
  name: 'production-throughput',
  text: `WITH length AS (SELECT ('1 ' || $2::text)::interval AS one), period AS (
      SELECT date_trunc($2, coalesce($3, ending - 29 * one) AT TIME ZONE 'UTC') AS beginning, ending, one
      FROM length, LATERAL (SELECT coalesce($4::timestamptz, now()) AS ending) AS given
    ), bucket AS (
      SELECT start FROM period, generate_series(beginning, ending AT TIME ZONE 'UTC', one) AS start
      WHERE start < ending AT TIME ZONE 'UTC'
    ), counted AS (
      SELECT date_trunc($2, created_at AT TIME ZONE 'UTC') AS start, count(*) AS created, 0 AS completed, 0 AS scrapped
      FROM period, production.serials
      WHERE tenant_id = $1 AND created_at >= beginning AT TIME ZONE 'UTC' AND created_at < ending GROUP BY 1
      UNION ALL
      SELECT date_trunc($2, finished_at AT TIME ZONE 'UTC'), 0, count(*) FILTER (WHERE status = 'completed'),
        count(*) FILTER (WHERE status = 'scrapped')
      FROM period, production.serials
      WHERE tenant_id = $1 AND finished_at >= beginning AT TIME ZONE 'UTC' AND finished_at < ending GROUP BY 1
    )
    SELECT bucket.start AT TIME ZONE 'UTC' AS start, coalesce(sum(created), 0)::int AS created,
      coalesce(sum(completed), 0)::int AS completed, coalesce(sum(scrapped), 0)::int AS scrapped
    FROM bucket LEFT JOIN counted ON counted.start = bucket.start GROUP BY bucket.start ORDER BY bucket.start`,
};
