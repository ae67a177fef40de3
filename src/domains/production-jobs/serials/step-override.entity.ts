import { Column, Entity, ForeignKey, Generated, Index, PrimaryColumn } from 'typeorm';
import { Serial } from './serial.entity';

/** Lets one unit pass a step as if it were optional, while active. */
@Entity({ schema: 'production', name: 'overrides' })
@Index(['tenantId', 'serialNumber', 'seq'])
@Index('overrides_active_idx', { synchronize: false })
@ForeignKey(() => Serial, ['tenantId', 'serialNumber'], ['tenantId', 'number'], { onDelete: 'CASCADE' })
export class StepOverride {
  @PrimaryColumn('uuid')
  tenantId: string;

  @PrimaryColumn('text', { default: () => "production.new_id('snso_')" })
  id: string;

  /** Order of creation. */
  @Column('bigint')
  @Generated('increment')
  seq: string;

  @Column('bigint')
  serialNumber: string;

  @Column('text')
  stepId: string;

  @Column('bool', { default: true })
  active: boolean;

  @Column('text')
  reason: string;

  @Column('text')
  createdBy: string;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt: Date;
}
