import { Injectable, Logger } from '@nestjs/common';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import type { IClientOptions, IPublishPacket, MqttClient } from 'mqtt';
import { Settings } from '../../../../kernel/config/settings';
import { Database } from '../../../../kernel/database/database';
import { CommandOutbox } from '../../commands/command-outbox';
import type { CommandCarrier, ListeningDevice } from '../../commands/command-outbox';
import { Commands } from '../../commands/commands';
import { DeviceInbox } from '../../device-protocol/device-inbox';
import type { DeviceCommand } from '../../device-protocol/messages';
import { DroneSettings } from '../../drone-settings';
import { SilenceWatch } from '../../presence/silence-watch';
import { AllStreams } from '../../streams/all-streams';
import { topicName } from '../../streams/stream-topic';
import { FROM_DEVICES } from '../topics';
import { readAddress } from './broker-address';
import { ConnectionLog } from './connection-log';
import { DeviceLink } from './device-link';
import { takeAtOnce } from './intake';
import { Turns } from './turns';

/** All processes have one, so that the broker keeps for the next what the one that died has not acknowledged. */
const CLIENT_ID = 'quintet';
const RECONNECT = 1_000;
const CONNECT_TIMEOUT = 5_000;
const KEEP_ALIVE_SECONDS = 10;
/** Milliseconds to the next try to subscribe, where the broker's rules forbid it. */
const RESUBSCRIBE = 10_000;
/** Messages that the broker may be behind; then it is left, and told everything again. */
const MAX_IN_FLIGHT = 20_000;

/** What there is while this process has the turn. */
interface Connection {
  client: MqttClient;
  link: DeviceLink;
  /** Ends the watch of all streams; set while the broker is connected. */
  stopFeed?: () => void;
}

/** Works with a broker of somebody else's instead of the embedded one, as a client of it: one process at a time. */
@Injectable()
export class ExternalBroker implements CommandCarrier, OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('drone-broker');
  private readonly log = new ConnectionLog();
  private connection?: Connection;
  private turns?: Turns;

  constructor(
    private readonly settings: Settings,
    private readonly drone: DroneSettings,
    private readonly database: Database,
    private readonly inbox: DeviceInbox,
    private readonly commands: Commands,
    private readonly streams: AllStreams,
    private readonly silence: SilenceWatch,
    outbox: CommandOutbox,
  ) {
    outbox.carryBy(this);
  }

  async onApplicationBootstrap(): Promise<void> {
    const { MQTT_URL } = this.drone;
    if (this.settings.ROLE === 'worker' || !MQTT_URL) return;
    const { connect } = await import('mqtt');
    const { url, ...credentials } = readAddress(MQTT_URL);
    const options: IClientOptions = {
      ...credentials,
      clientId: CLIENT_ID,
      clean: false,
      reconnectPeriod: RECONNECT,
      reconnectOnConnackError: true,
      connectTimeout: CONNECT_TIMEOUT,
      keepalive: KEEP_ALIVE_SECONDS,
      resubscribe: false,
    };
    const begin = () => this.begin(connect(url, { ...options }));
    const turns = new Turns(this.database, 'quintet drone external broker', { begin, end: () => this.end() });
    this.turns = turns;
    this.silence.onlyWhile(() => turns.isMine);
    turns.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.turns?.stop();
  }

  listening(): ListeningDevice[] {
    if (!this.connection?.client.connected || !this.turns?.isMine) return [];
    return this.connection.link.listening().map((deviceId) => ({ deviceId, connection: null }));
  }

  deliver(deviceId: string, command: DeviceCommand): void {
    this.connection?.link.tell(deviceId, command);
  }

  private begin(client: MqttClient): void {
    let inFlight = 0;
    const publish = (topic: string, payload: string, retain = false) => {
      if (!client.connected) return;
      if (++inFlight > MAX_IN_FLIGHT) client.stream.destroy();
      client.publish(topic, payload, { qos: 1, retain }, () => inFlight--);
    };
    const link = new DeviceLink(this.database, this.inbox, this.commands, publish);
    const connection: Connection = { client, link };
    this.connection = connection;
    const take = async ({ topic, payload, retain }: IPublishPacket) => {
      // This process did not run for a while: another one has been given this.
      if (!this.turns?.isMine) throw new Error('another process may have taken over');
      // What the broker has kept was said long ago.
      if (!retain) await link.receive(topic.toString(), Buffer.from(payload));
    };
    takeAtOnce(client, take, (error) => this.logger.warn({ err: error }, 'messages of devices wait'));
    client.on('connect', () => {
      this.log.opened();
      this.silence.pause();
      link.restart();
      this.subscribe(client);
      connection.stopFeed?.();
      // Begins with the last state of each job: what the broker missed comes now.
      connection.stopFeed = this.streams.watch((topic, payload) =>
        publish(topicName(topic), payload, topic.kind === 'JOB'),
      );
    });
    client.on('close', () => {
      connection.stopFeed?.();
      if (this.log.closed()) this.silence.pause();
    });
    client.on('error', (error) => this.log.failed(error));
  }

  private subscribe(client: MqttClient): void {
    if (client !== this.connection?.client || !client.connected) return;
    client.subscribe(FROM_DEVICES, (error, granted = []) => {
      const refused = granted.some(({ qos }) => (qos as number) >= 0x80);
      if (!client.connected || !(error || refused)) return;
      this.logger.error('the external broker lets nobody hear the devices: see its ACL');
      setTimeout(() => this.subscribe(client), RESUBSCRIBE).unref();
    });
  }

  private end(): void {
    this.connection?.stopFeed?.();
    this.connection?.link.stop();
    this.connection?.client.end(true);
    this.connection = undefined;
  }
}
