import type { Client } from 'aedes';

/** Bytes that a reader may be behind before its connection ends. */
const MAX_BACKLOG = 1024 * 1024;

/** aedes calls it, whatever its types say. */
const sent = () => undefined;

export type SessionKind = 'device' | 'key' | 'share';

/** What one connection may do, and what it gets. */
export abstract class MqttSession {
  abstract readonly kind: SessionKind;
  /** What the connection's client id becomes: none but its own credential's may displace it. */
  abstract readonly clientId: string;

  constructor(protected readonly client: Client) {}

  get ended(): boolean {
    return this.client.closed || this.client.conn.destroyed;
  }

  /** Called before it is let in, with the session already known to those who may end it. @throws MqttRefusal */
  begin(): Promise<void> {
    return Promise.resolve();
  }

  /** Whether it may listen to the topic. */
  abstract maySubscribe(topic: string): Promise<boolean>;

  /** The subscriptions have been confirmed. */
  abstract subscribed(topics: string[]): void;

  abstract unsubscribed(topics: string[]): void;

  /** Takes in a message. The connection ends where it fails. @throws Error for a topic that is not its own */
  abstract receive(topic: string, payload: Buffer): Promise<void>;

  /** Whether it may go on, asked each second. */
  abstract stillGood(): Promise<boolean>;

  /** The connection has ended. @param stopping the process is about to end, and that alone is why */
  abstract left(stopping: boolean): void;

  end(): void {
    this.client.close();
  }

  protected send(topic: string, payload: string, retain = false): void {
    if (this.ended) return;
    this.client.publish({ cmd: 'publish', topic, payload, qos: 1, retain, dup: false }, sent);
    if (this.client.conn.writableLength > MAX_BACKLOG) this.end();
  }
}
