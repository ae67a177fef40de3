/** What is used of u8-mqtt, which comes without types. */
declare module 'u8-mqtt/cjs/full-v4.cjs' {
  export interface Packet {
    topic: string;
    retain: boolean;
    dup: boolean;
    qos: number;
    utf8(): string;
  }
  type Answer = [packet: { answers: number[] }, error?: unknown];
  export interface MqttV4 {
    with(functions: object): MqttV4;
    with_stream(stream: NodeJS.ReadWriteStream): MqttV4;
    on_topic(route: string, handler: (packet: Packet) => void): MqttV4;
    connect(packet: object): Promise<Answer>;
    ping(): Promise<unknown>;
    disconnect(): Promise<unknown>;
    subscribe(packet: object): Promise<Answer>;
    unsubscribe(topics: string[]): Promise<Answer>;
    pub(packet: object): Promise<Answer>;
    _send(type: string, packet: object): Promise<unknown>;
  }
  export function mqtt_v4(options?: object): MqttV4;
}
