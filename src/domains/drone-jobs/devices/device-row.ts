import { zulu, zuluOrNull } from '../instants';
import type { Paged } from '../lists';
import type { DeviceDto } from './device.dto';
import type { DeviceState, RejectedMessage } from './device.entity';

/** A device as the statements return it. */
export interface DeviceRow extends Paged {
  group_id: string;
  name: string;
  model: string | null;
  serial_number: string | null;
  capabilities: string[];
  max_flight_seconds: number;
  enabled: boolean;
  online: boolean;
  last_seen_at: Date | null;
  last_state: DeviceState | null;
  last_rejected_message: RejectedMessage | null;
  updated_at: Date;
  current_job_id: string | null;
}

export function deviceOf(row: DeviceRow): DeviceDto {
  return {
    deviceId: row.id,
    name: row.name,
    deviceGroupId: row.group_id,
    model: row.model,
    serialNumber: row.serial_number,
    capabilities: row.capabilities,
    maxFlightSeconds: row.max_flight_seconds,
    enabled: row.enabled,
    status: row.online ? 'online' : 'offline',
    battery: row.last_state?.battery ?? null,
    droneState: row.last_state?.droneState ?? null,
    dockState: row.last_state?.dockState ?? null,
    position: row.last_state?.navigation.position ?? null,
    lastSeenAt: zuluOrNull(row.last_seen_at),
    currentJobId: row.current_job_id,
    lastRejectedMessage: row.last_rejected_message,
    createdAt: zulu(row.created_at),
    updatedAt: zulu(row.updated_at),
  };
}
