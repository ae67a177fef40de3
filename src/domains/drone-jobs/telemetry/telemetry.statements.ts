import type { Statement } from '../../../kernel/database/database';
import { deviceEvent } from '../devices/device.statements';
import { DISPATCH_GROUP } from '../dispatch/dispatch-task';

/** What the statements make of one telemetry; `age` in milliseconds, since it was received. */
export interface TelemetryRow {
  device_id: string;
  tenant_id: string;
  age: number;
  lease: number | null;
  /** Of the connection it came by, where that has one: it counts while that is the device's. */
  connection: string | null;
  job_id: string | null;
  /** JSON. */
  state: object;
}

/** What a batch found out of a device. */
export interface HeardDevice {
  tenant_id: string;
  id: string;
  came_online: boolean;
  /** The lease of a flight that was not heard for a while, with which it was heard now. */
  restored_lease: number | null;
  /** Flies without the lease of its flight for too long. */
  strayed: boolean;
  /** Its group, where there are jobs that it may be able to take now. */
  dispatch_group: string | null;
}

/** Seconds of silence after which a device counts as offline. */
export const SILENCE = 5;
/** Seconds of telemetry without the lease of the flight after which the flight counts as gone. */
const STRAY = 10;

const IS_READY = (state: string) => `${state} ->> 'droneState' IN ('DOCKED', 'LANDED', 'GPS_NORMAL')`;

/** In the order of their ids, as everywhere, so that nobody waits in a circle. Leases change under these locks only. */
export const LOCK_DEVICES: Statement = {
  name: 'drone-telemetry-lock-devices',
  text: 'SELECT id FROM drone.devices WHERE id = ANY ($1) ORDER BY id FOR NO KEY UPDATE',
};

/** What a device told before its lease was taken back says nothing about whether it has let go. */
const TAKEN_BACK_SINCE = `EXISTS (
          SELECT FROM drone.commands WHERE device_id = device.id AND lease = device.held_lease
            AND type IN ('cancel', 'abort') AND sent_at > heard.seen
        )`;

/** `$1`: rows as JSON, in the order of their arrival. The devices must be locked. */
export const WRITE_TELEMETRY: Statement = {
  name: 'drone-telemetry-write',
  text: `WITH message AS (
      SELECT message.*, clock_timestamp() - make_interval(secs => age / 1000) AS seen
      FROM ROWS FROM (json_to_recordset($1) AS (
        device_id text, tenant_id uuid, age float8, lease bigint, connection bigint, job_id text, state json
      )) WITH ORDINALITY AS message (device_id, tenant_id, age, lease, connection, job_id, state, number)
        JOIN drone.devices sender ON sender.id = device_id AND sender.tenant_id = message.tenant_id
          AND (message.connection IS NULL OR message.connection = sender.connection)
    ), latest AS (
      SELECT DISTINCT ON (device_id) * FROM message ORDER BY device_id, number DESC
    ), heard AS (
      SELECT latest.device_id, latest.tenant_id, latest.seen, latest.state, latest.lease, flight.id AS flight_id,
        flight.lease AS flight_lease,
        flight.lease_phase = 'FLYING' AND flight.lease IS DISTINCT FROM latest.lease AS strays,
        flight.link_lost_at IS NOT NULL AND flight.lease = latest.lease AS restored, device.online AS was_online,
        device.held_lease AS was_held, device.last_state AS was
      FROM latest JOIN drone.devices device ON device.id = latest.device_id AND device.tenant_id = latest.tenant_id
        LEFT JOIN drone.jobs flight ON flight.lease_device_id = device.id
    ), device AS (
      UPDATE drone.devices device SET last_state = heard.state,
        last_seen_at = greatest(last_seen_at, heard.seen),
        online = device.online OR heard.seen > clock_timestamp() - interval '${SILENCE} seconds'
          AND heard.seen > coalesce(device.last_seen_at, '-infinity'),
        held_lease = CASE WHEN device.held_lease = heard.lease OR ${TAKEN_BACK_SINCE} THEN device.held_lease END,
        strayed_at = CASE WHEN heard.strays THEN coalesce(device.strayed_at, heard.seen) END
      FROM heard WHERE device.id = heard.device_id AND device.tenant_id = heard.tenant_id
      RETURNING device.tenant_id, device.id, device.group_id, device.online, device.held_lease, device.strayed_at,
        heard.state, heard.was, heard.was_online, heard.was_held, heard.restored, heard.flight_lease
    ), kept AS (
      INSERT INTO drone.telemetry (device_id, tenant_id, time, job_id, state)
      SELECT message.device_id, message.tenant_id, message.seen, CASE
          WHEN heard.flight_lease = message.lease THEN heard.flight_id
          ELSE (SELECT id FROM drone.jobs job WHERE job.id = message.job_id AND job.tenant_id = message.tenant_id
            AND job.assigned_device_id = message.device_id AND job.lease = message.lease)
        END, message.state
      FROM message JOIN heard ON heard.device_id = message.device_id AND heard.tenant_id = message.tenant_id
    ) SELECT tenant_id, id, online AND NOT was_online AS came_online,
      CASE WHEN restored THEN flight_lease::float8 END AS restored_lease,
      coalesce(strayed_at < clock_timestamp() - interval '${STRAY} seconds', false) AS strayed,
      CASE WHEN online AND held_lease IS NULL AND flight_lease IS NULL AND ${IS_READY('state')}
        AND (NOT was_online OR was_held IS NOT NULL OR was IS NULL OR NOT ${IS_READY('was')}
          OR (state ->> 'battery')::float8 > (was ->> 'battery')::float8)
        AND EXISTS (
          SELECT FROM drone.jobs WHERE group_id = device.group_id AND status = 'QUEUED' AND lease_device_id IS NULL
        ) THEN group_id END AS dispatch_group
    FROM device`,
};

/** `$1`: ids of devices that have come online. */
export const TELL_ONLINE: Statement = {
  name: 'drone-device-tell-online',
  text: `SELECT ${deviceEvent('online')} FROM drone.devices WHERE id = ANY ($1)`,
};

/** `$1`: ids of groups with a device that has become ready. */
export const DISPATCH_GROUPS: Statement = {
  name: 'drone-telemetry-dispatch',
  text: `SELECT ${DISPATCH_GROUP} FROM (
      SELECT tenant_id, id AS group_id FROM drone.device_groups WHERE id = ANY ($1) ORDER BY id
    ) AS device_group`,
};

export const LOCK_DEVICE_OF_TENANT: Statement = {
  name: 'drone-telemetry-lock-device',
  text: 'SELECT id FROM drone.devices WHERE tenant_id = $1 AND id = $2 FOR UPDATE',
};
