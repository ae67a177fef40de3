import { Column, Entity, Generated, Index, PrimaryColumn } from 'typeorm';

/** What was done, by whom. Never changed and never deleted; a trigger refuses both. */
@Entity({ schema: 'production', name: 'audit' })
@Index(['tenantId', 'action', 'seq'])
@Index(['tenantId', 'userId', 'seq'])
@Index(['tenantId', 'jobId', 'seq'])
@Index(['tenantId', 'at'])
@Index('audit_serial_number_idx', { synchronize: false })
@Index('audit_first_serial_idx', { synchronize: false })
export class AuditEntry {
  @PrimaryColumn('uuid')
  tenantId: string;

  @PrimaryColumn('bigint')
  @Generated('increment')
  seq: string;

  @Column('text', { default: () => "production.new_id('aud_')" })
  id: string;

  @Column('text')
  action: string;

  /** The operator that the request named. */
  @Column('text')
  userId: string;

  /** Subject of the credential. */
  @Column('text')
  actor: string;

  @Column('timestamptz', { default: () => 'clock_timestamp()' })
  at: Date;

  @Column('bigint', { nullable: true })
  serialNumber: string | null;

  /** First number of a batch that was made; the batch is contiguous. */
  @Column('bigint', { nullable: true })
  firstSerial: string | null;

  @Column('int', { nullable: true })
  batchQuantity: number | null;

  @Column('text', { nullable: true })
  jobId: string | null;

  @Column('text', { nullable: true })
  pathId: string | null;

  @Column('text', { nullable: true })
  stepId: string | null;

  @Column('text', { nullable: true })
  fromStepId: string | null;

  @Column('text', { nullable: true })
  toStepId: string | null;

  @Column('text', { nullable: true })
  certId: string | null;

  @Column('json', { nullable: true })
  metadata: object | null;
}
