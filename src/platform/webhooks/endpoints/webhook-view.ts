import type { WebhookDto } from './webhook.dto';
import type { WebhookRow } from './webhook.statements';

/** An endpoint as the API shows it. */
export function toWebhookDto(row: WebhookRow): WebhookDto {
  return {
    id: row.id,
    url: row.url,
    types: row.types,
    domains: row.domains,
    description: row.description,
    paused: row.paused_at !== null,
    pausedAt: row.paused_at?.toISOString() ?? null,
    pauseReason: row.pause_reason,
    failures: row.failures,
    failingSince: row.failing_since?.toISOString() ?? null,
    previousSecretUntil: row.previous_secret_until?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}
