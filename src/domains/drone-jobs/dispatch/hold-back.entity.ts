import { Column, Entity, Index, ManyToOne, PrimaryColumn } from 'typeorm';
import type { Relation } from 'typeorm';
import { Device } from '../devices/device.entity';
import { DroneJob } from '../jobs/job.entity';

/** A device that has not taken a job is not asked again for a while. */
@Entity({ schema: 'drone', name: 'hold_backs' })
export class HoldBack {
  @PrimaryColumn('text')
  jobId: string;

  @ManyToOne(() => DroneJob, { onDelete: 'CASCADE' })
  job: Relation<DroneJob>;

  @PrimaryColumn('text')
  deviceId: string;

  @Index()
  @ManyToOne(() => Device, { onDelete: 'CASCADE' })
  device: Relation<Device>;

  @Column('uuid')
  tenantId: string;

  /** REJECTED, ACCEPT_TIMEOUT or START_TIMEOUT. */
  @Column('text')
  code: string;

  @Column('text')
  message: string;

  /** Times in a row: each doubles the wait. */
  @Column('int', { default: 1 })
  count: number;

  @Column('timestamptz')
  until: Date;
}
