import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { DeviceState } from '../devices/device.entity';
import type { JobStatus, LeasePhase } from './transitions';

export interface JobProgress {
  percent: number;
  phase: string | null;
  waypointIndex: number | null;
  etaSeconds: number | null;
}

export interface JobFailure {
  code: string;
  message: string;
}

export interface JobReason extends JobFailure {
  deviceId: string;
}

/** A flight. It outlives the things that it names, so they are no foreign keys. */
@Entity({ schema: 'drone', name: 'jobs' })
@Index(['tenantId', 'createdAt', 'id'])
@Index(['tenantId', 'status', 'createdAt'])
@Index(['groupId', 'priority', 'dueAt', 'createdAt', 'id'], { where: `status = 'QUEUED'` })
export class DroneJob {
  @PrimaryColumn('text')
  id: string;

  @Column('uuid')
  tenantId: string;

  @Column('text')
  groupId: string;

  @Column('text', { nullable: true })
  deviceId: string | null;

  @Column('text', { nullable: true })
  missionId: string | null;

  /** Version of the mission that the job keeps to. */
  @Column('int', { nullable: true })
  missionVersion: number | null;

  @Column('text')
  name: string;

  @Column('text', { nullable: true })
  description: string | null;

  /** `json`: the client gets it back as sent, which jsonb would not keep. */
  @Column('json')
  metadata: object;

  @Column('smallint')
  priority: number;

  @Column('text')
  status: JobStatus;

  @Column('timestamptz', { nullable: true })
  scheduledAt: Date | null;

  /** When it was asked for, or else when it was made. */
  @Column('timestamptz')
  dueAt: Date;

  /** Fencing number of the assignment that stands. */
  @Column('bigint', { nullable: true })
  lease: string | null;

  /** Device that holds the lease: one at a time. */
  @Index({ unique: true, where: 'lease_device_id IS NOT NULL' })
  @Column('text', { nullable: true })
  leaseDeviceId: string | null;

  /** How far the device that holds the lease has come with it. */
  @Column('text', { nullable: true })
  leasePhase: LeasePhase | null;

  /** Until when the device has to take the assignment, and then to start. */
  @Column('timestamptz', { nullable: true })
  deadlineAt: Date | null;

  /** What its device last told of itself; kept from the end of the flight on. */
  @Column('json', { nullable: true })
  deviceState: DeviceState | null;

  /** Device of the last assignment. */
  @Column('text', { nullable: true })
  assignedDeviceId: string | null;

  @Column('int', { default: 0 })
  attempts: number;

  /** Why no device takes it. */
  @Column('json', { default: [] })
  reasons: JobReason[];

  @Column('json', { nullable: true })
  failure: JobFailure | null;

  @Column('json', { nullable: true })
  progress: JobProgress | null;

  @Column('timestamptz', { nullable: true })
  linkLostAt: Date | null;

  @Column('bool', { default: false })
  paused: boolean;

  /** To the millisecond, as pages are cut by it and JavaScript reads no finer. */
  @Column({ type: 'timestamptz', precision: 3, default: () => 'now()' })
  createdAt: Date;

  @Column('timestamptz', { default: () => 'now()' })
  updatedAt: Date;

  @Column('timestamptz', { nullable: true })
  queuedAt: Date | null;

  @Column('timestamptz', { nullable: true })
  startedAt: Date | null;

  @Column('timestamptz', { nullable: true })
  completedAt: Date | null;

  @Column('timestamptz', { nullable: true })
  cancelledAt: Date | null;
}
