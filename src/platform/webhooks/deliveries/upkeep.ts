import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { defineTask, Handles } from '../../../engine/task';
import { Tasks } from '../../../engine/tasks';
import { Database } from '../../../kernel/database/database';
import type { Statement } from '../../../kernel/database/database';
import { WebhookSettings } from '../webhook-settings';
import { SERVE, UNQUEUE } from './delivery-task';

const upkeep = defineTask<object>('webhooks.upkeep', 'upkeep');

const INTERVAL = 60_000;
const BATCH = 1000;

/** Deletes up to $2 rows of what was finished $1 days ago. */
const forget = (state: 'delivered' | 'dead'): Statement => ({
  name: `webhook-forget-${state}`,
  text: `DELETE FROM platform.webhook_deliveries WHERE ctid = ANY (ARRAY (
      SELECT ctid FROM platform.webhook_deliveries
      WHERE state = '${state}' AND finished_at < now() - $1 * interval '1 day' LIMIT $2)) RETURNING 1`,
});
const [FORGET_DELIVERED, FORGET_DEAD] = [forget('delivered'), forget('dead')];

/** What waited for a paused endpoint as long as dead letters are kept is as good as dead. */
const FORGET_PAUSED = {
  name: 'webhook-forget-paused',
  text: `DELETE FROM platform.webhook_deliveries WHERE ctid = ANY (ARRAY (
      SELECT delivery.ctid FROM platform.webhooks AS webhook
      JOIN platform.webhook_deliveries AS delivery ON delivery.webhook_id = webhook.id
      WHERE paused_at < now() - $1 * interval '1 day' AND delivery.state = 'pending'
        AND delivery.created_at < now() - $1 * interval '1 day' LIMIT $2)) RETURNING 1`,
};
/** $1: an hour, so that what is open at the deletion has ended. */
const FORGET_DELETED = {
  name: 'webhook-forget-deleted',
  text: `DELETE FROM platform.webhook_deliveries WHERE ctid = ANY (ARRAY (
      SELECT delivery.ctid FROM platform.webhooks AS webhook
      JOIN platform.webhook_deliveries AS delivery ON delivery.webhook_id = webhook.id
      WHERE deleted_at < now() - $1 * interval '1 day' LIMIT $2)) RETURNING 1`,
};
const DROP_DELETED = {
  name: 'webhook-drop-deleted',
  text: `DELETE FROM platform.webhooks AS webhook WHERE id = ANY (ARRAY (
      SELECT id FROM platform.webhooks AS webhook WHERE deleted_at < now() - $1 * interval '1 day'
        AND NOT EXISTS (SELECT FROM platform.webhook_deliveries WHERE webhook_id = webhook.id) LIMIT $2)) RETURNING 1`,
};
const DROP_SECRETS = {
  name: 'webhook-drop-secrets',
  text: `UPDATE platform.webhooks SET previous_sealed_secret = NULL, previous_secret_until = NULL
    WHERE previous_secret_until < now()`,
};

/** Endpoints whose work should long have been taken up: under a fault of the queue nothing stays behind for good. */
const OVERDUE = {
  name: 'webhook-overdue',
  text: `SELECT id FROM platform.webhooks WHERE paused_at IS NULL AND deleted_at IS NULL AND (
      EXISTS (SELECT FROM platform.webhook_deliveries WHERE webhook_id = id AND state = 'pending'
        AND next_attempt_at < now() - interval '1 minute')
      OR EXISTS (SELECT FROM platform.webhook_deliveries WHERE webhook_id = id AND state = 'delivering'
        AND lease_until < now()))`,
};

const HOUR_IN_DAYS = 1 / 24;

/** Forgets what is over, a batch at a time, and looks for what was left behind. */
@Injectable()
export class WebhookUpkeep implements OnApplicationBootstrap {
  constructor(
    private readonly database: Database,
    private readonly tasks: Tasks,
    private readonly settings: WebhookSettings,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.enqueue(new Date());
  }

  @Handles(upkeep)
  async run(): Promise<void> {
    await this.enqueue(new Date(Date.now() + INTERVAL));
    const { WEBHOOK_DELIVERED_DAYS, WEBHOOK_DEAD_DAYS } = this.settings;
    await this.forget(FORGET_DELIVERED, WEBHOOK_DELIVERED_DAYS);
    await this.forget(FORGET_DEAD, WEBHOOK_DEAD_DAYS);
    await this.forget(FORGET_PAUSED, WEBHOOK_DEAD_DAYS);
    await this.forget(FORGET_DELETED, HOUR_IN_DAYS);
    await this.forget(DROP_DELETED, HOUR_IN_DAYS);
    await this.database.run(DROP_SECRETS);
    const overdue = await this.database.run<{ id: string }>(OVERDUE);
    if (overdue.length === 0) return;
    const ids = overdue.map(({ id }) => id);
    await this.database.run(UNQUEUE, [ids]);
    await this.database.run(SERVE, [ids]);
  }

  private async forget(statement: Statement, days: number): Promise<void> {
    while ((await this.database.run(statement, [days, BATCH])).length === BATCH);
  }

  /** Of several processes that enqueue the next run, the last one sets its time. */
  private async enqueue(runAt: Date): Promise<void> {
    await this.tasks.enqueue(upkeep, {}, { runAt, key: upkeep.name });
  }
}
