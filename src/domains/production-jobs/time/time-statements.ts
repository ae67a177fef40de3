const ENTRY = `id, serial_number, step_id, visit, user_id, state, started_at, ended_at,
  round(production.worked_seconds(entry)::numeric, 3)::float8 AS seconds`;

/** @param entries the relation that the statement has changed */
const tell = (entries: string) => `platform.append_event($1, 'quintet.production.timer.' || $2,
    production.serial_id(serial_number), json_build_object('timerId', ${entries}.id, 'jobId', job_id, 'pathId', path_id,
      'stepId', step_id, 'seconds', ${entries}.seconds, 'userId', user_id, 'actor', $3::text))`;

export const FIND_OPEN = {
  name: 'production-timer-open',
  text: `SELECT id, state FROM production.time_entries
    WHERE tenant_id = $1 AND serial_number = $2 AND user_id = $3 AND state <> 'stopped'`,
};

export const START = {
  name: 'production-timer-start',
  text: `WITH entry AS (
      INSERT INTO production.time_entries AS entry (tenant_id, serial_number, step_id, visit, user_id)
      SELECT $1, number, current_step_id, coalesce((SELECT max(visit) FROM production.step_visits AS visit
        WHERE visit.tenant_id = $1 AND visit.serial_number = number AND visit.step_id = current_step_id), 0), $5
      FROM production.serials WHERE tenant_id = $1 AND number = $4
      RETURNING id, serial_number, step_id, visit, user_id, state, started_at, ended_at, seconds
    )
    SELECT entry.*, ${tell('entry')}
    FROM entry JOIN production.serials ON tenant_id = $1 AND number = serial_number`,
};

const move = (which: string) => `WITH entry AS (
      UPDATE production.time_entries AS entry SET state = $4, seconds = production.worked_seconds(entry),
        running_since = CASE WHEN $4 = 'running' THEN clock_timestamp() END,
        ended_at = CASE WHEN $4 = 'stopped' THEN clock_timestamp() END
      WHERE tenant_id = $1 AND ${which}
      RETURNING ${ENTRY}
    )
    SELECT entry.*, ${tell('entry')}
    FROM entry JOIN production.serials ON tenant_id = $1 AND number = serial_number`;

export const MOVE = { name: 'production-timer-move', text: move('id = $5') };

/** What still runs or is paused at units that leave their steps. */
export const STOP_ALL = {
  name: 'production-timers-stop',
  text: move(`serial_number = ANY ($5) AND state <> 'stopped'`),
};

export const SUM_BY_STEP = {
  name: 'production-time-by-step',
  text: `WITH entry AS (
      SELECT ${ENTRY}, seq, tenant_id, row_number() OVER (ORDER BY seq DESC) AS place
      FROM production.time_entries AS entry WHERE tenant_id = $1 AND serial_number = $2
    )
    SELECT step_id, step.name AS step_name, sum(seconds) AS seconds, bool_or(state = 'running') AS running,
      coalesce(json_agg(entry ORDER BY seq) FILTER (WHERE place <= 1000), '[]') AS entries
    FROM entry JOIN production.steps AS step ON step.tenant_id = entry.tenant_id AND step.id = step_id
    GROUP BY step_id, step.name ORDER BY min(seq)`,
};
