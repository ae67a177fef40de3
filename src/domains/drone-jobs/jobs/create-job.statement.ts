import { ENQUEUE_WHEN_DUE } from './job-queue';
import { eventOf, historyOf } from './job-record';
import { TRANSITIONS } from './transitions';

/** What the statement found out; no time of creation means that it made no job. */
export interface CreateOutcome {
  created_at: Date | null;
  has_group: boolean;
  /** Group of the device that was asked for, null where there is no such device. */
  device_group_id: string | null;
  has_mission: boolean;
}

/**
 * Makes a job with its history, event and task, where everything that it names is there. Group and mission are locked
 * against deletion, which looks for jobs that need them under a lock of its own.
 */
export const CREATE_JOB = {
  name: 'drone-job-create',
  text: `WITH device_group AS (
      SELECT id FROM drone.device_groups WHERE tenant_id = $1 AND id = $3 FOR KEY SHARE
    ), device AS (
      SELECT group_id FROM drone.devices WHERE tenant_id = $1 AND id = $4
    ), mission AS (
      SELECT current_version FROM drone.missions WHERE tenant_id = $1 AND id = $5 AND deleted_at IS NULL FOR KEY SHARE
    ), job AS (
      INSERT INTO drone.jobs (tenant_id, id, group_id, device_id, mission_id, mission_version, name, description, priority,
        scheduled_at, due_at, metadata, status)
      SELECT $1, $2, $3, $4, $5, (SELECT current_version FROM mission), $6, $7, $8, $9::timestamptz,
        coalesce($9::timestamptz, now()), $10, '${TRANSITIONS.create.to}'
      WHERE EXISTS (SELECT FROM device_group)
        AND ($4::text IS NULL OR EXISTS (SELECT FROM device WHERE group_id = $3))
        AND ($5::text IS NULL OR EXISTS (SELECT FROM mission))
      RETURNING *
    ), ${historyOf(TRANSITIONS.create)}
    SELECT (SELECT created_at FROM job), EXISTS (SELECT FROM device_group) AS has_group,
      (SELECT group_id FROM device) AS device_group_id, EXISTS (SELECT FROM mission) AS has_mission,
      (SELECT ${eventOf(TRANSITIONS.create)} FROM job), (SELECT ${ENQUEUE_WHEN_DUE} FROM job)`,
};

/** What `CREATE_JOB` would find of the group, the device and the mission. */
export const CHECK_JOB = {
  name: 'drone-job-check',
  text: `WITH device_group AS (
      SELECT FROM drone.device_groups WHERE tenant_id = $1 AND id = $2
    ), device AS (
      SELECT group_id FROM drone.devices WHERE tenant_id = $1 AND id = $3
    ), mission AS (
      SELECT FROM drone.missions WHERE tenant_id = $1 AND id = $4 AND deleted_at IS NULL
    )
    SELECT NULL::timestamptz AS created_at, EXISTS (SELECT FROM device_group) AS has_group,
      (SELECT group_id FROM device) AS device_group_id, EXISTS (SELECT FROM mission) AS has_mission,
      EXISTS (SELECT FROM device_group)
        AND ($3::text IS NULL OR EXISTS (SELECT FROM device WHERE group_id = $2))
        AND ($4::text IS NULL OR EXISTS (SELECT FROM mission)) AS fits`,
};
