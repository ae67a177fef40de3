import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The archive of packages in the object store: one for all that were pushed with the same bytes. */
@Entity({ schema: 'compute', name: 'blobs' })
export class Blob {
  /** Base64 SHA-256. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'blobs_pkey' })
  hash: string;

  /** Bytes. */
  @Column('bigint')
  size: string;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt: Date;

  /** Since when neither a package nor a job needs it. */
  @Column('timestamptz', { nullable: true })
  unusedSince: Date | null;
}
