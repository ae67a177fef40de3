import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { Path } from './path.entity';

/** Units of a path by outcome, kept by triggers; the sum over the slots counts. */
@Entity({ schema: 'production', name: 'unit_tallies' })
@ForeignKey(() => Path, ['tenantId', 'pathId'], ['tenantId', 'id'], { onDelete: 'CASCADE' })
export class UnitTally {
  @PrimaryColumn('uuid')
  tenantId: string;

  @PrimaryColumn('text')
  pathId: string;

  @PrimaryColumn('smallint')
  slot: number;

  @Column('int', { default: 0 })
  total: number;

  @Column('int', { default: 0 })
  completed: number;

  @Column('int', { default: 0 })
  scrapped: number;
}
