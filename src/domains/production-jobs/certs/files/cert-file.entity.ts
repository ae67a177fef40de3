import { Column, Entity, ForeignKey, Generated, Index, PrimaryColumn } from 'typeorm';
import { Cert } from '../cert.entity';

/** A file of a certificate, such as the mill's PDF. Never changed. */
@Entity({ schema: 'production', name: 'cert_files' })
@Index(['tenantId', 'certId', 'seq'])
@ForeignKey(() => Cert, ['tenantId', 'certId'], ['tenantId', 'id'])
export class CertFile {
  @PrimaryColumn('uuid')
  tenantId: string;

  @PrimaryColumn('text')
  id: string;

  /** Order of creation. */
  @Column('bigint')
  @Generated('increment')
  seq: string;

  @Column('text')
  certId: string;

  @Column('text')
  name: string;

  @Column('text')
  contentType: string;

  /** Bytes. */
  @Column('int')
  size: number;

  /** Hexadecimal. */
  @Column('text')
  sha256: string;

  @Column('bytea', { select: false })
  content: Buffer;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt: Date;
}
