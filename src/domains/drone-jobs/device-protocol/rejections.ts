import { Injectable, Logger } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import type { DeviceRef } from './messages';

/** Characters that are kept of a reason: it may quote what the device sent. */
const MAX_REASON = 300;

const NOTE = {
  name: 'drone-device-note-rejection',
  text: `UPDATE drone.devices SET last_rejected_message = json_build_object(
      'at', to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'reason', $3::text
    ) WHERE tenant_id = $1 AND id = $2`,
};

/** Shows at devices why a message of theirs was dropped. However many come, each device is written once at a time. */
@Injectable()
export class Rejections {
  private readonly logger = new Logger('drone-inbox');
  private readonly writing = new Map<string, { latest?: string; done: Promise<void> }>();

  constructor(private readonly database: Database) {}

  /** Resolves when it is written, or when it turned out that it cannot be. */
  note(device: DeviceRef, reason: string): Promise<void> {
    const text = reason.slice(0, MAX_REASON).toWellFormed();
    const current = this.writing.get(device.deviceId);
    if (current) {
      current.latest = text;
      return current.done;
    }
    const entry: { latest?: string; done: Promise<void> } = { latest: text, done: Promise.resolve() };
    this.writing.set(device.deviceId, entry);
    entry.done = this.write(device, entry);
    return entry.done;
  }

  private async write({ tenantId, deviceId }: DeviceRef, entry: { latest?: string }): Promise<void> {
    try {
      while (entry.latest !== undefined) {
        const { latest } = entry;
        entry.latest = undefined;
        await this.database.run(NOTE, [tenantId, deviceId, latest]);
      }
    } catch (error) {
      this.logger.warn({ err: error }, 'a rejected message is not shown');
    }
    this.writing.delete(deviceId);
  }
}
