import { WANTS_EVENT } from '../endpoints/event-types';

/** Tenants, and events of each, that one statement fans out at most. */
const TENANTS = 20;
const EVENTS = 200;

/** Events of a `cursor`'s tenant behind it, in commit-safe order: `events_feed_idx` serves it. */
const BEHIND_CURSOR = `FROM platform.events AS event
  WHERE event.tenant_id = cursor.tenant_id AND (event.xid, event.position) > (cursor.xid, cursor.position)`;

/** Nothing is put in any more before these. */
const SETTLED = 'event.xid < platform.event_horizon()';

/**
 * An SQL condition on a `cursor`: there is an event behind it. EXISTS would be planned as a join with the whole log; this
 * is one step into its index for each cursor.
 */
const hasEvent = (condition = 'true') =>
  `(SELECT true ${BEHIND_CURSOR} AND ${condition} ORDER BY event.xid, event.position LIMIT 1)`;

/** Whether any cursor is there, any event can be fanned out, and any waits for an older transaction to end. */
export const LOOK = {
  name: 'webhook-look',
  text: `SELECT count(*) > 0 AS needed, coalesce(bool_or(${hasEvent(SETTLED)}), false) AS due,
      coalesce(bool_or(${hasEvent()}), false) AS behind
    FROM platform.webhook_cursors AS cursor`,
};

/**
 * Makes the deliveries of the next events and moves the cursors behind these: what one process reads is skipped by the
 * others. An endpoint gets no event that was there before it, and none about itself: a failing one would feed on its own pauses.
 */
export const FAN_OUT = {
  name: 'webhook-fan-out',
  text: `WITH cursor AS MATERIALIZED (
      SELECT * FROM platform.webhook_cursors AS cursor WHERE ${hasEvent(SETTLED)}
      LIMIT ${TENANTS} FOR UPDATE SKIP LOCKED
    ),
    event AS MATERIALIZED (
      SELECT event.* FROM cursor CROSS JOIN LATERAL (
        SELECT event.* ${BEHIND_CURSOR} AND ${SETTLED} ORDER BY event.xid, event.position LIMIT ${EVENTS}
      ) AS event
    ),
    moved AS (
      UPDATE platform.webhook_cursors AS cursor SET xid = last.xid, position = last.position
      FROM (SELECT DISTINCT ON (tenant_id) * FROM event ORDER BY tenant_id, xid DESC, position DESC) AS last
      WHERE cursor.tenant_id = last.tenant_id
    ),
    delivery AS (
      INSERT INTO platform.webhook_deliveries (webhook_id, tenant_id, event_position, event_xid, event_time, type, subject, data)
      SELECT webhook.id, event.tenant_id, event.position, event.xid::text::bigint, event.time, event.type, event.subject, event.data
      FROM event JOIN platform.webhooks AS webhook ON webhook.tenant_id = event.tenant_id AND webhook.deleted_at IS NULL
      WHERE event.position > webhook.since AND event.subject <> webhook.id::text
        AND ${WANTS_EVENT}
      ON CONFLICT DO NOTHING
      RETURNING webhook_id
    )
    SELECT (SELECT count(*) FROM event)::int AS events,
      ARRAY (SELECT DISTINCT webhook_id FROM delivery)::text[] AS "webhookIds"`,
};
