import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

export type OnConflict = 'WARN' | 'HOLD';

/** How a group's jobs are handed to its devices. */
export interface GroupPolicy {
  /** Percent of the battery that has to be left after a flight. */
  reserveBatteryPercent: number;
  /** Seconds that a device has to take an assignment, and then to start. */
  acceptTimeoutSeconds: number;
  startTimeoutSeconds: number;
  /** Seconds without the device until a flight counts as lost. */
  linkLostLimitSeconds: number;
  /** Assignments until a job fails. */
  maxAttempts: number;
  /** Whether jobs wait while they would come too near to a flight: WARN, they do not, is what groups begin with. */
  onConflict?: OnConflict;
}

/** Devices that fly for one another. */
@Entity({ schema: 'drone', name: 'device_groups' })
@Index(['tenantId', 'createdAt', 'id'])
export class DeviceGroup {
  @PrimaryColumn('text')
  id: string;

  @Column('uuid')
  tenantId: string;

  @Column('text')
  name: string;

  @Column('text', { nullable: true })
  description: string | null;

  @Column('jsonb')
  policy: GroupPolicy;

  /** Where its devices may fly, as the client sent it; anywhere where it is null. */
  @Column('json', { nullable: true })
  geofence: object | null;

  /** No job of the group starts. */
  @Column('bool', { default: false })
  locked: boolean;

  /** To the millisecond, as pages are cut by it and JavaScript reads no finer. */
  @Column({ type: 'timestamptz', precision: 3, default: () => 'now()' })
  createdAt: Date;

  @Column('timestamptz', { default: () => 'now()' })
  updatedAt: Date;
}
