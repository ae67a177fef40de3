import mqtt from 'mqtt';

/** Milliseconds from the end of a connection to the next try. */
const RETRY = 1_000;
/** Milliseconds after which an event is sent again that nobody has said to have. */
const PATIENCE = 3_000;

/**
 * A drone's connection to the broker. Events wait while it is down; telemetry is lost. An event has arrived when the broker
 * says so, or, where that is not the service's own, when the service itself does.
 */
export class MqttLink {
  #drone;
  #client;
  #unacknowledged = new Map();
  #anyCertificate;
  #servers;
  #acksTopic;
  #repeatedAt = 0;

  /**
   * @param received called with each command @param acknowledged called with the id of each event that has arrived
   * @param failed called with each error of a connection @param anyCertificate whether a broker may show any
   * @param servers of the service's own broker, which are tried in turn; the one that the enrolment told where there are none
   * @param external whether the broker is not the service's own
   */
  constructor(
    drone,
    { received, acknowledged, failed = () => undefined },
    { anyCertificate = false, servers = [], external = false } = {},
  ) {
    if (external) this.#acksTopic = drone.mqtt.commandsTopic.replace(/commands$/, 'acks');
    this.#drone = drone;
    this.#servers = servers.length > 0 ? servers : [{ host: drone.mqtt.host, port: drone.mqtt.port }];
    this.received = received;
    this.acknowledged = acknowledged;
    this.failed = failed;
    this.#anyCertificate = anyCertificate;
  }

  get open() {
    return this.#client !== undefined;
  }

  /** Whether what is sent now leaves now. */
  get connected() {
    return this.#client?.connected ?? false;
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
      rejectUnauthorized: !this.#anyCertificate,
      will: {
        topic: address.eventsTopic,
        qos: 1,
        retain: false,
        payload: JSON.stringify({ id: `will-${Date.now()}`, type: 'offline' }),
      },
    });
    this.#client = client;
    client.on('connect', () => {
      client.subscribe([address.commandsTopic, ...(this.#acksTopic ? [this.#acksTopic] : [])], { qos: 1 });
      this.#repeat();
    });
    client.on('message', (topic, payload) => {
      const message = JSON.parse(payload.toString());
      if (topic === this.#acksTopic) this.#arrived(message.id, message.outcome);
      else this.received(message);
    });
    client.on('error', (error) => this.failed(error));
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
      if (this.connected) this.#client.publish(this.#drone.mqtt.telemetryTopic, JSON.stringify(message));
      if (this.connected && this.#acksTopic && Date.now() - this.#repeatedAt > PATIENCE) this.#repeat();
      return;
    }
    this.#unacknowledged.set(message.id, message);
    if (this.connected) this.#publish(message);
  }

  #repeat() {
    this.#repeatedAt = Date.now();
    for (const message of this.#unacknowledged.values()) this.#publish(message);
  }

  /** One that came too late counts for nothing. */
  #arrived(id, outcome) {
    if (this.#unacknowledged.delete(id) && outcome !== 'stale') this.acknowledged(id);
  }

  #publish(message) {
    const client = this.#client;
    client.publish(this.#drone.mqtt.eventsTopic, JSON.stringify(message), { qos: 1 }, (error) => {
      if (!error && client === this.#client && !this.#acksTopic) this.#arrived(message.id);
    });
  }
}
