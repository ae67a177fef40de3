import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import type { DeviceRef } from '../device-protocol/messages';
import { FlightLock } from './flight-lock';
import * as sql from './flight.statements';
import { isHeld } from './locked-flight';
import type { HeldFlight } from './locked-flight';
import { keyOf, Releases } from './releases';

/**
 * What becomes of flights when their devices are not heard, and heard again. All of it happens in the caller's
 * transaction, with the device locked.
 */
@Injectable()
export class Links {
  constructor(
    private readonly database: Database,
    private readonly lock: FlightLock,
    private readonly releases: Releases,
  ) {}

  /** The device has gone offline: what has not taken off goes back to its group, what flies goes on without a link. */
  async lost(device: DeviceRef): Promise<void> {
    const flight = await this.lock.heldBy(device);
    if (!flight || !isHeld(flight)) return;
    if (flight.leasePhase !== 'FLYING') {
      await this.releases.requeue(flight, { code: 'DEVICE_OFFLINE', message: 'The device went offline' });
    } else if (!flight.linkLost) {
      await this.database.run(sql.LOSE_LINK, [...keyOf(flight), '{}', flight.policy.linkLostLimitSeconds]);
    }
  }

  /** The device has been heard with the lease of its flight. */
  async heardWith(device: DeviceRef, lease: number): Promise<void> {
    const flight = await this.lock.heldBy(device);
    if (flight && isHeld(flight) && flight.lease === lease) await this.heard(flight);
  }

  /** As `heardWith`, for a flight that is locked already. */
  async heard(flight: HeldFlight): Promise<void> {
    if (flight.linkLost) await this.database.run(sql.RESTORE_LINK, [...keyOf(flight), '{}']);
  }

  /** The device flies, by its telemetry, without the lease of its flight, and has for too long. */
  async strayed(device: DeviceRef): Promise<void> {
    const flight = await this.lock.heldBy(device);
    if (!flight || !isHeld(flight) || flight.leasePhase !== 'FLYING') return;
    const message = 'The device sent telemetry without the lease for 10 s';
    await this.releases.fail(flight, { code: 'DEVICE_RESET', message });
  }
}
