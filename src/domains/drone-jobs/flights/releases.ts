import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import { Commands } from '../commands/commands';
import type { CommandReason } from '../device-protocol/messages';
import type { JobFailure } from '../jobs/job.entity';
import * as sql from './flight.statements';
import type { HeldFlight, LockedFlight } from './locked-flight';
import { isHeld } from './locked-flight';

/** Why a device that has not taken off loses a job. */
export interface ReleaseCause {
  code: 'REJECTED' | 'ACCEPT_TIMEOUT' | 'START_TIMEOUT' | 'DEVICE_OFFLINE';
  message: string;
}

/** Ends leases. All of it happens in the caller's transaction, with the job and its device locked. */
@Injectable()
export class Releases {
  constructor(
    private readonly database: Database,
    private readonly commands: Commands,
  ) {}

  /**
   * Gives a job that has not taken off back to its group, or fails it at its last attempt. A device that is not heard
   * costs no attempt; every other cause keeps the device off the job for a while.
   */
  async requeue(flight: HeldFlight, cause: ReleaseCause): Promise<void> {
    const { tenantId, id, leaseDeviceId } = flight;
    const costs = cause.code === 'DEVICE_OFFLINE' ? 0 : 1;
    if (costs && flight.attempts + 1 >= flight.policy.maxAttempts) {
      const message = `No device flew it in ${flight.policy.maxAttempts} attempts; the last one: ${cause.message}`;
      await this.fail(flight, { code: 'ATTEMPTS_EXHAUSTED', message }, { attempts: 1, told: cause });
    } else {
      await this.database.run(sql.REQUEUE, [...keyOf(flight), JSON.stringify(cause), costs]);
      if (costs) {
        await this.database.run(sql.HOLD_BACK, [tenantId, id, leaseDeviceId, cause.code, cause.message]);
      }
    }
    if (cause.code !== 'REJECTED') {
      await this.takeBack(flight, 'cancel', cause.code === 'DEVICE_OFFLINE' ? 'OFFLINE' : 'TIMEOUT');
    }
  }

  /** Gives a job that has not taken off back to its group, because the whole group is stopped. */
  async recall(flight: HeldFlight): Promise<void> {
    const cause = { code: 'GROUP_LOCKED', message: 'The group was stopped' };
    await this.database.run(sql.REQUEUE, [...keyOf(flight), JSON.stringify(cause), 0]);
    await this.takeBack(flight, 'cancel', 'EMERGENCY_STOP');
  }

  /** Fails a job, wherever it is before its end. Its device, if it has one, is told nothing. */
  async fail(
    flight: LockedFlight,
    failure: JobFailure,
    { attempts = 0, told = failure }: { attempts?: number; told?: object } = {},
  ): Promise<void> {
    await this.database.run(sql.FAIL, [...keyOf(flight), JSON.stringify(told), JSON.stringify(failure), attempts]);
  }

  /** The device gets no other job until it has answered, or sent telemetry without the lease. */
  async takeBack(
    { tenantId, id, lease, leaseDeviceId }: HeldFlight,
    type: 'cancel' | 'abort',
    reason: CommandReason,
    action?: string,
  ): Promise<void> {
    await this.database.run(sql.HOLD_LEASE, [tenantId, leaseDeviceId, lease]);
    await this.commands.send({ tenantId, deviceId: leaseDeviceId }, { jobId: id, lease }, type, { reason, action });
  }

  /** As `takeBack`, where a device has the job. */
  async takeBackIfHeld(flight: LockedFlight, reason: CommandReason): Promise<void> {
    if (isHeld(flight)) await this.takeBack(flight, 'cancel', reason);
  }
}

/** `$1` to `$4` of a change. */
export const keyOf = ({ tenantId, id, leaseDeviceId, lease }: LockedFlight) => [tenantId, id, leaseDeviceId, lease];
