import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import type { DeviceRef } from '../device-protocol/messages';
import { lookedUp } from '../ids';
import type { LockedFlight } from './locked-flight';

const MAX_TRIES = 10;

const LOCK_HOLDER = {
  name: 'drone-flight-lock-holder',
  text: `SELECT device.id FROM drone.jobs job JOIN drone.devices device ON device.id = job.lease_device_id
    WHERE job.tenant_id = $1 AND job.id = $2 FOR UPDATE OF device`,
};
const LOCK_JOB = {
  name: 'drone-flight-lock',
  text: `SELECT tenant_id AS "tenantId", id, group_id AS "groupId", name, status, lease::float8,
      lease_device_id AS "leaseDeviceId", lease_phase AS "leasePhase", attempts, link_lost_at IS NOT NULL AS "linkLost",
      paused, EXISTS (
        SELECT FROM drone.commands WHERE job_id = job.id AND lease = job.lease AND device_id = job.lease_device_id
          AND type IN ('abort', 'rth') AND answer = 'ACCEPTED'
      ) AS aborting, (SELECT policy FROM drone.device_groups WHERE id = job.group_id) AS policy
    FROM drone.jobs job WHERE tenant_id = $1 AND id = $2 FOR UPDATE OF job`,
};
const HELD_BY = {
  name: 'drone-flight-held-by',
  text: 'SELECT id FROM drone.jobs WHERE tenant_id = $1 AND lease_device_id = $2',
};

/** The job got another device between two looks. */
class Moved extends Error {}

/**
 * Locks flights. Everywhere a device's row is locked before the row of a job, so that nobody waits in a circle; the row of
 * a device is what its presence, its messages and its assignments go by, one at a time.
 */
@Injectable()
export class FlightLock {
  constructor(private readonly database: Database) {}

  /** Works on a job in a transaction, with it and its device locked; `undefined` where there is no such job. */
  async on<T>(tenantId: string, jobId: string, work: (flight: LockedFlight) => Promise<T>): Promise<T | undefined> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.database.transaction(() => this.lockedWith(tenantId, jobId, work));
      } catch (error) {
        if (!(error instanceof Moved) || tries === MAX_TRIES) throw error;
      }
    }
  }

  /** A job, locked until the end of the transaction, in which nothing but the device of its lease may be locked yet. */
  async job(tenantId: string, jobId: string): Promise<LockedFlight | undefined> {
    const [flight] = await this.database.run<LockedFlight>(LOCK_JOB, [tenantId, lookedUp(jobId)]);
    return flight;
  }

  /** The job that a device holds, locked until the end of the transaction, in which the device is locked already. */
  async heldBy({ tenantId, deviceId }: DeviceRef): Promise<LockedFlight | undefined> {
    const [held] = await this.database.run<{ id: string }>(HELD_BY, [tenantId, deviceId]);
    const flight = held && (await this.job(tenantId, held.id));
    return flight?.leaseDeviceId === deviceId ? flight : undefined;
  }

  private async lockedWith<T>(
    tenantId: string,
    jobId: string,
    work: (flight: LockedFlight) => Promise<T>,
  ): Promise<T | undefined> {
    const [holder] = await this.database.run<{ id: string }>(LOCK_HOLDER, [tenantId, lookedUp(jobId)]);
    const flight = await this.job(tenantId, jobId);
    if (!flight) return undefined;
    if (flight.leaseDeviceId !== (holder?.id ?? null)) throw new Moved(`job ${jobId} keeps getting other devices`);
    return work(flight);
  }
}
