import { Column, Entity, Generated, Index, PrimaryColumn, Unique } from 'typeorm';

export type LibraryKind = 'process' | 'location';

/** A name to choose from when steps are written. */
@Entity({ schema: 'production', name: 'library' })
@Unique(['tenantId', 'kind', 'name'])
@Index(['tenantId', 'kind', 'seq'])
export class LibraryEntry {
  @PrimaryColumn('uuid')
  tenantId: string;

  @PrimaryColumn('text')
  id: string;

  /** Order of creation. */
  @Column('bigint')
  @Generated('increment')
  seq: string;

  @Column('text')
  kind: LibraryKind;

  @Column('text')
  name: string;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt: Date;
}
