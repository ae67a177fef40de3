import { connect as connectTcp } from 'node:net';
import type { Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { mqtt_v4 } from 'u8-mqtt/cjs/full-v4.cjs';
import type { MqttV4 } from 'u8-mqtt/cjs/full-v4.cjs';
import { waitFor } from './wait-for';

export interface MqttOptions {
  port: number;
  clientId: string;
  username?: string;
  password?: string;
  will?: { topic: string; payload: string; qos?: 0 | 1 };
  /** Seconds; 0: none. */
  keepAlive?: number;
  /** Trusted certificate, for TLS. */
  ca?: string;
}

export interface MqttMessage {
  topic: string;
  text: string;
  retain: boolean;
  dup: boolean;
  at: number;
}

/** The broker's answer to CONNECT, where that is a refusal. */
export class ConnackError extends Error {
  constructor(readonly code: number) {
    super(`CONNACK ${code}`);
  }
}

/** MQTT 3.1.1 as devices and subscribers speak it, by u8-mqtt: neither the server's library nor its codec. */
export class MqttClient {
  readonly messages: MqttMessage[] = [];
  /** Resolves when the connection has ended, by whatever. */
  readonly closed: Promise<'closed'>;
  private readonly listeners: ((message: MqttMessage) => void)[] = [];

  private constructor(
    private readonly socket: Socket,
    private readonly protocol: MqttV4,
  ) {
    this.closed = new Promise((resolve) => socket.once('close', () => resolve('closed')));
    protocol.on_topic('*', (packet) => {
      const message = {
        topic: packet.topic,
        text: packet.utf8(),
        retain: packet.retain,
        dup: packet.dup,
        at: performance.now(),
      };
      this.messages.push(message);
      for (const listener of this.listeners) listener(message);
    });
  }

  /** @throws ConnackError */
  static async connect({ port, clientId, username, password, will, keepAlive, ca }: MqttOptions): Promise<MqttClient> {
    const socket = ca
      ? connectTls({ port, host: '127.0.0.1', ca, servername: 'localhost' })
      : connectTcp({ port, host: '127.0.0.1' });
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    const protocol = mqtt_v4({ keep_alive: keepAlive ?? 0 }).with({
      log_conn: () => undefined,
      on_error: () => undefined,
    });
    const client = new MqttClient(socket, protocol);
    protocol.with_stream(socket);
    const connected = protocol
      .connect({
        client_id: clientId,
        username,
        password: password === undefined ? undefined : Buffer.from(password),
        keep_alive: keepAlive ?? 0,
        flags: { clean_start: true },
        will: will && { ...will, payload: Buffer.from(will.payload), qos: will.qos ?? 1 },
      })
      .catch((error: { reason?: number }) => {
        socket.destroy();
        throw error.reason === undefined ? error : new ConnackError(Number(error.reason));
      });
    await client.unlessClosed(connected, 'CONNECT');
    return client;
  }

  /** What a broker answers to bytes that are no packet of this client's making. */
  static async raw(port: number, bytes: Buffer): Promise<Buffer> {
    const socket = connectTcp({ port, host: '127.0.0.1' });
    socket.write(bytes);
    const chunks: Buffer[] = [];
    for await (const chunk of socket) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  }

  /** The code of each topic: a QoS, or 0x80. */
  async subscribe(...topics: string[]): Promise<number[]> {
    const asked = this.protocol.subscribe({ topics: topics.map((topic) => [topic, { qos: 1 }]) });
    const [packet] = await this.unlessClosed(asked, 'SUBSCRIBE');
    return packet.answers.map(Number);
  }

  async unsubscribe(topic: string): Promise<void> {
    await this.unlessClosed(this.protocol.unsubscribe([topic]), 'UNSUBSCRIBE');
  }

  /** With QoS 1; resolves with the PUBACK. @throws Error where the connection ends before */
  async publish(topic: string, payload: object | string | Buffer, { retain = false } = {}): Promise<void> {
    const pub = { topic, payload: bytesOf(payload), qos: 1, retain };
    const [, error] = await this.unlessClosed(this.protocol.pub(pub), 'PUBLISH');
    if (error) throw new Error(`no PUBACK: ${String(error)}`);
  }

  /** With QoS 0: nobody tells whether it arrives. (`pub` of u8-mqtt 0.6 fails for it.) */
  post(topic: string, payload: object | string | Buffer): void {
    void this.protocol._send('publish', { topic, payload: bytesOf(payload), qos: 0 });
  }

  onMessage(listener: (message: MqttMessage) => void): void {
    this.listeners.push(listener);
  }

  /** The messages of a topic, as JSON. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  json(topic: string): any[] {
    return this.messages
      .filter((message) => message.topic === topic && message.text !== '')
      .map(({ text }) => JSON.parse(text) as unknown);
  }

  /** Waits for the first message of a topic that fits. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  message(topic: string, fits: (body: any) => boolean = () => true): Promise<any> {
    // eslint-disable-next-line @typescript-eslint/no-explicit-any
    return waitFor(() => this.json(topic).find(fits) as any, { what: `a message of ${topic}`, timeout: 20_000 });
  }

  /** Says goodbye. */
  async disconnect(): Promise<void> {
    await this.protocol.disconnect();
    this.socket.end();
    await this.closed;
  }

  /** Without a goodbye, as when the link is lost. */
  async destroy(): Promise<void> {
    this.socket.destroy();
    await this.closed;
  }

  /** Resolves with the answer: the connection is alive. */
  async ping(): Promise<void> {
    await this.unlessClosed(this.protocol.ping(), 'PINGREQ');
  }

  private async unlessClosed<T>(answer: Promise<T>, packet: string): Promise<T> {
    answer.catch(() => undefined);
    const first = await Promise.race([answer, this.closed]);
    if (first === 'closed') throw new Error(`the connection ended before the answer to ${packet}`);
    return first as T;
  }
}

const bytesOf = (payload: object | string | Buffer): Buffer => {
  if (Buffer.isBuffer(payload)) return payload;
  return Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload));
};
