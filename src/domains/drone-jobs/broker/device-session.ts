import { Logger } from '@nestjs/common';
import type { Client } from 'aedes';
import type { Commands } from '../commands/commands';
import type { ListeningDevice } from '../commands/command-outbox';
import { commandOf } from '../commands/commands';
import type { DeviceInbox } from '../device-protocol/device-inbox';
import type { DeviceCommand, DeviceRef } from '../device-protocol/messages';
import type { Presence } from '../presence/presence';
import { CONNACK, MqttRefusal } from './mqtt-refusal';
import { MqttSession } from './mqtt-session';
import { deviceTopics } from './topics';

/** How the device's subscription to its commands stands. */
type Listening = 'no' | 'catching up' | 'yes';

interface Parts {
  presence: Presence;
  inbox: DeviceInbox;
  commands: Commands;
  /** Whether the device still has the credential that it came with. */
  isEnrolled: () => Promise<boolean>;
}

/** The connection of a device, which may use its own three topics. */
export class DeviceSession extends MqttSession {
  readonly kind = 'device';
  readonly clientId: string;
  private readonly logger = new Logger('drone-broker');
  private readonly topics;
  private connection?: string;
  private oldest = 0n;
  private listens: Listening = 'no';
  /** Something was sent while the open commands were read. */
  private missed = false;
  /** Sent again at the subscription: the outbox may still come with them. */
  private resent = new Set<string>();

  constructor(
    client: Client,
    readonly device: DeviceRef,
    private readonly parts: Parts,
  ) {
    super(client);
    this.clientId = `device:${device.deviceId}`;
    this.topics = deviceTopics(device.deviceId);
  }

  get listening(): ListeningDevice | undefined {
    if (this.listens === 'no' || this.ended || this.connection === undefined) return undefined;
    return { deviceId: this.device.deviceId, connection: this.connection };
  }

  /** Takes over from earlier connections. The credential is asked for again: nobody could cut this one before. */
  override async begin(): Promise<void> {
    this.connection = await this.parts.presence.connected(this.device);
    if (BigInt(this.connection) < this.oldest) this.end();
    if (!(await this.parts.isEnrolled())) throw new MqttRefusal(CONNACK.BAD_CREDENTIALS);
  }

  /** @param keep number of the first connection that goes on; all end without it */
  cut(keep?: string): void {
    if (keep === undefined) return this.end();
    if (BigInt(keep) > this.oldest) this.oldest = BigInt(keep);
    if (this.connection !== undefined && BigInt(this.connection) < this.oldest) this.end();
  }

  /** Both have begun. */
  isNewerThan(other: DeviceSession): boolean {
    return BigInt(this.connection!) > BigInt(other.connection!);
  }

  maySubscribe(topic: string): Promise<boolean> {
    return Promise.resolve(topic === this.topics.commandsTopic);
  }

  /** Everything open is sent again; what comes meanwhile waits, so that nothing overtakes what is older. */
  subscribed(): void {
    this.listens = 'catching up';
    this.catchUp().catch((error: unknown) => {
      this.logger.warn({ err: error, device: this.device.deviceId }, 'a device has to subscribe again');
      this.end();
    });
  }

  unsubscribed(): void {
    this.listens = 'no';
  }

  deliver(command: DeviceCommand): void {
    if (this.listens === 'catching up') this.missed = true;
    else if (!this.resent.delete(command.id)) this.tell(command);
  }

  async receive(topic: string, payload: Buffer): Promise<void> {
    if (topic === this.topics.eventsTopic) await this.parts.inbox.event(this.device, payload);
    else if (topic === this.topics.telemetryTopic) {
      this.parts.inbox.telemetry(this.device, payload, this.connection);
    } else throw new Error('not a topic of this device');
  }

  /** Who changes its credential cuts its connection. */
  stillGood(): Promise<boolean> {
    return Promise.resolve(true);
  }

  left(stopping: boolean): void {
    this.listens = 'no';
    if (stopping || this.connection === undefined) return;
    this.parts.presence.disconnected(this.device, this.connection).catch((error: unknown) => {
      this.logger.warn({ err: error, device: this.device.deviceId }, 'the end of a connection is left to its silence');
    });
  }

  private async catchUp(): Promise<void> {
    let rows;
    do {
      this.missed = false;
      rows = await this.parts.commands.open(this.device);
    } while (this.missed && !this.ended);
    this.resent = new Set(rows.map(({ id }) => id));
    for (const row of rows) this.tell(commandOf(row));
    if (this.listens === 'catching up') this.listens = 'yes';
  }

  private tell(command: DeviceCommand): void {
    this.send(this.topics.commandsTopic, JSON.stringify(command));
  }
}
