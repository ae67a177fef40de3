import { Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import { Bom } from './bom.entity';

/** A part that a build needs. */
@Entity({ schema: 'production', name: 'bom_entries' })
@Unique(['tenantId', 'bomId', 'ordinal'])
@ForeignKey(() => Bom, ['tenantId', 'bomId'], ['tenantId', 'id'])
export class BomEntry {
  @PrimaryColumn('uuid')
  tenantId: string;

  @PrimaryColumn('text')
  id: string;

  @Column('text')
  bomId: string;

  /** Place in the list. */
  @Column('int')
  ordinal: number;

  @Column('text')
  partType: string;

  /** Per build. */
  @Column('float8')
  requiredQuantity: number;
}
