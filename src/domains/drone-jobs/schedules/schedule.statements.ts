const COLUMNS = `id, name, cron, time_zone, job, missed_runs, start_at, end_at, enabled, next_run_at, last_run_at,
  last_failure, created_at, updated_at`;

/** SQL that appends the event of what was done to `schedule`. */
const event = (change: string) => `platform.append_event(tenant_id, 'quintet.drone.schedule.${change}', id,
  json_build_object('scheduleId', id, 'name', name, 'enabled', enabled, 'nextRunAt', next_run_at))`;

/** SQL that has `schedule` run at its time; a former time of it is forgotten. */
const ENQUEUE = `(SELECT engine.enqueue('drone.schedule', json_build_object('tenantId', tenant_id, 'scheduleId', id),
    next_run_at, 'drone.schedule:' || id)
  WHERE next_run_at IS NOT NULL)`;

export const NOW = { name: 'drone-schedule-now', text: 'SELECT clock_timestamp() AS now' };

export const CREATE_SCHEDULE = {
  name: 'drone-schedule-create',
  text: `WITH schedule AS (
      INSERT INTO drone.schedules (tenant_id, id, name, cron, time_zone, job, missed_runs, start_at, end_at, enabled,
        next_run_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING *
    ) SELECT ${COLUMNS}, ${event('created')}, ${ENQUEUE} FROM schedule`,
};

export const LIST_SCHEDULES = { name: 'drone-schedule-list', text: `SELECT ${COLUMNS} FROM drone.schedules` };

export const FIND_SCHEDULE = {
  name: 'drone-schedule-find',
  text: `SELECT ${COLUMNS} FROM drone.schedules WHERE tenant_id = $1 AND id = $2`,
};

/** Keeps the schedule from running until the end of the transaction. */
export const LOCK_SCHEDULE = {
  name: 'drone-schedule-lock',
  text: `SELECT ${COLUMNS}, clock_timestamp() AS now FROM drone.schedules WHERE tenant_id = $1 AND id = $2 FOR UPDATE`,
};

export const UPDATE_SCHEDULE = {
  name: 'drone-schedule-update',
  text: `WITH schedule AS (
      UPDATE drone.schedules SET name = $3, cron = $4, time_zone = $5, job = $6, missed_runs = $7, start_at = $8,
        end_at = $9, enabled = $10, next_run_at = $11, updated_at = now()
      WHERE tenant_id = $1 AND id = $2 RETURNING *
    ) SELECT ${COLUMNS}, ${event('updated')}, ${ENQUEUE} FROM schedule`,
};

export const DELETE_SCHEDULE = {
  name: 'drone-schedule-delete',
  text: `WITH schedule AS (DELETE FROM drone.schedules WHERE tenant_id = $1 AND id = $2 RETURNING *)
    SELECT id, ${event('deleted')} FROM schedule`,
};

/** Locks the schedule where it is due; a task that comes late, or again, finds nothing. */
export const TAKE_UP_SCHEDULE = {
  name: 'drone-schedule-take-up',
  text: `SELECT ${COLUMNS}, clock_timestamp() AS now FROM drone.schedules
    WHERE tenant_id = $1 AND id = $2 AND next_run_at <= clock_timestamp() FOR UPDATE`,
};

/** Moves a schedule on to its next run. */
export const ADVANCE_SCHEDULE = {
  name: 'drone-schedule-advance',
  text: `WITH schedule AS (
      UPDATE drone.schedules SET next_run_at = $3, last_run_at = coalesce($4, last_run_at), last_failure = $5
      WHERE tenant_id = $1 AND id = $2 RETURNING *
    ) SELECT ${ENQUEUE} FROM schedule`,
};

export const KEEP_JOB = {
  name: 'drone-schedule-keep-job',
  text: 'INSERT INTO drone.schedule_jobs (tenant_id, schedule_id, run_at, job_id) VALUES ($1, $2, $3, $4)',
};

export const LIST_SCHEDULE_JOBS = {
  name: 'drone-schedule-jobs',
  text: `SELECT * FROM (
      SELECT job.tenant_id, job.id, job.name, job.status, job.priority, job.created_at, made.schedule_id
      FROM drone.schedule_jobs made JOIN drone.jobs job ON job.id = made.job_id
    ) job`,
};
