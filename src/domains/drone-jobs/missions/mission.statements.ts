const VERSIONED = `SELECT mission.tenant_id, mission.id, mission.created_at, mission.current_version, version.version,
    version.body, version.distance_m, version.created_at AS updated_at
  FROM drone.missions mission JOIN drone.mission_versions version ON version.mission_id = mission.id
  WHERE mission.deleted_at IS NULL`;

export const LIST_MISSIONS = {
  name: 'drone-mission-list',
  text: `SELECT * FROM (${VERSIONED} AND version.version = mission.current_version) mission`,
};

/** One mission's versions; each has its number for an id and its own time. */
export const LIST_VERSIONS = {
  name: 'drone-mission-versions',
  text: `SELECT * FROM (
      SELECT version.tenant_id, version.version::text AS id, version.created_at, version.mission_id, version.version,
        version.body, version.distance_m, mission.created_at AS mission_created_at
      FROM drone.mission_versions version JOIN drone.missions mission ON mission.id = version.mission_id
      WHERE mission.deleted_at IS NULL
    ) version`,
};

/** A version, the current one where `$3` is null. */
export const FIND_MISSION = {
  name: 'drone-mission-find',
  text: `SELECT * FROM (${VERSIONED}) mission
    WHERE tenant_id = $1 AND id = $2 AND version = coalesce($3, current_version)`,
};

/** SQL that stores the version that `mission` has got, tells of it, and returns it. */
const stored = (change: string, body: string, distance: string) => `version AS (
    INSERT INTO drone.mission_versions (tenant_id, mission_id, version, body, distance_m)
    SELECT tenant_id, id, current_version, ${body}, ${distance} FROM mission RETURNING *
  ) SELECT mission.id, mission.created_at, version.version, version.body, version.distance_m,
    version.created_at AS updated_at,
    platform.append_event(mission.tenant_id, 'quintet.drone.mission.${change}', mission.id,
      json_build_object('missionId', mission.id, 'version', version.version, 'name', version.body -> 'name'))
  FROM mission, version`;

export const CREATE_MISSION = {
  name: 'drone-mission-create',
  text: `WITH mission AS (
      INSERT INTO drone.missions (tenant_id, id, current_version) VALUES ($1, $2, 1) RETURNING *
    ), ${stored('created', '$3', '$4')}`,
};

/** Makes the next version, where the current one is `$3` or that is null. */
export const REPLACE_MISSION = {
  name: 'drone-mission-replace',
  text: `WITH mission AS (
      UPDATE drone.missions SET current_version = current_version + 1
      WHERE tenant_id = $1 AND id = $2 AND deleted_at IS NULL AND current_version = coalesce($3, current_version)
      RETURNING *
    ), ${stored('updated', '$4', '$5')}`,
};

/** Waits for jobs that are being made, and keeps others from being made until the end of the transaction. */
export const LOCK_MISSION = {
  name: 'drone-mission-lock',
  text: 'SELECT id FROM drone.missions WHERE tenant_id = $1 AND id = $2 AND deleted_at IS NULL FOR UPDATE',
};

export const IS_MISSION_NEEDED = {
  name: 'drone-mission-is-needed',
  text: `SELECT EXISTS (
      SELECT FROM drone.jobs WHERE tenant_id = $1 AND mission_id = $2 AND status = ANY ($3)
    ) AS needed`,
};

export const DELETE_MISSION = {
  name: 'drone-mission-delete',
  text: `WITH mission AS (
      UPDATE drone.missions SET deleted_at = now() WHERE tenant_id = $1 AND id = $2 RETURNING *
    ) SELECT platform.append_event(tenant_id, 'quintet.drone.mission.deleted', id,
        json_build_object('missionId', id, 'version', current_version)) FROM mission`,
};
