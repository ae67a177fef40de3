import { randomUUID } from 'node:crypto';
import { deviceTopics } from '../../src/domains/drone-jobs/broker/topics';
import type { DeviceCommand, DeviceEventType } from '../../src/domains/drone-jobs/device-protocol/messages';
import type { Client } from './client';
import { MqttClient } from './mqtt';
import type { MqttOptions } from './mqtt';
import type { Server } from './server';
import { waitFor } from './wait-for';

const TELEMETRY_MS = 300;
const AT_HOME = {
  battery: 100,
  droneState: 'DOCKED',
  dockState: 'CLOSED',
  navigation: { position: { type: 'Point', coordinates: [-122.4194, 37.7749, 0] } },
};

export async function makeGroup(api: Client, fields: object = {}): Promise<string> {
  const { status, body, text } = await api.post('/v3/device-groups', { name: 'Fleet', ...fields });
  if (status !== 201) throw new Error(text);
  return body.deviceGroup.deviceGroupId as string;
}

export async function makeJob(api: Client, deviceGroupId: string, fields: object = {}): Promise<string> {
  const { status, body, text } = await api.post('/v3/jobs/create', { name: 'Flight', deviceGroupId, ...fields });
  if (status !== 201) throw new Error(text);
  return body.job.jobId as string;
}

/** A device, played over MQTT. */
export class Drone {
  /** The connection; a new one after each `connect`. */
  mqtt: MqttClient;
  /** What the telemetry says. */
  state: Record<string, unknown> = { ...AT_HOME };
  /** The lease that the telemetry shows. */
  flight?: { jobId: string; lease: number };
  private beat?: NodeJS.Timeout;

  private constructor(
    readonly id: string,
    readonly credential: string,
    private server: Server,
  ) {}

  /** Makes a device of the group and enrols it; not connected yet. */
  static async enrolled(server: Server, api: Client, deviceGroupId: string, fields: object = {}): Promise<Drone> {
    const made = await api.post('/v3/devices', { name: 'Drone', deviceGroupId, ...fields });
    if (made.status !== 201) throw new Error(made.text);
    const { status, body, text } = await server.stranger().post('/v3/devices/enrol', made.body.enrolment);
    if (status !== 201) throw new Error(text);
    const { deviceId, credential } = body as { deviceId: string; credential: string };
    return new Drone(deviceId, credential, server);
  }

  /** A device that is there, with a credential that its broker knows. */
  static known(server: Server, id: string, credential: string): Drone {
    return new Drone(id, credential, server);
  }

  get topics() {
    return deviceTopics(this.id);
  }

  /** Connects, and takes over from an earlier connection. @param on another server of the same service */
  async connect({ on, subscribe = true, ...options }: Partial<MqttOptions> & Options = {}): Promise<this> {
    if (on) this.server = on;
    const identity = { clientId: this.id, username: this.id, password: this.credential };
    this.mqtt = await MqttClient.connect({ port: this.server.mqttPort, ...identity, ...options });
    if (subscribe) await this.mqtt.subscribe(this.topics.commandsTopic);
    return this;
  }

  /** Connects and sends telemetry until `silence`; resolves when everybody sees it online. */
  async online(api: Client, options: Partial<MqttOptions> & Options = {}): Promise<this> {
    await this.connect(options);
    this.talk();
    await waitFor(async () => (await api.get(`/v3/devices/${this.id}`)).body.device.status === 'online', {
      what: `${this.id} to be online`,
    });
    return this;
  }

  /** Telemetry from now on, several times a second. */
  talk(): void {
    this.silence();
    this.tell();
    this.beat = setInterval(() => this.tell(), TELEMETRY_MS);
  }

  /** No telemetry from now on, with the connection still there. */
  silence(): void {
    clearInterval(this.beat);
  }

  /** One message of telemetry. */
  tell(more: object = {}): void {
    this.mqtt.post(this.topics.telemetryTopic, { ...this.state, ...this.flight, ...more });
  }

  /** Reports; resolves with the PUBACK: everybody sees the effect. */
  async report(type: DeviceEventType, fields: object = {}): Promise<void> {
    await this.mqtt.publish(this.topics.eventsTopic, { id: randomUUID(), type, ...this.flight, ...fields });
  }

  /** Commands of this connection so far. */
  get commands(): DeviceCommand[] {
    return this.mqtt.json(this.topics.commandsTopic) as DeviceCommand[];
  }

  /** Waits for a command of a type, for a job where it is named. */
  command(type: DeviceCommand['type'], jobId?: string): Promise<DeviceCommand> {
    const fits = (command: DeviceCommand) => command.type === type && (!jobId || command.jobId === jobId);
    return this.mqtt.message(this.topics.commandsTopic, fits) as Promise<DeviceCommand>;
  }

  /** Waits for an assignment and takes it: from now on the telemetry shows its lease. */
  async accept(jobId?: string): Promise<DeviceCommand> {
    const assign = await this.command('assign', jobId);
    this.flight = { jobId: assign.jobId, lease: assign.lease };
    await this.report('accepted');
    return assign;
  }

  /** As `accept`, and takes off. */
  async start(jobId?: string): Promise<DeviceCommand> {
    const assign = await this.accept(jobId);
    this.state.droneState = 'WAYPOINT';
    await this.report('started');
    return assign;
  }

  /** Ends the flight. */
  async land(type: 'completed' | 'failed' = 'completed', fields: object = {}): Promise<void> {
    await this.report(type, fields);
    this.flight = undefined;
    this.state = { ...AT_HOME };
  }

  /** A whole flight: the next assignment to its end. */
  async fly(jobId?: string): Promise<DeviceCommand> {
    const assign = await this.start(jobId);
    await this.report('progress', { percent: 50, phase: 'MISSION', waypointIndex: 1, etaSeconds: 5 });
    await this.land();
    return assign;
  }

  /** The link is lost: the socket ends without a word. */
  async loseLink(): Promise<void> {
    this.silence();
    await this.mqtt.destroy();
  }

  /** Ends it, at the end of a test. */
  async stop(): Promise<void> {
    this.silence();
    await this.mqtt?.destroy();
  }
}

interface Options {
  on?: Server;
  /** Whether it listens to its commands; it does. */
  subscribe?: boolean;
}
