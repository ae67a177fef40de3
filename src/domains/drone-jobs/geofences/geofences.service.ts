import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import { DISPATCH_GROUP } from '../dispatch/dispatch-task';
import { lookedUp } from '../ids';
import { notFound } from '../refusals';
import type { Geofence } from './geofence';
import { geofenceBody } from './geofence-body';
import type { GeofenceDto } from './geofence.dto';

const FIND = {
  name: 'drone-geofence-find',
  text: 'SELECT geofence FROM drone.device_groups WHERE tenant_id = $1 AND id = $2',
};
const WRITE = {
  name: 'drone-geofence-write',
  text: `WITH device_group AS (
      UPDATE drone.device_groups SET geofence = $3, updated_at = now() WHERE tenant_id = $1 AND id = $2
      RETURNING tenant_id, id AS group_id, name, locked
    ) SELECT ${DISPATCH_GROUP}, platform.append_event(tenant_id, 'quintet.drone.group.updated', group_id,
        json_build_object('deviceGroupId', group_id, 'name', name, 'locked', locked))
    FROM device_group`,
};

/** Where the devices of a group may fly. */
@Injectable()
export class GeofencesService {
  constructor(private readonly database: Database) {}

  async find(tenantId: string, groupId: string): Promise<Geofence | null> {
    const values = [tenantId, lookedUp(groupId)];
    const [row] = await this.database.run<{ geofence: Geofence | null }>(FIND, values);
    if (!row) throw notFound('Device group');
    return row.geofence;
  }

  /** Waiting jobs are judged again at once. @throws Failure where it makes no sense */
  async replace(tenantId: string, groupId: string, dto: GeofenceDto): Promise<Geofence> {
    const geofence = geofenceBody(dto);
    await this.write(tenantId, groupId, geofence);
    return geofence;
  }

  async delete(tenantId: string, groupId: string): Promise<void> {
    await this.write(tenantId, groupId, null);
  }

  private async write(tenantId: string, groupId: string, geofence: Geofence | null): Promise<void> {
    const values = [tenantId, lookedUp(groupId), geofence && JSON.stringify(geofence)];
    const [row] = await this.database.run(WRITE, values);
    if (!row) throw notFound('Device group');
  }
}
