import { Injectable } from '@nestjs/common';
import { TASKS_CHANNEL } from '../../../engine/tasks';
import { Listener } from '../../../kernel/database/listener';
import { deliver } from './delivery-task';

/** Tells the workers of deliveries made by statements that the announcer does not see; they look by themselves too. */
@Injectable()
export class DeliveryQueue {
  constructor(private readonly listener: Listener) {}

  /** To be called after the commit. */
  announce(): void {
    this.listener.notifySoon(TASKS_CHANNEL, deliver.pool);
  }
}
