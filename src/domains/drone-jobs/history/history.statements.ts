const MAX_LINES = 5_000;
/** Positions of a track; of more every second one, every third, ... is left in. */
const MAX_POINTS = 10_000;

export const FIND_DEVICE = {
  name: 'drone-history-device',
  text: 'SELECT id FROM drone.devices WHERE tenant_id = $1 AND id = $2',
};

export const FIND_JOB = {
  name: 'drone-history-job',
  text: 'SELECT assigned_device_id FROM drone.jobs WHERE tenant_id = $1 AND id = $2',
};

/** From `$3` on and before `$4`; a page begins at the time `$5`, behind `$6` of that time. */
export const LIST_TELEMETRY = {
  name: 'drone-history-telemetry',
  text: `SELECT time, job_id, state FROM drone.telemetry
    WHERE tenant_id = $1 AND device_id = $2 AND time >= $3 AND time < $4 AND time <= $5
    ORDER BY time DESC, ctid OFFSET $6 LIMIT $7`,
};

export const LIST_HISTORY = {
  name: 'drone-history-lines',
  text: `SELECT at, type, device_id, lease::float8, data FROM (
      SELECT * FROM drone.job_history WHERE tenant_id = $1 AND job_id = $2 ORDER BY seq DESC LIMIT ${MAX_LINES}
    ) AS line ORDER BY seq`,
};

/** Of the device `$3`, which had the job last. */
export const LIST_TRACK = {
  name: 'drone-history-track',
  text: `SELECT time AS at, (position ->> 0)::float8 AS lon, (position ->> 1)::float8 AS lat, (position ->> 2)::float8 AS alt
    FROM (
      SELECT time, state #> '{navigation,position,coordinates}' AS position, row_number() OVER (ORDER BY time) - 1 AS number,
        count(*) OVER () AS count
      FROM drone.telemetry WHERE tenant_id = $1 AND job_id = $2 AND device_id = $3
    ) AS point
    WHERE number % ((count - 1) / ${MAX_POINTS} + 1) = 0 OR number = count - 1
    ORDER BY time`,
};
