import { Injectable } from '@nestjs/common';
import { Counter } from 'prom-client';
import { Database } from '../../../kernel/database/database';
import { Metrics } from '../../../kernel/metrics/metrics';
import { EVENT_TYPES } from '../device-protocol/messages';
import type { DeviceEventType, Outcome } from '../device-protocol/messages';
import { LOSE_LINK } from '../flights/flight.statements';

/** A message whose type is not known counts as `unknown`. */
export type MessageType = DeviceEventType | 'telemetry' | 'unknown';

/** Shows what this process had to do with devices. No label tells of a tenant or a device. */
@Injectable()
export class DeviceMetrics {
  private readonly messages: Counter<'type' | 'outcome'>;

  constructor({ registry }: Metrics, database: Database) {
    const registers = [registry];
    this.messages = new Counter({
      name: 'quintet_drone_device_messages_total',
      help: 'Messages of devices by type and what became of them: applied, duplicate, stale, invalid.',
      labelNames: ['type', 'outcome'],
      registers,
    });
    for (const type of [...EVENT_TYPES, 'telemetry']) this.messages.inc({ type, outcome: 'applied' }, 0);
    const lost = new Counter({
      name: 'quintet_drone_link_lost_total',
      help: 'Flights whose device was not heard any more.',
      registers,
    });
    database.onCommit((statement) => {
      if (statement === LOSE_LINK) lost.inc();
    });
  }

  received(type: MessageType, outcome: Outcome): void {
    this.messages.inc({ type, outcome });
  }
}
