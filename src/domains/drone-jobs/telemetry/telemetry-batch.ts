import { Injectable, Logger } from '@nestjs/common';
import type { BeforeApplicationShutdown } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import { isDatabaseAway, isDatabaseBusy } from '../../../kernel/database/database-errors';
import type { DeviceRef, Telemetry } from '../device-protocol/messages';
import { HeardDevices } from './heard-devices';
import { PendingTelemetries } from './pending-telemetry';
import type { PendingTelemetry } from './pending-telemetry';
import * as sql from './telemetry.statements';
import type { HeardDevice, TelemetryRow } from './telemetry.statements';

/** Milliseconds between two writes. */
const PERIOD = 250;
/** Writes that fail in a row, with the database there, before what they were to write is given up. */
const MAX_FAILURES = 3;

/** Writes what devices tell of themselves, all of a quarter of a second in one transaction. */
@Injectable()
export class TelemetryBatch implements BeforeApplicationShutdown {
  private readonly logger = new Logger('drone-telemetry');
  private readonly pending = new PendingTelemetries();
  private writing?: Promise<void>;
  private timer?: NodeJS.Timeout;
  private writtenAt = -PERIOD;
  private failures = 0;

  constructor(
    private readonly database: Database,
    private readonly heard: HeardDevices,
  ) {}

  /** @param connection the number of the one that it came by: what is left of an overtaken one is not heard any more */
  add(device: DeviceRef, telemetry: Telemetry, connection?: string): void {
    this.pending.add({ device, telemetry, connection, receivedAt: performance.now() });
    this.schedule();
  }

  /** Milliseconds that the next write is late: what is pending may be older than what the database knows. */
  get delay(): number {
    const waits = this.pending.size > 0 || this.writing;
    return waits ? Math.max(0, performance.now() - this.writtenAt - PERIOD) : 0;
  }

  /** Resolves when everything that a device has sent before is written. @throws what kept it from being written */
  async settle(deviceId: string): Promise<void> {
    while (this.writing) await this.writing;
    if (this.pending.has(deviceId)) await this.write(true);
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearTimeout(this.timer);
    await this.writing;
    if (this.pending.size > 0) await this.write();
  }

  private schedule(): void {
    if (this.timer || this.writing || this.pending.size === 0) return;
    const wait = Math.max(0, this.writtenAt + PERIOD - performance.now());
    this.timer = setTimeout(() => void this.write(), wait);
  }

  /** @param strict throw where it fails, rather than try again later */
  private async write(strict = false): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const batch = this.pending.takeAll();
    this.writtenAt = performance.now();
    let failure: unknown;
    this.writing = this.transfer(batch).catch((error: unknown) => {
      failure = error;
      this.retain(batch, error);
    });
    await this.writing;
    this.writing = undefined;
    this.schedule();
    if (strict && failure) throw failure;
  }

  /** What could not be written is tried again with the next write, but not for ever: that would hold up all the others. */
  private retain(batch: PendingTelemetry[], error: unknown): void {
    if (isDatabaseAway(error) || isDatabaseBusy(error)) return this.pending.putBack(batch);
    this.failures++;
    this.logger.error({ err: error }, 'telemetry could not be written');
    if (this.failures < MAX_FAILURES) return this.pending.putBack(batch);
    this.failures = 0;
    this.logger.error(`telemetry is lost: ${batch.length} messages`);
  }

  private async transfer(batch: PendingTelemetry[]): Promise<void> {
    const ids = [...new Set(batch.map(({ device }) => device.deviceId))];
    const devices = await this.database.transaction(async () => {
      await this.database.run(sql.LOCK_DEVICES, [ids]);
      const rows = JSON.stringify(batch.map(rowOf));
      const found = await this.database.run<HeardDevice>(sql.WRITE_TELEMETRY, [rows]);
      const online = found.filter(({ came_online }) => came_online).map(({ id }) => id);
      if (online.length > 0) await this.database.run(sql.TELL_ONLINE, [online]);
      const groups = new Set(found.flatMap(({ dispatch_group }) => dispatch_group ?? []));
      if (groups.size > 0) await this.database.run(sql.DISPATCH_GROUPS, [[...groups]]);
      return found;
    });
    this.failures = 0;
    await this.heard.follow(devices);
  }
}

function rowOf({ device, telemetry, receivedAt, connection }: PendingTelemetry): TelemetryRow {
  const { at: _at, jobId, lease, ...state } = telemetry;
  return {
    device_id: device.deviceId,
    tenant_id: device.tenantId,
    age: performance.now() - receivedAt,
    lease: lease ?? null,
    connection: connection ?? null,
    job_id: jobId ?? null,
    state,
  };
}
