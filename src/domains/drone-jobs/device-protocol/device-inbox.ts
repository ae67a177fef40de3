import { Injectable } from '@nestjs/common';
import pLimit from 'p-limit';
import { Database } from '../../../kernel/database/database';
import { patiently } from '../../../kernel/database/patiently';
import { isJsonObject } from '../../../kernel/http/json';
import { DeviceEvents, RECEIVE } from '../flights/device-events';
import { DeviceMetrics } from '../metrics/device-metrics';
import type { MessageType } from '../metrics/device-metrics';
import { Presence } from '../presence/presence';
import { TelemetryBatch } from '../telemetry/telemetry-batch';
import { EVENT_TYPES } from './messages';
import type { DeviceEvent, DeviceEventType, DeviceRef, Outcome, Telemetry } from './messages';
import { InvalidMessage, parseMessage, readEvent, readTelemetry } from './read-message';
import { Rejections } from './rejections';
import { SerialQueues } from './serial-queues';

/** Its last word: what other processes have heard before does not bring it back. The device must be locked. */
const LEAVE = {
  name: 'drone-device-leave',
  text: `UPDATE drone.devices SET last_seen_at = clock_timestamp() WHERE tenant_id = $1 AND id = $2`,
};

/** Events that are applied at once, of different devices: the others leave connections to commands, dispatch and requests. */
const MAX_AT_ONCE = 6;

/** Takes in what devices send, whatever it came by. */
@Injectable()
export class DeviceInbox {
  private readonly queues = new SerialQueues();
  private readonly turns = pLimit(MAX_AT_ONCE);

  constructor(
    private readonly database: Database,
    private readonly events: DeviceEvents,
    private readonly presence: Presence,
    private readonly batch: TelemetryBatch,
    private readonly rejections: Rejections,
    private readonly metrics: DeviceMetrics,
  ) {}

  /**
   * Resolves when the event's transaction is committed. Events of a device are applied in the order of these calls.
   * @throws Error where it could not be applied, as for all that wait behind it: the device has to send them again
   */
  event(device: DeviceRef, payload: Buffer): Promise<Outcome> {
    return this.take(device, () => parseMessage(payload));
  }

  /** As `event`, for one that is parsed. */
  parsedEvent(device: DeviceRef, message: unknown): Promise<Outcome> {
    return this.take(device, () => message);
  }

  /**
   * Kept in memory until it is written with others, a quarter of a second later at the latest.
   * @param connection the number of the one that it came by, where devices have connections
   */
  telemetry(device: DeviceRef, payload: Buffer, connection?: string): Outcome {
    try {
      this.accept(device, parseMessage(payload), connection);
      return 'applied';
    } catch (error) {
      if (!(error instanceof InvalidMessage)) throw error;
      void this.reject(device, 'telemetry', error);
      return 'invalid';
    }
  }

  /**
   * As `telemetry`, for one that is parsed; resolves when it is written.
   * @throws InvalidMessage
   */
  async parsedTelemetry(device: DeviceRef, message: unknown): Promise<void> {
    try {
      this.accept(device, message);
    } catch (error) {
      if (error instanceof InvalidMessage) await this.reject(device, 'telemetry', error);
      throw error;
    }
    await this.batch.settle(device.deviceId);
  }

  private accept(device: DeviceRef, message: unknown, connection?: string): void {
    const telemetry: Telemetry = readTelemetry(message);
    this.batch.add(device, telemetry, connection);
    this.metrics.received('telemetry', 'applied');
  }

  private take(device: DeviceRef, parse: () => unknown): Promise<Outcome> {
    return this.queues.run(device.deviceId, async () => {
      let message: unknown;
      let event: DeviceEvent;
      try {
        event = readEvent((message = parse()));
      } catch (error) {
        if (!(error instanceof InvalidMessage)) throw error;
        await this.reject(device, typeOf(message), error);
        return 'invalid';
      }
      const outcome = await patiently(() => this.apply(device, event));
      this.metrics.received(event.type, outcome);
      return outcome;
    });
  }

  private async apply(device: DeviceRef, event: DeviceEvent): Promise<Outcome> {
    if (event.type === 'offline') return this.leave(device, event.id);
    // What a device tells at the end of a flight stays with the job, so it has to be written before.
    if (event.type === 'completed' || event.type === 'failed') await this.batch.settle(device.deviceId);
    return this.turns(() => this.events.apply(device, event));
  }

  private async leave(device: DeviceRef, id: string): Promise<Outcome> {
    await this.batch.settle(device.deviceId);
    return this.database.transaction(async () => {
      const values = [device.tenantId, device.deviceId, id];
      const [received] = await this.database.run<{ fresh: boolean }>(RECEIVE, values);
      if (!received) return 'invalid';
      if (!received.fresh) return 'duplicate';
      await this.database.run(LEAVE, values.slice(0, 2));
      await this.presence.goOffline(device);
      return 'applied';
    });
  }

  private async reject(device: DeviceRef, type: MessageType, error: InvalidMessage): Promise<void> {
    this.metrics.received(type, 'invalid');
    await this.rejections.note(device, error.message);
  }
}

function typeOf(message: unknown): MessageType {
  if (!isJsonObject(message)) return 'unknown';
  return EVENT_TYPES.includes(message.type as DeviceEventType) ? (message.type as DeviceEventType) : 'unknown';
}
