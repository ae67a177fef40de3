import { Injectable } from '@nestjs/common';
import { defineTask, Handles } from '../../../engine/task';
import { Database } from '../../../kernel/database/database';
import type { LeasePhase } from '../jobs/transitions';
import { FlightLock } from './flight-lock';
import { isHeld } from './locked-flight';
import type { LockedFlight } from './locked-flight';
import { Releases } from './releases';

interface LeaseReference {
  tenantId: string;
  jobId: string;
  lease: number;
}

const DEADLINE = defineTask<LeaseReference & { phase: LeasePhase }>('drone.deadline', 'drone');
const LINK_LIMIT = defineTask<LeaseReference>('drone.link-limit', 'drone');

const LINK_EXPIRED = {
  name: 'drone-flight-link-expired',
  text: `SELECT link_lost_at + make_interval(secs => $3) <= clock_timestamp() AS expired
    FROM drone.jobs WHERE tenant_id = $1 AND id = $2`,
};

/** Ends what has waited too long for a device. A timer counts only for the lease that it was set for. */
@Injectable()
export class Deadlines {
  constructor(
    private readonly database: Database,
    private readonly lock: FlightLock,
    private readonly releases: Releases,
  ) {}

  @Handles(DEADLINE)
  async checkDeadline({ tenantId, jobId, lease, phase }: LeaseReference & { phase: LeasePhase }): Promise<void> {
    await this.lock.on(tenantId, jobId, async (flight) => {
      if (!isHeld(flight) || flight.lease !== lease || flight.leasePhase !== phase) return;
      const { acceptTimeoutSeconds, startTimeoutSeconds } = flight.policy;
      await this.releases.requeue(
        flight,
        phase === 'ASSIGNED'
          ? { code: 'ACCEPT_TIMEOUT', message: `The device did not answer within ${acceptTimeoutSeconds} s` }
          : { code: 'START_TIMEOUT', message: `The device did not start within ${startTimeoutSeconds} s` },
      );
    });
  }

  /** A flight that was heard meanwhile and lost again has a later timer of its own. */
  @Handles(LINK_LIMIT)
  async checkLink({ tenantId, jobId, lease }: LeaseReference): Promise<void> {
    await this.lock.on(tenantId, jobId, async (flight) => {
      if (!isHeld(flight) || flight.lease !== lease || !flight.linkLost || !(await this.isExpired(flight))) return;
      const seconds = flight.policy.linkLostLimitSeconds;
      await this.releases.fail(flight, { code: 'LINK_LOST', message: `The device was not heard for ${seconds} s` });
      await this.releases.takeBack(flight, 'abort', 'OFFLINE', 'RTH');
    });
  }

  private async isExpired({ tenantId, id, policy }: LockedFlight): Promise<boolean> {
    const values = [tenantId, id, policy.linkLostLimitSeconds];
    const [row] = await this.database.run<{ expired: boolean | null }>(LINK_EXPIRED, values);
    return row?.expired ?? false;
  }
}
