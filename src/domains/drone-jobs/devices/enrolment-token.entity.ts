import { Column, Entity, Index, ManyToOne, PrimaryColumn } from 'typeorm';
import type { Relation } from 'typeorm';
import { Device } from './device.entity';

/** Lets a device in once, to fetch a credential of its own. */
@Entity({ schema: 'drone', name: 'enrolment_tokens' })
export class EnrolmentToken {
  /** SHA-256 of the token: tokens are random, so a slow hash would protect nothing. */
  @PrimaryColumn('bytea')
  hash: Buffer;

  @Column('uuid')
  tenantId: string;

  @Index()
  @Column('text')
  deviceId: string;

  @ManyToOne(() => Device, { onDelete: 'CASCADE' })
  device: Relation<Device>;

  @Column('timestamptz')
  expiresAt: Date;

  @Column('timestamptz', { nullable: true })
  usedAt: Date | null;
}
