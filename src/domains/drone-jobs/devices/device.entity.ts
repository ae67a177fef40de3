import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, Unique } from 'typeorm';
import type { Relation } from 'typeorm';
import type { Telemetry } from '../device-protocol/messages';
import { DeviceGroup } from '../device-groups/device-group.entity';

/** What a device last told of itself. */
export type DeviceState = Pick<
  Telemetry,
  'battery' | 'droneState' | 'dockState' | 'navigation' | 'sensorPayload' | 'weather'
>;

export interface RejectedMessage {
  /** ISO 8601, milliseconds. */
  at: string;
  reason: string;
}

/** A drone with its dock. */
@Entity({ schema: 'drone', name: 'devices' })
@Index(['tenantId', 'createdAt', 'id'])
@Index(['id'], { where: 'online' })
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

  /** SHA-256 of the credential that it connects with; none before it has enrolled. */
  @Index({ unique: true, where: 'credential_hash IS NOT NULL' })
  @Column('bytea', { nullable: true })
  credentialHash: Buffer | null;

  /** Number of the connection that counts: a newer one takes over. */
  @Column('bigint', { nullable: true })
  connection: string | null;

  @Column('bool', { default: false })
  online: boolean;

  /** A lease that is being taken back: until the device has let go of it, it gets no other job. */
  @Column('bigint', { nullable: true })
  heldLease: string | null;

  /** Since when it flies, by its telemetry, without the lease of the flight that it is on. */
  @Column('timestamptz', { nullable: true })
  strayedAt: Date | null;

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
