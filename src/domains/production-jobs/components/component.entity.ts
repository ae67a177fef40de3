import { Column, Entity, ForeignKey, Generated, Index, PrimaryColumn } from 'typeorm';
import { Serial } from '../serials/serial.entity';

/** What is built into a unit: another unit, or part of a lot. It stays once it is taken out, with `removedAt`. */
@Entity({ schema: 'production', name: 'components' })
@Index(['tenantId', 'parentNumber', 'seq'])
@Index(['tenantId', 'childNumber'])
@Index('components_installed_idx', { synchronize: false })
@Index('components_lot_idx', { synchronize: false })
@ForeignKey(() => Serial, ['tenantId', 'parentNumber'], ['tenantId', 'number'], { onDelete: 'CASCADE' })
@ForeignKey(() => Serial, ['tenantId', 'childNumber'], ['tenantId', 'number'], { onDelete: 'CASCADE' })
export class Component {
  @PrimaryColumn('uuid')
  tenantId: string;

  @PrimaryColumn('text')
  id: string;

  /** Order of installation. */
  @Column('bigint')
  @Generated('increment')
  seq: string;

  @Column('bigint')
  parentNumber: string;

  /** Null for part of a lot; a unit is in one place at a time. */
  @Column('bigint', { nullable: true })
  childNumber: string | null;

  @Column('text', { nullable: true })
  lotNumber: string | null;

  @Column('text', { nullable: true })
  partType: string | null;

  @Column('float8')
  quantity: number;

  /** Where the unit was that it is built into; null when that was completed. */
  @Column('text', { nullable: true })
  stepId: string | null;

  @Column('text')
  installedBy: string;

  @Column('timestamptz', { default: () => 'now()' })
  installedAt: Date;

  @Column('text', { nullable: true })
  removedBy: string | null;

  @Column('timestamptz', { nullable: true })
  removedAt: Date | null;

  @Column('text', { nullable: true })
  removalReason: string | null;
}
