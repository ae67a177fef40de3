import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import type { ResourceDto, ResourceListDto } from './resources.dto';

const MAX_GROUPS = 500;
const MAX_DEVICES = 1000;

const LIST = {
  name: 'drone-resource-list',
  text: `SELECT device_group.id, name, description, device_count, devices
    FROM (
      SELECT id, name, description, created_at FROM drone.device_groups WHERE tenant_id = $1
      ORDER BY created_at, id LIMIT ${MAX_GROUPS}
    ) AS device_group, LATERAL (
      SELECT count(*)::int AS device_count FROM drone.devices WHERE group_id = device_group.id
    ) AS counted, LATERAL (
      SELECT coalesce(json_agg(json_build_object(
          'deviceId', id, 'name', name, 'status', CASE WHEN online THEN 'online' ELSE 'offline' END
        ) ORDER BY created_at, id), '[]') AS devices
      FROM (
        SELECT id, name, online, created_at FROM drone.devices WHERE group_id = device_group.id
        ORDER BY created_at, id LIMIT ${MAX_DEVICES}
      ) AS device
    ) AS listed
    ORDER BY device_group.created_at, device_group.id`,
};

interface Row {
  id: string;
  name: string;
  description: string | null;
  device_count: number;
  devices: ResourceDto['devices'];
}

@Injectable()
export class ResourcesService {
  constructor(private readonly database: Database) {}

  /** Everything that can be watched or shared. */
  async list(tenantId: string): Promise<ResourceListDto> {
    const rows = await this.database.run<Row>(LIST, [tenantId]);
    const resources = rows.map(({ id, name, description, device_count, devices }) => ({
      deviceGroupId: id,
      name,
      description,
      deviceCount: device_count,
      devices,
    }));
    return { success: true, resources, count: resources.length };
  }
}
