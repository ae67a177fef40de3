import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import { isUniqueViolation } from '../../../kernel/database/database-errors';
import { Presence } from '../presence/presence';
import type { DeviceRef } from '../device-protocol/messages';
import { conflict, notFound, refuseEmptyChange } from '../refusals';
import { lookedUp, newId } from '../ids';
import { readPage } from '../lists';
import { deviceOf } from './device-row';
import type { DeviceRow } from './device-row';
import type { DeviceDto, DeviceListDto, EnrolmentDto, ListDevicesDto } from './device.dto';
import * as sql from './device.statements';
import { Enrolments } from './enrolments';
import { UpdateDeviceDto } from './write-device.dto';
import type { CreateDeviceDto } from './write-device.dto';

const DEFAULT_FLIGHT_SECONDS = 1500;

interface Locked {
  group_id: string;
  busy: boolean;
}

@Injectable()
export class DevicesService {
  constructor(
    private readonly database: Database,
    private readonly enrolments: Enrolments,
    private readonly presence: Presence,
  ) {}

  /** @throws DroneFailure where the group is not there or the serial number is taken */
  create(
    tenantId: string,
    dto: CreateDeviceDto,
    id = newId('drone'),
  ): Promise<{ device: DeviceDto; enrolment: EnrolmentDto }> {
    const { name, model, serialNumber, capabilities, maxFlightSeconds, enabled } = dto;
    const own = [name, model, serialNumber, capabilities ?? [], maxFlightSeconds ?? DEFAULT_FLIGHT_SECONDS];
    const values = [tenantId, id, lookedUp(dto.deviceGroupId), ...own, enabled ?? true];
    return this.database.transaction(async () => {
      const [row] = await this.database.run<DeviceRow>(sql.CREATE_DEVICE, values).catch(refuseTakenNumber);
      if (!row) throw notFound('Device group');
      return { device: deviceOf(row), enrolment: await this.enrolments.issue(tenantId, id) };
    });
  }

  async list(tenantId: string, query: ListDevicesDto): Promise<DeviceListDto> {
    const filters = {
      group_id: query.deviceGroupId && lookedUp(query.deviceGroupId),
      online: query.status && query.status === 'online',
    };
    const { rows, nextCursor } = await readPage<DeviceRow>(this.database, sql.LIST_DEVICES, tenantId, query, filters);
    return { success: true, devices: rows.map(deviceOf), count: rows.length, nextCursor };
  }

  async find(tenantId: string, id: string): Promise<DeviceDto> {
    const [row] = await this.database.run<DeviceRow>(sql.FIND_DEVICE, [tenantId, lookedUp(id)]);
    if (!row) throw notFound('Device');
    return deviceOf(row);
  }

  /** @throws DroneFailure where it or the new group is not there, the serial number is taken, or it moves with a lease */
  update(tenantId: string, id: string, dto: UpdateDeviceDto): Promise<DeviceDto> {
    refuseEmptyChange(dto, UpdateDeviceDto);
    const { name, model, serialNumber, capabilities, maxFlightSeconds, enabled } = dto;
    const groupId = dto.deviceGroupId && lookedUp(dto.deviceGroupId);
    const clearable = [model !== undefined, model, serialNumber !== undefined, serialNumber];
    const values = [tenantId, lookedUp(id), groupId, name, ...clearable, capabilities, maxFlightSeconds, enabled];
    return this.database.transaction(async () => {
      const device = await this.lock(tenantId, id);
      if (groupId !== undefined && groupId !== device.group_id)
        await this.prepareMove({ tenantId, deviceId: id }, device, groupId);
      const [row] = await this.database.run<DeviceRow>(sql.UPDATE_DEVICE, values).catch(refuseTakenNumber);
      return deviceOf(row);
    });
  }

  /** @throws DroneFailure while it holds a lease */
  async delete(tenantId: string, id: string): Promise<void> {
    await this.database.transaction(async () => {
      const { busy } = await this.lock(tenantId, id);
      if (busy) throw conflict('Device is busy');
      await this.presence.cut({ tenantId, deviceId: lookedUp(id) });
      await this.database.run(sql.DELETE_DEVICE, [tenantId, id]);
    });
  }

  /** A new enrolment token; unused ones end. */
  renewEnrolment(tenantId: string, id: string): Promise<EnrolmentDto> {
    return this.database.transaction(async () => {
      await this.lock(tenantId, id);
      await this.database.run(sql.TELL_RENEWED_ENROLMENT, [tenantId, id]);
      return this.enrolments.issue(tenantId, id);
    });
  }

  private async lock(tenantId: string, id: string): Promise<Locked> {
    const [row] = await this.database.run<Locked>(sql.LOCK_DEVICE, [tenantId, lookedUp(id)]);
    if (!row) throw notFound('Device');
    return row;
  }

  private async prepareMove(device: DeviceRef, { busy }: Locked, groupId: string): Promise<void> {
    const { tenantId } = device;
    const [group] = await this.database.run(sql.HOLD_GROUP, [tenantId, groupId]);
    if (!group) throw notFound('Device group');
    if (busy) throw conflict('Device is busy');
    await this.presence.cut(device);
  }
}

function refuseTakenNumber(error: unknown): never {
  throw isUniqueViolation(error, 'devices_tenant_id_serial_number_key') ? conflict('Device already exists') : error;
}
