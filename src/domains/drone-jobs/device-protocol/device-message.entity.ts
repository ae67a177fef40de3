import { Column, Entity, Index, ManyToOne, PrimaryColumn } from 'typeorm';
import type { Relation } from 'typeorm';
import { Device } from '../devices/device.entity';

/** An event that a device has reported, kept for a day: it may report it again. */
@Entity({ schema: 'drone', name: 'device_messages' })
export class DeviceMessage {
  @PrimaryColumn('text')
  deviceId: string;

  @ManyToOne(() => Device, { onDelete: 'CASCADE' })
  device: Relation<Device>;

  /** The device's own id of it. */
  @PrimaryColumn('text')
  messageId: string;

  @Column('uuid')
  tenantId: string;

  @Index()
  @Column('timestamptz', { default: () => 'now()' })
  at: Date;
}
