import { Column, Entity, Generated, Index, PrimaryColumn } from 'typeorm';

/** A bill of materials: the parts that one build needs. */
@Entity({ schema: 'production', name: 'boms' })
@Index(['tenantId', 'seq'])
export class Bom {
  @PrimaryColumn('uuid')
  tenantId: string;

  @PrimaryColumn('text')
  id: string;

  /** Order of creation. */
  @Column('bigint')
  @Generated('increment')
  seq: string;

  @Column('text')
  name: string;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt: Date;

  @Column('timestamptz', { default: () => 'now()' })
  updatedAt: Date;
}
