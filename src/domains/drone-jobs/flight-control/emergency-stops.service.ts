import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import type { DeviceGroupDto } from '../device-groups/device-group.dto';
import { DeviceGroupsService } from '../device-groups/device-groups.service';
import { DISPATCH_GROUP } from '../dispatch/dispatch-task';
import { LOCK_GROUP } from '../dispatch/group-lock';
import { FlightLock } from '../flights/flight-lock';
import { isHeld } from '../flights/locked-flight';
import { Releases } from '../flights/releases';
import { lookedUp } from '../ids';
import { notFound } from '../refusals';
import { FlightControl } from './flight-control.service';

const setLock = (locked: boolean, change: string) => ({
  name: `drone-group-${change}`,
  text: `WITH former AS (
      SELECT id AS former_id, locked AS was FROM drone.device_groups WHERE tenant_id = $1 AND id = $2 FOR UPDATE
    ), device_group AS (
      UPDATE drone.device_groups SET locked = ${locked}, updated_at = now() FROM former WHERE id = former_id
      RETURNING *, id AS group_id
    ) SELECT CASE WHEN was <> ${locked} THEN platform.append_event(tenant_id, 'quintet.drone.group.${change}', id,
        json_build_object('deviceGroupId', id, 'name', name, 'locked', locked)) END,
      ${DISPATCH_GROUP} FROM device_group`,
});
const LOCK = setLock(true, 'locked');
const RELEASE = setLock(false, 'released');

/** Devices in the order of their ids, and before the group is put in the queue, as everywhere: entries of a key are locked. */
const LOCK_HOLDERS = {
  name: 'drone-group-lock-holders',
  text: `SELECT id FROM drone.devices WHERE tenant_id = $1 AND id IN (
      SELECT lease_device_id FROM drone.jobs WHERE tenant_id = $1 AND group_id = $2 AND status = ANY ('{QUEUED,IN_PROGRESS}')
        AND lease_device_id IS NOT NULL
    ) ORDER BY id FOR UPDATE`,
};

/** Brings a whole group down, and lets it fly again. */
@Injectable()
export class EmergencyStops {
  constructor(
    private readonly database: Database,
    private readonly groups: DeviceGroupsService,
    private readonly lock: FlightLock,
    private readonly releases: Releases,
    private readonly control: FlightControl,
  ) {}

  /** Nothing of the group starts from now on; what flies is aborted, what has not taken off goes back to the group. */
  async stop(tenantId: string, groupId: string): Promise<{ deviceGroup: DeviceGroupDto; aborted: string[] }> {
    const id = lookedUp(groupId);
    return this.database.transaction(async () => {
      await this.database.run(LOCK_GROUP, [id]);
      const holders = await this.database.run<{ id: string }>(LOCK_HOLDERS, [tenantId, id]);
      const [locked] = await this.database.run(LOCK, [tenantId, id]);
      if (!locked) throw notFound('Device group');
      const aborted: string[] = [];
      for (const { id: deviceId } of holders) {
        const jobId = await this.stopDevice(tenantId, deviceId);
        if (jobId) aborted.push(jobId);
      }
      return { deviceGroup: await this.groups.find(tenantId, id), aborted };
    });
  }

  async release(tenantId: string, groupId: string): Promise<DeviceGroupDto> {
    const [released] = await this.database.run(RELEASE, [tenantId, lookedUp(groupId)]);
    if (!released) throw notFound('Device group');
    return this.groups.find(tenantId, groupId);
  }

  /** The job whose flight is aborted, where the device flies. */
  private async stopDevice(tenantId: string, deviceId: string): Promise<string | undefined> {
    const flight = await this.lock.heldBy({ tenantId, deviceId });
    if (!flight || !isHeld(flight)) return undefined;
    if (flight.leasePhase === 'FLYING') {
      await this.control.send(flight, 'abort', { reason: 'EMERGENCY_STOP', action: 'RTH' });
      return flight.id;
    }
    await this.releases.recall(flight);
    return undefined;
  }
}
