import { Column, Entity, Index, ManyToOne, PrimaryColumn } from 'typeorm';
import type { Relation } from 'typeorm';
import { AlarmSource } from './alarm-source.entity';

/** Which job the first alarm of a key made, for those that come soon after. */
@Entity({ schema: 'drone', name: 'alarm_receipts' })
@Index(['sourceId', 'expiresAt'])
export class AlarmReceipt {
  @PrimaryColumn('text')
  sourceId: string;

  @ManyToOne(() => AlarmSource, { onDelete: 'CASCADE' })
  source: Relation<AlarmSource>;

  /** SHA-256 of the key, which may be long. */
  @PrimaryColumn('bytea')
  keyHash: Buffer;

  @Column('uuid')
  tenantId: string;

  @Column('text', { nullable: true })
  jobId: string | null;

  @Column('timestamptz')
  expiresAt: Date;
}
