import { Injectable } from '@nestjs/common';
import { Handles } from '../../../engine/task';
import type { TaskContext } from '../../../engine/task';
import { ScheduledMetrics } from '../metrics/scheduled-metrics';
import { instantOf } from '../values/instant';
import { DeliveryClaims } from './delivery-claims';
import { settle } from './delivery-outcome';
import { DeliverySender } from './delivery-sender';
import { deliver, type Deliver } from './delivery-task';
import { ReceiverPlaces } from './receiver-places';

/** Makes the deliveries of a job to a URL in their order. */
@Injectable()
export class Deliverer {
  private readonly places = new ReceiverPlaces();

  constructor(
    private readonly claims: DeliveryClaims,
    private readonly sender: DeliverySender,
    private readonly metrics: ScheduledMetrics,
  ) {}

  @Handles(deliver)
  async deliver(task: Deliver, { signal }: TaskContext): Promise<void> {
    const giveBack = this.places.take(task.url);
    if (!giveBack) return this.claims.postpone(task);
    try {
      while (await this.deliverNext(task, signal));
    } finally {
      giveBack();
    }
  }

  /** Whether another one may follow. */
  private async deliverNext(task: Deliver, signal: AbortSignal): Promise<boolean> {
    const claim = await this.claims.next(task);
    if (!claim) return false;
    const made = await this.sender.send(claim, signal);
    const settlement = settle(made, claim.tries, instantOf(Date.now()), Math.random);
    await this.claims.settle(claim, settlement);
    if (settlement.tries > 0) this.metrics.deliveryTried(settlement.state === 'pending' ? 'failed' : settlement.state);
    return settlement.state !== 'pending';
  }
}
