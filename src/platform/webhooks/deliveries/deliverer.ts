import { Injectable } from '@nestjs/common';
import { Handles } from '../../../engine/task';
import type { TaskContext } from '../../../engine/task';
import { WebhookSettings } from '../webhook-settings';
import { Claims } from './claims';
import type { Claim, Settled } from './claims';
import { deliverWebhook } from './delivery-task';
import type { DeliverWebhook } from './delivery-task';
import { eventId } from './event-id';
import { settlement } from './outcome';
import { Sender } from './sender';
import type { Receiver } from './sender';

/** Milliseconds after which a task takes no more and queues up again, so that other endpoints get its slot. */
const TURN = 5_000;

/** Serves one endpoint: sends what is due, a few at a time, until nothing is. */
@Injectable()
export class Deliverer {
  private readonly waits: number[];

  constructor(
    private readonly claims: Claims,
    private readonly sender: Sender,
    settings: WebhookSettings,
  ) {
    this.waits = settings.WEBHOOK_RETRY_SECONDS.split(',').map(Number);
  }

  @Handles(deliverWebhook)
  async deliver(task: DeliverWebhook, { signal }: TaskContext): Promise<void> {
    const end = Date.now() + TURN;
    const sending = new Set<Promise<void>>();
    const settled: Settled[] = [];
    await this.claims.start(task);
    do {
      const wantsMore = !signal.aborted && Date.now() < end;
      const taken = await this.claims.exchange(task, settled.splice(0), wantsMore);
      for (const claim of taken?.claims ?? []) {
        const sent = this.send(taken!.receiver, claim, signal).then((outcome) => {
          settled.push(outcome);
          sending.delete(sent);
        });
        sending.add(sent);
      }
      if (sending.size > 0 && settled.length === 0) await Promise.race(sending);
    } while (sending.size > 0 || settled.length > 0);
  }

  private async send(receiver: Receiver, claim: Claim, signal: AbortSignal): Promise<Settled> {
    const made = await this.sender.send(receiver, { ...claim, id: eventId(claim) }, signal);
    const { position, fence, failures } = claim;
    return { ...made, ...settlement(made, failures, this.waits, Date.now(), Math.random), position, fence };
  }
}
