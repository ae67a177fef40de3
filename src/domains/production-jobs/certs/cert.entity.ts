import { Column, Entity, Generated, Index, PrimaryColumn } from 'typeorm';

export const CERT_TYPES = ['material', 'process'] as const;
export type CertType = (typeof CERT_TYPES)[number];

/** A certificate of material or of a process. Never changed. */
@Entity({ schema: 'production', name: 'certs' })
@Index(['tenantId', 'seq'])
export class Cert {
  @PrimaryColumn('uuid')
  tenantId: string;

  @PrimaryColumn('text')
  id: string;

  /** Order of creation. */
  @Column('bigint')
  @Generated('increment')
  seq: string;

  @Column('text')
  type: CertType;

  @Column('text')
  name: string;

  /** As it was sent. */
  @Column('json', { nullable: true })
  metadata: object | null;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt: Date;
}
