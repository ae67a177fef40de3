import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { Database } from '../../../../kernel/database/database';
import { commandOf } from '../../commands/commands';
import type { Commands, CommandRow } from '../../commands/commands';
import type { DeviceInbox } from '../../device-protocol/device-inbox';
import type { DeviceCommand, DeviceRef, Outcome } from '../../device-protocol/messages';
import { SerialQueues } from '../../device-protocol/serial-queues';
import { lookedUp } from '../../ids';
import { acksTopic, deviceTopics, senderOf } from '../topics';
import type { Sender } from '../topics';

/** A device that says nothing for this long may have lost its session with the broker, milliseconds. */
const SILENCE = 5_000;
/** Seconds that a device has to answer before it is told again: nobody knows what the broker could deliver. */
const PATIENCE = 5;
/**
 * A broker tells the will of a connection that another one of the device has taken over: it does not count where the
 * device is heard within this time, milliseconds.
 */
const TAKEOVER = 1_500;
const MAX_PAYLOAD = 64 * 1024;

const FIND_DEVICE = {
  name: 'drone-external-device-find',
  text: 'SELECT tenant_id AS "tenantId", id AS "deviceId" FROM drone.devices WHERE id = $1',
};
const LIST_UNANSWERED = {
  name: 'drone-external-command-list-unanswered',
  text: `SELECT id, seq, device_id, job_id, lease::float8, type, body, sent_at, expires_at FROM drone.commands
    WHERE device_id = ANY ($1) AND answered_at IS NULL AND superseded_at IS NULL AND expires_at > clock_timestamp()
      AND sent_at < clock_timestamp() - interval '${PATIENCE} seconds' ORDER BY seq LIMIT 1000`,
};

interface Heard {
  device: DeviceRef;
  /** Milliseconds. */
  at: number;
  /** Everything open was sent since it was silent. */
  caughtUp: boolean;
}

/**
 * Devices that are connected to a broker that tells nothing of who subscribes: one that is heard is taken to listen. When
 * it is heard again after a silence it gets everything that is open, and what it does not answer comes again.
 */
export class DeviceLink {
  private readonly logger = new Logger('drone-broker');
  private readonly heard = new Map<string, Heard>();
  private readonly queues = new SerialQueues();
  private readonly repeat: NodeJS.Timeout;
  private stopped = false;

  constructor(
    private readonly database: Database,
    private readonly inbox: DeviceInbox,
    private readonly commands: Commands,
    private readonly publish: (topic: string, payload: string) => void,
  ) {
    this.repeat = setInterval(() => void this.tellAgain(), PATIENCE * 1000);
  }

  stop(): void {
    this.stopped = true;
    clearInterval(this.repeat);
    this.restart();
  }

  /** The broker has lost what it was told: every device gets what is open when it is heard. */
  restart(): void {
    this.heard.clear();
  }

  listening(): string[] {
    const since = performance.now() - SILENCE;
    return [...this.heard].filter(([, { at, caughtUp }]) => caughtUp && at > since).map(([id]) => id);
  }

  tell(deviceId: string, command: DeviceCommand): void {
    this.publish(deviceTopics(deviceId).commandsTopic, JSON.stringify(command));
  }

  /**
   * Resolves when the message may be acknowledged. Those of a device are taken in one after the other.
   * @throws Error where it could not be taken in
   */
  async receive(topic: string, payload: Buffer): Promise<void> {
    const sender = senderOf(topic);
    if (!sender || payload.length > MAX_PAYLOAD) return;
    await this.queues.run(sender.deviceId, () => this.receiveFrom(sender, payload));
  }

  private async receiveFrom(sender: Sender, payload: Buffer): Promise<void> {
    const device = await this.deviceOf(sender.deviceId);
    if (!device) return;
    if (sender.kind === 'events' && saysOffline(payload)) return void this.leave(device, payload);
    if (sender.kind === 'telemetry') this.inbox.telemetry(device, payload);
    else await this.takeIn(device, payload);
    this.note(device);
  }

  /** Not waited for: should it fail, the device is missed soon. */
  private async leave(device: DeviceRef, payload: Buffer): Promise<void> {
    this.heard.delete(device.deviceId);
    await delay(TAKEOVER, undefined, { ref: false });
    if (this.stopped || this.heard.has(device.deviceId)) return;
    await this.takeIn(device, payload).catch((error: unknown) => {
      this.logger.warn({ err: error }, 'a device that has left is left to its silence');
    });
  }

  private async takeIn(device: DeviceRef, payload: Buffer): Promise<void> {
    this.acknowledge(device, payload, await this.inbox.event(device, payload));
  }

  /** The broker's own PUBACK says only that the broker has it, and it may lose it. */
  private acknowledge({ deviceId }: DeviceRef, payload: Buffer, outcome: Outcome): void {
    if (outcome === 'invalid') return;
    const { id } = JSON.parse(payload.toString()) as { id: string };
    this.publish(acksTopic(deviceId), JSON.stringify({ id, outcome }));
  }

  private async deviceOf(deviceId: string): Promise<DeviceRef | undefined> {
    const known = this.heard.get(deviceId);
    if (known) return known.device;
    const [device] = await this.database.run<DeviceRef>(FIND_DEVICE, [lookedUp(deviceId)]);
    return device;
  }

  private note(device: DeviceRef): void {
    const now = performance.now();
    const known = this.heard.get(device.deviceId);
    const caughtUp = known !== undefined && known.caughtUp && now - known.at < SILENCE;
    const heard = { device, at: now, caughtUp };
    this.heard.set(device.deviceId, heard);
    if (!caughtUp) void this.catchUp(heard);
  }

  private async catchUp(heard: Heard): Promise<void> {
    try {
      for (const row of await this.commands.open(heard.device)) this.tell(heard.device.deviceId, commandOf(row));
      const latest = this.heard.get(heard.device.deviceId);
      if (latest) latest.caughtUp = true;
    } catch (error) {
      this.logger.warn({ err: error }, 'commands wait until the device is heard again');
    }
  }

  private async tellAgain(): Promise<void> {
    const devices = this.listening();
    if (devices.length === 0) return;
    const rows = await this.database.run<CommandRow>(LIST_UNANSWERED, [devices]).catch(() => []);
    for (const row of rows) this.tell(row.device_id, commandOf(row));
    const since = performance.now() - SILENCE;
    for (const [id, { at }] of this.heard) if (at < since) this.heard.delete(id);
  }
}

function saysOffline(payload: Buffer): boolean {
  try {
    return (JSON.parse(payload.toString()) as { type?: unknown } | null)?.type === 'offline';
  } catch {
    return false;
  }
}
