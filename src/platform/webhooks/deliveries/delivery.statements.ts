import { webhookEvent } from '../platform-events';
import { statesBefore } from './transitions';

/** The lock under which an endpoint's deliveries are claimed and settled. */
export const LOCK = {
  name: 'webhook-lock',
  text: `SELECT url, paused_at IS NULL AND deleted_at IS NULL AS open,
      array_remove(ARRAY[sealed_secret, CASE WHEN previous_secret_until > now() THEN previous_sealed_secret END], NULL)
        AS sealed
    FROM platform.webhooks WHERE id = $1 FOR NO KEY UPDATE`,
};

/**
 * The task $2 has started, so a new one may be queued. Frees what an earlier run of it left claimed, and claims that
 * outlived their time.
 */
export const START = {
  name: 'webhook-start',
  text: `WITH started AS (
      UPDATE platform.webhooks SET queued_for = NULL WHERE id = $1 AND queued_for <= clock_timestamp()
    )
    UPDATE platform.webhook_deliveries
    SET state = 'pending', next_attempt_at = clock_timestamp(), claimed_by = NULL, lease_until = NULL,
      error = 'The process that sent it ended before the answer was recorded'
    WHERE webhook_id = $1 AND state = 'delivering' AND (claimed_by = $2 OR lease_until < clock_timestamp())`,
};

/** Records the outcomes $2 where the claim is still the latest, and how the endpoint fares. */
export const SETTLE = {
  name: 'webhook-settle',
  text: `WITH outcome AS (
      SELECT * FROM json_to_recordset($2) AS outcome (position bigint, fence int, state text, delay float8,
        failed boolean, status int, error text, response text, "durationMs" int)
    ),
    settled AS (
      UPDATE platform.webhook_deliveries AS delivery
      SET state = outcome.state, failures = failures + failed::int, claimed_by = NULL, lease_until = NULL,
        next_attempt_at = clock_timestamp() + delay * interval '1 second',
        finished_at = CASE WHEN outcome.state <> 'pending' THEN clock_timestamp() END,
        status = outcome.status, error = outcome.error, response = outcome.response, duration_ms = "durationMs"
      FROM outcome
      WHERE webhook_id = $1 AND event_position = position AND delivery.fence = outcome.fence
        AND delivery.state = 'delivering'
      RETURNING outcome.state, outcome.failed
    ),
    health AS (
      SELECT bool_or(state = 'delivered') AS served, count(*) FILTER (WHERE failed)::int AS failed FROM settled
    )
    UPDATE platform.webhooks AS webhook
    SET failures = CASE WHEN served THEN 0 ELSE failures + failed END,
      failing_since = CASE WHEN NOT served THEN coalesce(failing_since, clock_timestamp()) END
    FROM health WHERE id = $1 AND (failed > 0 OR (served AND failures > 0))`,
};

/** Pauses an endpoint that answered 410 ($2), or whose last $3 tries failed over at least $4 seconds. */
export const PAUSE_FAILING = {
  name: 'webhook-pause-failing',
  text: `WITH webhook AS (
      UPDATE platform.webhooks
      SET paused_at = now(), updated_at = now(),
        pause_reason = CASE WHEN $2 THEN 'The receiver answered 410 Gone'
          ELSE format('%s tries in a row failed; the last one: %s', failures, $5::text) END
      WHERE id = $1 AND paused_at IS NULL AND deleted_at IS NULL
        AND ($2 OR (failures >= $3 AND failing_since <= clock_timestamp() - $4 * interval '1 second'))
      RETURNING *
    )
    SELECT platform.append_event(tenant_id, '${webhookEvent('paused')}', id::text,
      json_build_object('webhookId', id, 'reason', pause_reason, 'pausedAt', paused_at)) FROM webhook`,
};

/** Claims what is due for the task $2, as far as the $3 places of the endpoint allow, for $4 milliseconds. */
export const CLAIM = {
  name: 'webhook-claim',
  text: `WITH due AS MATERIALIZED (
      SELECT event_position FROM platform.webhook_deliveries
      WHERE webhook_id = $1 AND state = 'pending' AND next_attempt_at <= clock_timestamp()
      ORDER BY next_attempt_at, event_position
      LIMIT greatest(0, $3 - (
        SELECT count(*) FROM platform.webhook_deliveries WHERE webhook_id = $1 AND state = 'delivering'))
    )
    UPDATE platform.webhook_deliveries AS delivery
    SET state = 'delivering', fence = fence + 1, claimed_by = $2, attempts = attempts + 1,
      attempted_at = clock_timestamp(), lease_until = clock_timestamp() + $4 * interval '1 millisecond'
    FROM due
    WHERE webhook_id = $1 AND delivery.event_position = due.event_position AND state IN (${statesBefore('delivering')})
    RETURNING delivery.event_position AS position, delivery.event_xid AS xid, fence, failures, type, subject, event_time AS time, data::text AS data`,
};
