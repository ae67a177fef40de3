import { Injectable } from '@nestjs/common';
import { Settings } from '../../../kernel/config/settings';
import { DroneSettings } from '../drone-settings';

export interface MqttAddress {
  host: string;
  port: number;
  tls: boolean;
}

const ANY_ADDRESS = ['0.0.0.0', '::'];
const DEFAULT_PORT = { mqtt: 1883, mqtts: 8883 };

/** Where devices and subscribers find MQTT. */
@Injectable()
export class MqttEndpoint {
  private readonly opened: { mqtt?: number; mqtts?: number } = {};

  constructor(
    private readonly settings: Settings,
    private readonly drone: DroneSettings,
  ) {}

  /** Where the embedded broker listens. */
  get bindHost(): string {
    return this.drone.MQTT_HOST ?? this.settings.HOST;
  }

  /** The port that was taken in the end. */
  isOpen(protocol: 'mqtt' | 'mqtts', port: number): void {
    this.opened[protocol] = port;
  }

  /** The external broker where there is one, else TLS where it is offered. */
  describe(): MqttAddress {
    const { MQTT_URL, MQTT_TLS_CERT, MQTT_PORT, MQTTS_PORT } = this.drone;
    if (MQTT_URL) {
      const { protocol, hostname, port } = new URL(MQTT_URL);
      const tls = protocol === 'mqtts:' || protocol === 'tls:';
      return { host: hostname, port: Number(port) || DEFAULT_PORT[tls ? 'mqtts' : 'mqtt'], tls };
    }
    const tls = MQTT_TLS_CERT !== undefined;
    const port = tls ? (this.opened.mqtts ?? MQTTS_PORT) : (this.opened.mqtt ?? MQTT_PORT ?? DEFAULT_PORT.mqtt);
    return { host: this.publicHost(), port, tls };
  }

  private publicHost(): string {
    if (this.drone.MQTT_HOST && !ANY_ADDRESS.includes(this.drone.MQTT_HOST)) return this.drone.MQTT_HOST;
    if (this.settings.PUBLIC_URL) return new URL(this.settings.PUBLIC_URL).hostname;
    return ANY_ADDRESS.includes(this.settings.HOST) ? 'localhost' : this.settings.HOST;
  }
}
