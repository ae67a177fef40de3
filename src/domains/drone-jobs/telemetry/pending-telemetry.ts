import type { DeviceRef, Telemetry } from '../device-protocol/messages';

/** Messages of a device that are kept between two writes; of more the last ones. */
const PER_DEVICE = 10;

/** A telemetry that waits to be written. */
export interface PendingTelemetry {
  device: DeviceRef;
  telemetry: Telemetry;
  /** By this process's monotonic clock. */
  receivedAt: number;
  /** Number of the connection that it came by; none where there are no connections. */
  connection?: string;
}

/** What waits to be written: bounded by the number of devices, however much they send and however long it waits. */
export class PendingTelemetries {
  private byDevice = new Map<string, PendingTelemetry[]>();

  get size(): number {
    return this.byDevice.size;
  }

  has(deviceId: string): boolean {
    return this.byDevice.has(deviceId);
  }

  add(one: PendingTelemetry): void {
    const kept = this.byDevice.get(one.device.deviceId);
    if (!kept) this.byDevice.set(one.device.deviceId, [one]);
    else if (kept.push(one) > PER_DEVICE) kept.shift();
  }

  takeAll(): PendingTelemetry[] {
    const all = [...this.byDevice.values()].flat();
    this.byDevice = new Map();
    return all;
  }

  /** Puts back what could not be written, before what has come since. */
  putBack(earlier: PendingTelemetry[]): void {
    const later = this.takeAll();
    for (const one of earlier) this.add(one);
    for (const one of later) this.add(one);
  }
}
