import type { Statement } from '../../../kernel/database/database';
import { deviceEvent } from '../devices/device.statements';
import { SILENCE } from '../telemetry/telemetry.statements';

/** The newest connection is the one that counts. */
export const CONNECT: Statement = {
  name: 'drone-presence-connect',
  text: `UPDATE drone.devices SET connection = nextval('drone.connection_seq')
    WHERE tenant_id = $1 AND id = $2 RETURNING connection`,
};

/** Ends what counts of a connection, and locks its device; no row where another one counts. */
export const DISCONNECT: Statement = {
  name: 'drone-presence-disconnect',
  text: `UPDATE drone.devices SET connection = NULL WHERE tenant_id = $1 AND id = $2 AND connection = $3
    RETURNING online`,
};

/** As `DISCONNECT`, whichever connection counts. `next`: the number that none of those up to now has, and all later ones exceed. */
export const DISCONNECT_ANY: Statement = {
  name: 'drone-presence-disconnect-any',
  text: `UPDATE drone.devices SET connection = NULL WHERE tenant_id = $1 AND id = $2
    RETURNING nextval('drone.connection_seq') AS next`,
};

/** The device must be locked. */
export const GO_OFFLINE: Statement = {
  name: 'drone-presence-go-offline',
  text: `WITH device AS (
      UPDATE drone.devices SET online = false, strayed_at = NULL WHERE tenant_id = $1 AND id = $2 AND online RETURNING *
    ) SELECT ${deviceEvent('offline')} FROM device`,
};

const LONG_AGO = `clock_timestamp() - interval '${SILENCE} seconds'`;
const IS_SILENT = `online AND last_seen_at < ${LONG_AGO}`;
/** A flight that is taken for heard because of a report, while the telemetry that makes its device online never came. */
const FLIES_UNHEARD = `lease_device_id IS NOT NULL AND lease_phase = 'FLYING' AND link_lost_at IS NULL
  AND jobs.updated_at < ${LONG_AGO}`;

/** At most 1,000 of each kind. */
export const FIND_SILENT: Statement = {
  name: 'drone-presence-find-silent',
  text: `(SELECT tenant_id, id FROM drone.devices WHERE ${IS_SILENT} ORDER BY last_seen_at LIMIT 1000)
    UNION ALL (
      SELECT device.tenant_id, device.id FROM drone.jobs JOIN drone.devices device ON device.id = lease_device_id
      WHERE ${FLIES_UNHEARD} AND NOT device.online LIMIT 1000
    )`,
};

/** No row where another process sees to it. */
export const LOCK_SILENT: Statement = {
  name: 'drone-presence-lock-silent',
  text: `SELECT id FROM drone.devices WHERE tenant_id = $1 AND id = $2 AND (${IS_SILENT} OR NOT online AND EXISTS (
      SELECT FROM drone.jobs WHERE lease_device_id = devices.id AND ${FLIES_UNHEARD}
    )) FOR UPDATE SKIP LOCKED`,
};

/** Those of the connections `$2` of the devices `$1` that do not count any more. */
export const FIND_OVERTAKEN: Statement = {
  name: 'drone-presence-find-overtaken',
  text: `SELECT known.id, known.connection + 1 AS next FROM unnest($1::text[], $2::bigint[]) AS known (id, connection)
    WHERE NOT EXISTS (
      SELECT FROM drone.devices device WHERE device.id = known.id AND device.connection = known.connection
    )`,
};
