import type { Socket } from 'node:net';
import { Injectable, Logger } from '@nestjs/common';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import type { Aedes, AedesOptions, Client } from 'aedes';
import { Settings } from '../../../kernel/config/settings';
import { CommandOutbox } from '../commands/command-outbox';
import type { CommandCarrier, ListeningDevice } from '../commands/command-outbox';
import type { DeviceCommand } from '../device-protocol/messages';
import { DroneSettings } from '../drone-settings';
import { Presence } from '../presence/presence';
import { DeviceSession } from './device-session';
import { CONNACK, MqttRefusal } from './mqtt-refusal';
import { MqttPorts } from './mqtt-ports';
import type { MqttSession, SessionKind } from './mqtt-session';
import { MqttSignIn } from './mqtt-sign-in';
import { refuseMalformedFilters } from './malformed-filters';
import { limitPackets } from './packet-limit';

/** Milliseconds between looks whether those who are connected still may be. */
const SWEEP = 1_000;
/** Milliseconds that a connection has to say who it is. */
const CONNECT_TIMEOUT = 10_000;
/** Milliseconds that a reader may take nothing. */
const DRAIN_TIMEOUT = 30_000;

/** MQTT 3.1.1 for devices and subscribers, by aedes, of which only the protocol is used: nothing is kept in it. */
@Injectable()
export class EmbeddedBroker implements CommandCarrier, OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('drone-broker');
  private readonly sessions = new Map<Client, MqttSession>();
  /** The session that gets a device's commands. */
  private readonly devices = new Map<string, DeviceSession>();
  /** Messages that are being taken in. */
  private readonly received = new Set<Promise<void>>();
  private broker?: Aedes;
  private sweep?: NodeJS.Timeout;
  private stopping = false;

  constructor(
    private readonly settings: Settings,
    private readonly drone: DroneSettings,
    private readonly ports: MqttPorts,
    private readonly signIn: MqttSignIn,
    outbox: CommandOutbox,
    presence: Presence,
  ) {
    outbox.carryBy(this);
    presence.onCut((deviceId, keep) => this.cut(deviceId, keep));
  }

  async onApplicationBootstrap(): Promise<void> {
    if (this.settings.ROLE === 'worker' || this.drone.MQTT_URL) return;
    const { Aedes } = await import('aedes');
    const broker = await Aedes.createBroker(this.options());
    broker.on('subscribe', (subscriptions, client) => {
      const granted = subscriptions.filter(({ qos }) => (qos as number) !== 0x80).map(({ topic }) => topic);
      if (granted.length > 0) this.sessions.get(client)?.subscribed(granted);
    });
    broker.on('unsubscribe', (topics, client) => this.sessions.get(client)?.unsubscribed(topics));
    broker.on('clientError', (_client, error) => this.logger.debug(`a connection ends: ${error.message}`));
    broker.on('connectionError', (_client, error) => this.logger.debug(`no connection: ${error.message}`));
    this.broker = broker;
    await this.ports.open((socket) => this.handle(broker, socket));
    this.sweep = setInterval(() => this.look(), SWEEP);
  }

  /** What is being taken in is finished and acknowledged; devices then go on elsewhere, and are not taken for lost. */
  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    clearInterval(this.sweep);
    this.ports.close();
    await Promise.allSettled(this.received);
    await new Promise<void>((closed) => (this.broker ? this.broker.close(closed) : closed()));
  }

  listening(): ListeningDevice[] {
    return [...this.devices.values()].flatMap((session) => session.listening ?? []);
  }

  deliver(deviceId: string, command: DeviceCommand): void {
    this.devices.get(deviceId)?.deliver(command);
  }

  /** Connections of this process now. */
  count(kind: SessionKind): number {
    return [...this.sessions.values()].filter((session) => session.kind === kind).length;
  }

  private options(): AedesOptions {
    return {
      connectTimeout: CONNECT_TIMEOUT,
      drainTimeout: DRAIN_TIMEOUT,
      // Sessions end with their connections, and a device's will says no more than that its connection has ended.
      preConnect: (_client, packet, done) => {
        packet.clean = true;
        packet.will = undefined;
        done(null, !this.stopping);
      },
      authenticate: (client, username, password, done) => {
        this.letIn(client, username ?? '', password?.toString() ?? '').then(
          () => done(null, true),
          (error: unknown) => done(this.refusalOf(error) as Parameters<typeof done>[0], false),
        );
      },
      authorizeSubscribe: (client, subscription, done) => {
        const asked = this.sessions.get(client)?.maySubscribe(subscription.topic) ?? Promise.resolve(false);
        asked.then((may) => done(null, may ? subscription : null), done);
      },
      authorizePublish: (client, packet, done) => {
        packet.retain = false;
        const session = client && this.sessions.get(client);
        if (!session || this.stopping) return done(new Error('nobody takes messages'));
        const receiving = session.receive(packet.topic, Buffer.from(packet.payload));
        this.received.add(receiving);
        receiving.then(() => done(), done).finally(() => this.received.delete(receiving));
      },
    };
  }

  private handle(broker: Aedes, socket: Socket): void {
    socket.setNoDelay(true);
    const client = broker.handle(socket);
    limitPackets(client);
    refuseMalformedFilters(client);
    socket.once('close', () => this.leave(client));
  }

  private async letIn(client: Client, username: string, password: string): Promise<void> {
    const session = await this.signIn.sessionOf(client, username, password);
    this.sessions.set(client, session);
    try {
      await session.begin();
      if (session instanceof DeviceSession) this.enter(session);
    } finally {
      if (session.ended) this.leave(client);
    }
    (client as { id: string }).id = session.clientId;
  }

  /** Connections of a device that come at once may get here in another order than that in which they took over. */
  private enter(session: DeviceSession): void {
    const { deviceId } = session.device;
    const other = this.devices.get(deviceId);
    if (!other || session.isNewerThan(other)) this.devices.set(deviceId, session);
  }

  private leave(client: Client): void {
    const session = this.sessions.get(client);
    if (!session) return;
    this.sessions.delete(client);
    if (session instanceof DeviceSession && this.devices.get(session.device.deviceId) === session) {
      this.devices.delete(session.device.deviceId);
    }
    session.left(this.stopping);
  }

  private cut(deviceId: string, keep?: string): void {
    for (const session of this.sessions.values()) {
      if (session instanceof DeviceSession && session.device.deviceId === deviceId) session.cut(keep);
    }
  }

  private look(): void {
    for (const session of this.sessions.values()) {
      // Whoever cannot be asked about stays: the database is away.
      session.stillGood().then(
        (good) => good || session.end(),
        () => undefined,
      );
    }
  }

  private refusalOf(error: unknown): MqttRefusal {
    if (error instanceof MqttRefusal) return error;
    this.logger.warn({ err: error }, 'nobody can sign in');
    return new MqttRefusal(CONNACK.UNAVAILABLE);
  }
}
