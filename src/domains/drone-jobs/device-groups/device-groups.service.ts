import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import { DISPATCH_GROUP } from '../dispatch/dispatch-task';
import { conflict, notFound, refuseEmptyChange } from '../refusals';
import { lookedUp, newId } from '../ids';
import { zulu } from '../instants';
import { UNFINISHED } from '../jobs/transitions';
import { readPage } from '../lists';
import type { ListQueryDto, Paged } from '../lists';
import type { GroupPolicy } from './device-group.entity';
import { UpdateDeviceGroupDto } from './device-group.dto';
import type { CreateDeviceGroupDto, DeviceGroupDto, DeviceGroupListDto } from './device-group.dto';
import { DEFAULT_POLICY, givenLimits } from './group-policy.dto';

const COLUMNS = `id, name, description, policy, locked, created_at, updated_at,
  (SELECT count(*)::int FROM drone.devices WHERE group_id = device_group.id) AS device_count`;
const LIST = { name: 'drone-group-list', text: `SELECT ${COLUMNS} FROM drone.device_groups device_group` };
const FIND = { name: 'drone-group-find', text: `${LIST.text} WHERE tenant_id = $1 AND id = $2` };

/** SQL that appends the event of what was done to `device_group`. */
const event = (change: string) => `platform.append_event(tenant_id, 'quintet.drone.group.${change}', id,
  json_build_object('deviceGroupId', id, 'name', name, 'locked', locked))`;

const CREATE = {
  name: 'drone-group-create',
  text: `WITH device_group AS (
      INSERT INTO drone.device_groups (tenant_id, id, name, description, policy) VALUES ($1, $2, $3, $4, $5) RETURNING *
    ) SELECT ${COLUMNS}, ${event('created')} FROM device_group`,
};
const UPDATE = {
  name: 'drone-group-update',
  text: `WITH device_group AS (
      UPDATE drone.device_groups SET name = coalesce($3, name), policy = policy || $4, updated_at = now(),
        description = CASE WHEN $5 THEN $6 ELSE description END
      WHERE tenant_id = $1 AND id = $2 RETURNING *
    ) SELECT ${COLUMNS}, ${event('updated')}, ${DISPATCH_GROUP}
    FROM (SELECT *, id AS group_id FROM device_group) AS device_group`,
};
/** Waits for jobs and devices that are being made, and keeps others from being made until the end of the transaction. */
const LOCK = {
  name: 'drone-group-lock',
  text: 'SELECT id FROM drone.device_groups WHERE tenant_id = $1 AND id = $2 FOR UPDATE',
};
const IS_NEEDED = {
  name: 'drone-group-is-needed',
  text: `SELECT EXISTS (SELECT FROM drone.devices WHERE group_id = $2)
    OR EXISTS (SELECT FROM drone.jobs WHERE tenant_id = $1 AND group_id = $2 AND status = ANY ($3)) AS needed`,
};
const DELETE = {
  name: 'drone-group-delete',
  text: `WITH device_group AS (DELETE FROM drone.device_groups WHERE tenant_id = $1 AND id = $2 RETURNING *)
    SELECT ${event('deleted')} FROM device_group`,
};

interface GroupRow extends Paged {
  name: string;
  description: string | null;
  policy: GroupPolicy;
  locked: boolean;
  updated_at: Date;
  device_count: number;
}

@Injectable()
export class DeviceGroupsService {
  constructor(private readonly database: Database) {}

  async create(tenantId: string, dto: CreateDeviceGroupDto, id = newId('group')): Promise<DeviceGroupDto> {
    const policy = { ...DEFAULT_POLICY, ...givenLimits(dto.policy) };
    const values = [tenantId, id, dto.name, dto.description, policy];
    const [row] = await this.database.run<GroupRow>(CREATE, values);
    return groupOf(row);
  }

  async list(tenantId: string, query: ListQueryDto): Promise<DeviceGroupListDto> {
    const { rows, nextCursor } = await readPage<GroupRow>(this.database, LIST, tenantId, query);
    return { success: true, deviceGroups: rows.map(groupOf), count: rows.length, nextCursor };
  }

  async find(tenantId: string, id: string): Promise<DeviceGroupDto> {
    const [row] = await this.database.run<GroupRow>(FIND, [tenantId, lookedUp(id)]);
    if (!row) throw notFound('Device group');
    return groupOf(row);
  }

  async update(tenantId: string, id: string, dto: UpdateDeviceGroupDto): Promise<DeviceGroupDto> {
    refuseEmptyChange(dto, UpdateDeviceGroupDto);
    const { name, policy, description } = dto;
    const values = [tenantId, lookedUp(id), name, givenLimits(policy), description !== undefined, description];
    const [row] = await this.database.run<GroupRow>(UPDATE, values);
    if (!row) throw notFound('Device group');
    return groupOf(row);
  }

  /** @throws DroneFailure while devices are in the group, or jobs of it are not finished */
  async delete(tenantId: string, id: string): Promise<void> {
    const values = [tenantId, lookedUp(id)];
    await this.database.transaction(async () => {
      const [found] = await this.database.run(LOCK, values);
      if (!found) throw notFound('Device group');
      const [{ needed }] = await this.database.run<{ needed: boolean }>(IS_NEEDED, [...values, UNFINISHED]);
      if (needed) throw conflict('Device group not empty');
      await this.database.run(DELETE, values);
    });
  }
}

function groupOf(row: GroupRow): DeviceGroupDto {
  const { reserveBatteryPercent, acceptTimeoutSeconds, startTimeoutSeconds, linkLostLimitSeconds, maxAttempts } =
    row.policy;
  const limits = {
    reserveBatteryPercent,
    acceptTimeoutSeconds,
    startTimeoutSeconds,
    linkLostLimitSeconds,
    maxAttempts,
  };
  return {
    deviceGroupId: row.id,
    name: row.name,
    description: row.description,
    deviceCount: row.device_count,
    policy: { ...limits, onConflict: row.policy.onConflict ?? 'WARN' },
    locked: row.locked,
    createdAt: zulu(row.created_at),
    updatedAt: zulu(row.updated_at),
  };
}
