import mqtt from 'mqtt';

/** Milliseconds from the end of a connection to the next try. */
const RETRY = 1_000;

/** A drone's connection to the broker. Events wait while it is down; telemetry is lost. */
export class MqttLink {
  #drone;
  #client;
  #unacknowledged = new Map();

  #servers;

  /**
   * @param received called with each command @param acknowledged called with the id of each event that has arrived
   * @param servers addresses that are tried in turn; the one that the enrolment told where there are none
   */
  constructor(drone, { received, acknowledged }, servers) {
    this.#drone = drone;
    this.#servers = servers.length > 0 ? servers : [{ host: drone.mqtt.host, port: drone.mqtt.port }];
    this.received = received;
    this.acknowledged = acknowledged;
  }

  get open() {
    return this.#client !== undefined;
  }

  connect() {
    const { credential, mqtt: address } = this.#drone;
    const protocol = address.tls ? 'mqtts' : 'mqtt';
    const client = mqtt.connect({
      servers: this.#servers.map((server) => ({ ...server, protocol })),
      protocol,
      clientId: address.clientId,
      username: address.username,
      password: credential,
      keepalive: 10,
      reconnectPeriod: RETRY,
      reconnectOnConnackError: true,
      queueQoSZero: false,
      resubscribe: false,
      rejectUnauthorized: false,
      will: {
        topic: address.eventsTopic,
        qos: 1,
        retain: false,
        payload: JSON.stringify({ id: `will-${Date.now()}`, type: 'offline' }),
      },
    });
    this.#client = client;
    client.on('connect', () => {
      client.subscribe(address.commandsTopic, { qos: 1 });
      for (const message of this.#unacknowledged.values()) this.#publish(message);
    });
    client.on('message', (_topic, payload) => this.received(JSON.parse(payload.toString())));
    client.on('error', () => undefined);
  }

  /** As if the radio were gone: no goodbye. */
  drop() {
    this.#client?.stream?.destroy();
    this.#client?.end(true);
    this.#client = undefined;
  }

  async close() {
    await this.#client?.endAsync();
    this.#client = undefined;
  }

  send(topic, message) {
    if (topic === 'telemetry') {
      if (this.#client?.connected) this.#client.publish(this.#drone.mqtt.telemetryTopic, JSON.stringify(message));
      return;
    }
    this.#unacknowledged.set(message.id, message);
    if (this.#client?.connected) this.#publish(message);
  }

  #publish(message) {
    const client = this.#client;
    client.publish(this.#drone.mqtt.eventsTopic, JSON.stringify(message), { qos: 1 }, (error) => {
      if (error || client !== this.#client) return;
      this.#unacknowledged.delete(message.id);
      this.acknowledged(message.id);
    });
  }
}
