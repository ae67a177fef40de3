import { Injectable } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { Metrics } from '../../../kernel/metrics/metrics';
import { EmbeddedBroker } from './embedded-broker';
import type { SessionKind } from './mqtt-session';

const KINDS: SessionKind[] = ['device', 'key', 'share'];

/** Shows who is connected to the embedded broker of this process. */
@Injectable()
export class BrokerMetrics {
  constructor(broker: EmbeddedBroker, { registry }: Metrics) {
    new Gauge({
      name: 'quintet_drone_mqtt_connections',
      help: 'MQTT connections of this process: of devices, of API keys and of share codes.',
      labelNames: ['kind'],
      registers: [registry],
      collect() {
        for (const kind of KINDS) this.set({ kind }, broker.count(kind));
      },
    });
  }
}
