import { Column, Entity, Generated, Index, ManyToOne, PrimaryColumn } from 'typeorm';
import type { Relation } from 'typeorm';
import type { CommandType } from '../device-protocol/messages';
import { Device } from '../devices/device.entity';

/** What a device was told. It is open while it is unanswered, unexpired and not superseded. */
@Entity({ schema: 'drone', name: 'commands' })
@Index(['deviceId', 'seq'], { where: 'answered_at IS NULL AND superseded_at IS NULL' })
@Index(['jobId', 'seq'])
export class Command {
  @PrimaryColumn('text')
  id: string;

  /** Commands go out in this order. */
  @Index({ where: 'delivered_at IS NULL' })
  @Column('bigint')
  @Generated('increment')
  seq: string;

  @Column('uuid')
  tenantId: string;

  @Column('text')
  deviceId: string;

  @ManyToOne(() => Device, { onDelete: 'CASCADE' })
  device: Relation<Device>;

  @Column('text')
  jobId: string;

  @Column('bigint')
  lease: string;

  @Column('text')
  type: CommandType;

  /** What it says besides its id, type, job, lease and times. */
  @Column('json')
  body: object;

  /** To the millisecond, as devices see it. */
  @Column({ type: 'timestamptz', precision: 3, default: () => 'clock_timestamp()' })
  sentAt: Date;

  @Index()
  @Column({ type: 'timestamptz', precision: 3 })
  expiresAt: Date;

  /** When the process that holds the device's connection took it. */
  @Column('timestamptz', { nullable: true })
  deliveredAt: Date | null;

  /** When another command of the same lease made it pointless. */
  @Column('timestamptz', { nullable: true })
  supersededAt: Date | null;

  @Column('text', { nullable: true })
  answer: 'ACCEPTED' | 'REJECTED' | null;

  @Column('timestamptz', { nullable: true })
  answeredAt: Date | null;
}
