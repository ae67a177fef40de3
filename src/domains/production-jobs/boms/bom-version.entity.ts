import { Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import { Bom } from './bom.entity';
import type { BomEntryDto } from './bom.dto';

/** The entries that an edit replaced. */
@Entity({ schema: 'production', name: 'bom_versions' })
@Unique(['tenantId', 'bomId', 'versionNumber'])
@ForeignKey(() => Bom, ['tenantId', 'bomId'], ['tenantId', 'id'])
export class BomVersion {
  @PrimaryColumn('uuid')
  tenantId: string;

  @PrimaryColumn('text')
  id: string;

  @Column('text')
  bomId: string;

  /** From 1 on, without gaps. */
  @Column('int')
  versionNumber: number;

  @Column('json')
  entriesSnapshot: BomEntryDto[];

  @Column('text')
  changeDescription: string;

  @Column('text')
  changedBy: string;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt: Date;
}
