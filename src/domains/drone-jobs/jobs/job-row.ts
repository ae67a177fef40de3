import { zulu, zuluOrNull } from '../instants';
import type { Paged } from '../lists';
import type { DroneJobDto } from './job-details.dto';
import type { DroneJobSummaryDto } from './job.dto';
import type { JobFailure, JobProgress, JobReason } from './job.entity';
import type { JobStatus } from './transitions';

/** The columns of a job that a list shows. */
export interface SummaryRow extends Paged {
  name: string;
  status: JobStatus;
  priority: number;
}

/** A job's whole row. */
export interface JobRow extends SummaryRow {
  description: string | null;
  mission_id: string | null;
  device_id: string | null;
  group_id: string;
  metadata: object;
  scheduled_at: Date | null;
  updated_at: Date;
  queued_at: Date | null;
  started_at: Date | null;
  completed_at: Date | null;
  cancelled_at: Date | null;
  mission_version: number | null;
  assigned_device_id: string | null;
  lease: string | null;
  attempts: number;
  link_lost_at: Date | null;
  paused: boolean;
  progress: JobProgress | null;
  failure: JobFailure | null;
  reasons: JobReason[];
}

export function summaryOf(row: SummaryRow): DroneJobSummaryDto {
  return {
    jobId: row.id,
    name: row.name,
    status: row.status,
    priority: row.priority,
    createdAt: zulu(row.created_at),
  };
}

export function jobOf(row: JobRow): DroneJobDto {
  return {
    jobId: row.id,
    name: row.name,
    description: row.description,
    missionId: row.mission_id,
    deviceId: row.device_id,
    deviceGroupId: row.group_id,
    status: row.status,
    priority: row.priority,
    createdAt: zulu(row.created_at),
    metadata: row.metadata,
    scheduledAt: zuluOrNull(row.scheduled_at),
    updatedAt: zulu(row.updated_at),
    queuedAt: zuluOrNull(row.queued_at),
    startedAt: zuluOrNull(row.started_at),
    completedAt: zuluOrNull(row.completed_at),
    cancelledAt: zuluOrNull(row.cancelled_at),
    missionVersion: row.mission_version,
    assignedDeviceId: row.assigned_device_id,
    lease: row.lease === null ? null : Number(row.lease),
    attempts: row.attempts,
    linkLost: row.link_lost_at !== null,
    paused: row.paused,
    progress: row.progress && progressOf(row.progress),
    failure: row.failure,
    reasons: row.reasons,
  };
}

/** In the published order, which the database does not keep. */
export function progressOf({ percent, phase, waypointIndex, etaSeconds }: JobProgress): JobProgress {
  return { percent, phase, waypointIndex, etaSeconds };
}
