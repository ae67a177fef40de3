import { DISPATCH_GROUP } from '../dispatch/dispatch-task';

const COLUMNS = `id, group_id, name, model, serial_number, capabilities, max_flight_seconds, enabled, online, last_seen_at,
  last_state, last_rejected_message, created_at, updated_at,
  (SELECT id FROM drone.jobs WHERE lease_device_id = device.id) AS current_job_id`;

/** SQL that appends the event of what was done to `device`. */
export const deviceEvent = (change: string) => `platform.append_event(tenant_id, 'quintet.drone.device.${change}', id,
  json_build_object('deviceId', id, 'deviceGroupId', group_id, 'name', name, 'enabled', enabled))`;

export const LIST_DEVICES = { name: 'drone-device-list', text: `SELECT ${COLUMNS} FROM drone.devices device` };

export const FIND_DEVICE = {
  name: 'drone-device-find',
  text: `${LIST_DEVICES.text} WHERE tenant_id = $1 AND id = $2`,
};

/** Makes a device where its group is there, with the group locked against deletion. */
export const CREATE_DEVICE = {
  name: 'drone-device-create',
  text: `WITH device_group AS (
      SELECT id FROM drone.device_groups WHERE tenant_id = $1 AND id = $3 FOR KEY SHARE
    ), device AS (
      INSERT INTO drone.devices (tenant_id, id, group_id, name, model, serial_number, capabilities, max_flight_seconds, enabled)
      SELECT $1, $2, id, $4, $5, $6, $7, $8, $9 FROM device_group RETURNING *
    ) SELECT ${COLUMNS}, ${deviceEvent('created')} FROM device`,
};

export const UPDATE_DEVICE = {
  name: 'drone-device-update',
  text: `WITH device AS (
      UPDATE drone.devices SET group_id = coalesce($3, group_id), name = coalesce($4, name),
        model = CASE WHEN $5 THEN $6 ELSE model END, serial_number = CASE WHEN $7 THEN $8 ELSE serial_number END,
        capabilities = coalesce($9, capabilities), max_flight_seconds = coalesce($10, max_flight_seconds),
        enabled = coalesce($11, enabled), updated_at = now()
      WHERE tenant_id = $1 AND id = $2 RETURNING *
    ) SELECT ${COLUMNS}, ${deviceEvent('updated')}, ${DISPATCH_GROUP} FROM device`,
};

/** One change of a device at a time, until the end of the transaction. */
export const LOCK_DEVICE = {
  name: 'drone-device-lock',
  text: `SELECT group_id, EXISTS (SELECT FROM drone.jobs WHERE lease_device_id = device.id) AS busy
    FROM drone.devices device WHERE tenant_id = $1 AND id = $2 FOR UPDATE OF device`,
};

/** Keeps a group from being deleted until the end of the transaction. */
export const HOLD_GROUP = {
  name: 'drone-group-hold',
  text: 'SELECT id FROM drone.device_groups WHERE tenant_id = $1 AND id = $2 FOR KEY SHARE',
};

export const DELETE_DEVICE = {
  name: 'drone-device-delete',
  text: `WITH device AS (DELETE FROM drone.devices WHERE tenant_id = $1 AND id = $2 RETURNING *)
    SELECT ${deviceEvent('deleted')}, ${DISPATCH_GROUP} FROM device`,
};

export const VOID_TOKENS = {
  name: 'drone-enrolment-void',
  text: 'DELETE FROM drone.enrolment_tokens WHERE tenant_id = $1 AND device_id = $2 AND used_at IS NULL',
};

export const TELL_RENEWED_ENROLMENT = {
  name: 'drone-enrolment-tell-renewed',
  text: `SELECT ${deviceEvent('enrolment_renewed')} FROM drone.devices WHERE tenant_id = $1 AND id = $2`,
};

export const ADD_TOKEN = {
  name: 'drone-enrolment-add',
  text: `INSERT INTO drone.enrolment_tokens (tenant_id, device_id, hash, expires_at)
    VALUES ($1, $2, $3, now() + interval '24 hours') RETURNING expires_at`,
};

const IS_USABLE = 'used_at IS NULL AND expires_at > clock_timestamp()';

export const FIND_TOKEN = {
  name: 'drone-enrolment-find',
  text: `SELECT tenant_id, device_id FROM drone.enrolment_tokens WHERE hash = $1 AND ${IS_USABLE}`,
};

/** The device must be locked. */
export const USE_TOKEN = {
  name: 'drone-enrolment-use',
  text: `UPDATE drone.enrolment_tokens SET used_at = clock_timestamp() WHERE tenant_id = $1 AND hash = $2 AND ${IS_USABLE}
    RETURNING device_id`,
};

export const SET_CREDENTIAL = {
  name: 'drone-device-set-credential',
  text: `WITH device AS (
      UPDATE drone.devices SET credential_hash = $3, updated_at = now() WHERE tenant_id = $1 AND id = $2 RETURNING *
    ) SELECT group_id, ${deviceEvent('enrolled')} FROM device`,
};
