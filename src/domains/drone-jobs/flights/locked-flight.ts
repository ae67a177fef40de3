import type { GroupPolicy } from '../device-groups/device-group.entity';
import type { JobStatus, LeasePhase } from '../jobs/transitions';

/** A job whose row is locked, as is the row of the device that holds its lease. */
export interface LockedFlight {
  tenantId: string;
  id: string;
  groupId: string;
  name: string;
  status: JobStatus;
  /** Fencing number of the last assignment; null while the job is free. */
  lease: number | null;
  leaseDeviceId: string | null;
  leasePhase: LeasePhase | null;
  attempts: number;
  linkLost: boolean;
  paused: boolean;
  /** Whether the device has taken an order to come home or to end the flight. */
  aborting: boolean;
  policy: GroupPolicy;
}

/** A flight that a device holds. */
export type HeldFlight = LockedFlight & { lease: number; leaseDeviceId: string; leasePhase: LeasePhase };

export const isHeld = (flight: LockedFlight): flight is HeldFlight => flight.leaseDeviceId !== null;
