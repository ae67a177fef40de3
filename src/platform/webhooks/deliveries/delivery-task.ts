import { defineTask } from '../../../engine/task';

export interface DeliverWebhook {
  webhookId: string;
  /** Names this task: a run that finds deliveries claimed by it follows one that ended half way. */
  run: string;
}

export const deliverWebhook = defineTask<DeliverWebhook>('webhooks.deliver', 'webhooks');

/**
 * An SQL expression that has an endpoint served at a moment, or now (NULL). There is at most one waiting task for each
 * endpoint, however much waits for it, and the last one to ask sets its time: so whoever asks holds the endpoint's row
 * lock from before he looks at its deliveries, or put them there.
 */
export const serve = (webhookId: string, at = 'NULL') => `engine.enqueue('${deliverWebhook.name}',
  json_build_object('webhookId', ${webhookId}, 'run', gen_random_uuid()), ${at}, 'webhook:' || ${webhookId})`;

/** Has the endpoints $1 served now, if they are not paused. */
export const SERVE = {
  name: 'webhook-serve',
  text: `WITH webhook AS MATERIALIZED (
      SELECT id FROM platform.webhooks WHERE id = ANY ($1::uuid[]) AND paused_at IS NULL AND deleted_at IS NULL
      ORDER BY id FOR NO KEY UPDATE
    )
    SELECT ${serve('id')} FROM webhook`,
};
