import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, Unique } from 'typeorm';
import type { Relation } from 'typeorm';
import { DeviceGroup } from '../device-groups/device-group.entity';

/** The part of a device's last telemetry that answers show. */
export interface DeviceState {
  battery: number;
  droneState: string;
  dockState?: string;
  navigation: { position: { type: 'Point'; coordinates: number[] } };
}

export interface RejectedMessage {
  /** ISO 8601, milliseconds. */
  at: string;
  reason: string;
}

/** A drone with its dock. */
@Entity({ schema: 'drone', name: 'devices' })
@Index(['tenantId', 'createdAt', 'id'])
@Unique(['tenantId', 'serialNumber'])
export class Device {
  @PrimaryColumn('text')
  id: string;

  @Column('uuid')
  tenantId: string;

  @Index()
  @Column('text')
  groupId: string;

  @ManyToOne(() => DeviceGroup)
  @JoinColumn({ name: 'group_id' })
  group: Relation<DeviceGroup>;

  @Column('text')
  name: string;

  @Column('text', { nullable: true })
  model: string | null;

  @Column('text', { nullable: true })
  serialNumber: string | null;

  @Column('text', { array: true })
  capabilities: string[];

  @Column('int')
  maxFlightSeconds: number;

  /** Whether it takes jobs. */
  @Column('bool')
  enabled: boolean;

  @Column('bool', { default: false })
  online: boolean;

  @Column('timestamptz', { nullable: true })
  lastSeenAt: Date | null;

  @Column('json', { nullable: true })
  lastState: DeviceState | null;

  @Column('json', { nullable: true })
  lastRejectedMessage: RejectedMessage | null;

  /** To the millisecond, as pages are cut by it and JavaScript reads no finer. */
  @Column({ type: 'timestamptz', precision: 3, default: () => 'now()' })
  createdAt: Date;

  @Column('timestamptz', { default: () => 'now()' })
  updatedAt: Date;
}
