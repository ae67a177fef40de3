/** An event's own place; `platform.event_horizon()` is that of the oldest transaction that is still running. */
const RANGE = `tenant_id = $1 AND (xid, position) > ($2::xid8, $3::bigint) AND xid < platform.event_horizon()`;
const COLUMNS = 'xid, position, time, type, subject, data';

export const HORIZON = { name: 'event-log-horizon', text: 'SELECT platform.event_horizon()::text AS horizon' };

/** The horizon tells what is put before the numbers of transactions. */
export const LATEST = {
  name: 'event-log-latest',
  text: `SELECT (platform.event_horizon()::text::bigint - pg_snapshot_xmin(now)::text::bigint
      + pg_snapshot_xmax(now)::text::bigint - 1)::text AS latest FROM pg_current_snapshot() AS now`,
};

/** One snapshot for all of it: what was seen up to the horizon, and whether transactions beyond it are running. */
const page = (name: string, events: string, before = '', more = '') => ({
  name: `event-log-${name}`,
  text: `${before} SELECT platform.event_horizon()::text AS horizon, pg_snapshot_xmin(now) < pg_snapshot_xmax(now) AS behind,
      event.xid::text, event.position::text, event.time, event.type, event.subject, event.data ${more}
    FROM pg_current_snapshot() AS now LEFT JOIN (${events} ORDER BY xid, position LIMIT $4) AS event ON true
    ORDER BY event.xid, event.position`,
});

export const ALL = page('all', `SELECT ${COLUMNS} FROM platform.events WHERE ${RANGE}`);

export const OF_TYPE = page('type', `SELECT ${COLUMNS} FROM platform.events WHERE ${RANGE} AND type = $5`);

/** $6: patterns for LIKE, or null. */
export const OF_SUBJECT = page(
  'subject',
  `SELECT ${COLUMNS} FROM platform.events WHERE ${RANGE} AND subject = $5 AND ($6::text[] IS NULL OR type LIKE ANY ($6))`,
);

/** How many events of all types a reader of some types looks through, before it goes by the types. */
export const LOOKED_THROUGH = 2000;

/** $5: patterns for LIKE. Cheap at the end of the log, where readers are most of the time. */
export const OF_TYPES_AMONG_NEXT = page(
  'types-among-next',
  'SELECT * FROM following WHERE type LIKE ANY ($5)',
  `WITH following AS MATERIALIZED (
      SELECT ${COLUMNS} FROM platform.events WHERE ${RANGE} ORDER BY xid, position LIMIT ${LOOKED_THROUGH}
    )`,
  ', (SELECT count(*)::int FROM following) AS "lookedThrough"',
);

/**
 * $5: patterns for LIKE. The types that the tenant has are few and found by a jump through the index from one to the
 * next; of each, the index has the events in order.
 */
export const OF_TYPES = page(
  'types',
  `SELECT one.* FROM known CROSS JOIN LATERAL (
      SELECT ${COLUMNS} FROM platform.events WHERE ${RANGE} AND type = known.type ORDER BY xid, position LIMIT $4
    ) AS one WHERE known.type LIKE ANY ($5)`,
  `WITH RECURSIVE known AS (
      (SELECT type FROM platform.events WHERE tenant_id = $1 ORDER BY type LIMIT 1)
      UNION ALL
      SELECT (SELECT type FROM platform.events WHERE tenant_id = $1 AND type > known.type ORDER BY type LIMIT 1)
      FROM known WHERE known.type IS NOT NULL
    )`,
);
