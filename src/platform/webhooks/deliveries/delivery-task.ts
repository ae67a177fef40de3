import { defineTask } from '../../../engine/task';

export interface DeliverWebhook {
  webhookId: string;
  /** Names this task: a run that finds deliveries claimed by it follows one that ended half way. */
  run: string;
}

export const deliverWebhook = defineTask<DeliverWebhook>('webhooks.deliver', 'webhooks');

/** An SQL expression that makes the task of an endpoint whose `queued_for` was just set. */
const ENQUEUE = `engine.enqueue('${deliverWebhook.name}',
  json_build_object('webhookId', id, 'run', gen_random_uuid()), queued_for)`;

/**
 * Has the endpoints $1 served now, if they are not paused. Whoever asks holds the endpoint's row lock until his
 * deliveries can be seen: so one waiting task is enough, however much waits for it. It has no key, since the queue does
 * not run a task again that another one of its key came after.
 */
export const SERVE = {
  name: 'webhook-serve',
  text: `WITH webhook AS MATERIALIZED (
      SELECT id FROM platform.webhooks WHERE id = ANY ($1::uuid[]) AND paused_at IS NULL AND deleted_at IS NULL
      ORDER BY id FOR NO KEY UPDATE
    ),
    queued AS (
      UPDATE platform.webhooks SET queued_for = clock_timestamp() FROM webhook
      WHERE webhooks.id = webhook.id AND (queued_for IS NULL OR queued_for > clock_timestamp())
      RETURNING webhooks.id, queued_for
    )
    SELECT ${ENQUEUE} FROM queued`,
};

/**
 * Has the endpoint $1 served when its next delivery is due. Without a free one of its $2 places nothing is to be done:
 * whoever frees one goes on.
 */
export const SERVE_NEXT = {
  name: 'webhook-serve-next',
  text: `WITH queued AS (
      UPDATE platform.webhooks SET queued_for = next
      FROM (
        SELECT min(next_attempt_at) AS next FROM platform.webhook_deliveries WHERE webhook_id = $1 AND state = 'pending'
      ) AS pending
      WHERE id = $1 AND (queued_for IS NULL OR queued_for > greatest(next, clock_timestamp())) AND next IS NOT NULL
        AND $2 > (SELECT count(*) FROM platform.webhook_deliveries WHERE webhook_id = $1 AND state = 'delivering')
      RETURNING id, queued_for
    )
    SELECT ${ENQUEUE} FROM queued`,
};

/** Makes way for new tasks where those that were queued are long gone. */
export const UNQUEUE = {
  name: 'webhook-unqueue',
  text: 'UPDATE platform.webhooks SET queued_for = NULL WHERE id = ANY ($1::uuid[])',
};
