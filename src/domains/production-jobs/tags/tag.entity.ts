import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A mark that jobs carry. Its name is unique in any case. */
@Entity({ schema: 'production', name: 'tags' })
@Index('tags_name_idx', { synchronize: false })
export class Tag {
  @PrimaryColumn('uuid')
  tenantId: string;

  @PrimaryColumn('text')
  id: string;

  @Column('text')
  name: string;

  /** `#rrggbb`. */
  @Column('text')
  color: string;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt: Date;

  @Column('timestamptz', { default: () => 'now()' })
  updatedAt: Date;
}
