import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import { WebhookSettings } from '../webhook-settings';
import { CLAIM, LOCK, PAUSE_FAILING, SETTLE, START } from './delivery.statements';
import { SERVE_NEXT } from './delivery-task';
import type { DeliverWebhook } from './delivery-task';
import type { Settlement, Try } from './outcome';
import type { Receiver } from './sender';

/** Milliseconds that a claim lives longer than its request may: a worker that is alive has recorded it by then. */
const LEASE_RESERVE = 30_000;

/** A delivery that is the task's to send, while its fence is the latest. */
export interface Claim {
  /** Position of the event in the event log. */
  position: string;
  xid: string;
  fence: number;
  /** Failed tries before this one. */
  failures: number;
  type: string;
  subject: string;
  time: Date;
  data: string;
}

export interface Settled extends Settlement, Try {
  position: string;
  fence: number;
}

/** Hands deliveries to the task that sends them, and records what came of it. */
@Injectable()
export class Claims {
  constructor(
    private readonly database: Database,
    private readonly settings: WebhookSettings,
  ) {}

  /** Begins a run of a task: what an earlier run of it left claimed is free again. */
  async start({ webhookId, run }: DeliverWebhook): Promise<void> {
    await this.database.run(START, [webhookId, run]);
  }

  /**
   * Records outcomes and claims what is due, in one transaction under the endpoint's lock, so that its places are
   * counted right over all processes.
   */
  exchange(
    task: DeliverWebhook,
    settled: Settled[],
    wantsMore: boolean,
  ): Promise<{ receiver: Receiver; claims: Claim[] } | undefined> {
    const { webhookId, run } = task;
    const { WEBHOOK_ENDPOINT_CONCURRENCY: places, WEBHOOK_TIMEOUT_MS } = this.settings;
    return this.database.transaction(async () => {
      const [webhook] = await this.database.run<Receiver & { open: boolean }>(LOCK, [webhookId]);
      if (!webhook) return undefined;
      const paused = await this.settle(webhookId, settled);
      if (!webhook.open || paused) return { receiver: webhook, claims: [] };
      const lease = WEBHOOK_TIMEOUT_MS + LEASE_RESERVE;
      const claims = wantsMore
        ? await this.database.run<Claim & Record<string, unknown>>(CLAIM, [webhookId, run, places, lease])
        : [];
      if (claims.length < places) await this.database.run(SERVE_NEXT, [webhookId, places]);
      return { receiver: webhook, claims };
    });
  }

  /** Whether the endpoint is paused for it. */
  private async settle(webhookId: string, settled: Settled[]): Promise<boolean> {
    if (settled.length === 0) return false;
    await this.database.run(SETTLE, [webhookId, JSON.stringify(settled)]);
    const failed = settled.filter((one) => one.failed);
    if (failed.length === 0) return false;
    const { WEBHOOK_PAUSE_FAILURES, WEBHOOK_PAUSE_SECONDS } = this.settings;
    const gone = failed.some((one) => one.gone);
    const values = [webhookId, gone, WEBHOOK_PAUSE_FAILURES, WEBHOOK_PAUSE_SECONDS, failed.at(-1)!.error];
    return (await this.database.run(PAUSE_FAILING, values)).length > 0;
  }
}
