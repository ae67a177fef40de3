import { eventOf, historyOf, updateOf } from '../jobs/job-record';
import { TRANSITIONS } from '../jobs/transitions';
import { dispatchGroupAt, dispatchKey } from './dispatch-task';
import { tryLock } from './group-lock';

const again = (name: string, runAt: string, key: string) => ({
  name,
  text: `SELECT ${dispatchGroupAt(runAt, key)} FROM (SELECT $1::uuid AS tenant_id, $2::text AS group_id) AS device_group`,
});

/** For what another run, which has the lock, may have come too early to see. */
export const DISPATCH_SOON = again(
  'drone-dispatch-soon',
  `clock_timestamp() + interval '20 milliseconds'`,
  `'${dispatchKey('')}' || group_id`,
);

/** For what changes without anybody telling: places, batteries, the flights of others. */
export const DISPATCH_LATER = again(
  'drone-dispatch-later',
  `clock_timestamp() + interval '5 seconds'`,
  `'drone.dispatch-later:' || group_id`,
);

export const FIND_RULES = {
  name: 'drone-dispatch-find-rules',
  text: 'SELECT policy, locked, geofence::text FROM drone.device_groups WHERE tenant_id = $1 AND id = $2',
};

/** Keeps the group from being changed, or locked, until the end of the transaction. */
export const HOLD_RULES = {
  name: 'drone-dispatch-hold-rules',
  text: `${FIND_RULES.text} FOR SHARE`,
};

/**
 * Jobs that wait for a device, the first `$3` left out: those that are known to go on waiting. One row without a job where
 * none does, or where the group's lock, which is taken first, is not free.
 */
export const READ_WAITING = {
  name: 'drone-dispatch-read-waiting',
  text: `SELECT locked, job.* FROM (SELECT ${tryLock('$2::text')} AS locked) AS lock LEFT JOIN LATERAL (
      SELECT id, device_id AS "deviceId", mission_id AS "missionId", mission_version AS "missionVersion", reasons,
        device_id IS NULL OR EXISTS (SELECT FROM drone.devices WHERE tenant_id = $1 AND id = job.device_id) AS "hasTarget",
        (
          SELECT json_agg(json_build_object('deviceId', held.device_id, 'code', code, 'message', message))
          FROM drone.hold_backs held WHERE tenant_id = $1 AND job_id = job.id AND until > clock_timestamp()
        ) AS "heldBack"
      FROM drone.jobs job
      WHERE tenant_id = $1 AND group_id = $2 AND status = 'QUEUED' AND lease_device_id IS NULL
      ORDER BY priority DESC, due_at, created_at, id OFFSET $3 LIMIT $4
    ) AS job ON locked`,
};

const DEVICE = `SELECT device.id, group_id AS "groupId", enabled, online, capabilities, max_flight_seconds AS "maxFlightSeconds",
    held_lease IS NOT NULL OR EXISTS (SELECT FROM drone.jobs WHERE lease_device_id = device.id) AS busy,
    last_state ->> 'droneState' AS "droneState", (last_state ->> 'battery')::float8 AS battery,
    last_state #> '{navigation,position,coordinates}' AS position
  FROM drone.devices device WHERE tenant_id = $1`;

export const READ_FLEET = { name: 'drone-dispatch-read-fleet', text: `${DEVICE} AND group_id = $2 ORDER BY id` };

export const FIND_IN_FLEET = { name: 'drone-dispatch-find-in-fleet', text: `${DEVICE} AND id = $2` };

/** In the order in which everybody locks devices. */
export const LOCK_CHOSEN = {
  name: 'drone-dispatch-lock-chosen',
  text: `${DEVICE} AND group_id = $2 AND id = ANY ($3) ORDER BY id FOR UPDATE OF device`,
};

export const WRITE_REASONS = {
  name: 'drone-dispatch-write-reasons',
  text: `UPDATE drone.jobs SET reasons = given.reasons FROM unnest($2::text[], $3::json[]) AS given (id, reasons)
    WHERE tenant_id = $1 AND jobs.id = given.id AND status = 'QUEUED' AND lease_device_id IS NULL`,
};

/** `$3`: why, a json object with code and message; `$4`: what stands against each device. */
export const FAIL_IMPOSSIBLE = {
  name: 'drone-dispatch-fail-impossible',
  text: `WITH job AS (
      ${updateOf(TRANSITIONS.fail, ['failure = $3::json', 'reasons = $4::json'], 'lease_device_id IS NULL')}
    ), ${historyOf(TRANSITIONS.fail, { deviceId: 'NULL', lease: 'NULL', data: '$3' })}
    SELECT id, ${eventOf(TRANSITIONS.fail)} FROM job`,
};

/** What a job could be flown with, `$3` of each kind of device at most. */
export const READ_TARGETS = {
  name: 'drone-dispatch-read-targets',
  text: `SELECT mission_id AS "missionId", mission_version AS "missionVersion", group_id AS "groupId", policy, locked, geofence::text,
      device_id IS NULL OR EXISTS (SELECT FROM drone.devices WHERE tenant_id = $1 AND id = job.device_id) AS "hasTarget",
      (
        SELECT json_agg(kind) FROM (
          SELECT capabilities, max_flight_seconds AS "maxFlightSeconds", (array_agg(id ORDER BY id))[1:$3] AS ids
          FROM drone.devices
          WHERE tenant_id = $1 AND group_id = job.group_id AND CASE WHEN job.device_id IS NULL THEN enabled ELSE id = job.device_id END
          GROUP BY capabilities, max_flight_seconds
        ) AS kind
      ) AS kinds
    FROM drone.jobs job JOIN drone.device_groups device_group ON device_group.id = job.group_id
    WHERE job.tenant_id = $1 AND job.id = $2 AND status = 'PENDING'`,
};
