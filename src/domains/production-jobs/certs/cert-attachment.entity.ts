import { Column, Entity, ForeignKey, Generated, Index, PrimaryColumn, Unique } from 'typeorm';
import { Serial } from '../serials/serial.entity';
import { Cert } from './cert.entity';

/** A certificate that belongs to a unit at a step; once per step. */
@Entity({ schema: 'production', name: 'cert_attachments' })
@Unique(['tenantId', 'serialNumber', 'certId', 'stepId'])
@Index(['tenantId', 'certId', 'seq'])
@ForeignKey(() => Serial, ['tenantId', 'serialNumber'], ['tenantId', 'number'], { onDelete: 'CASCADE' })
@ForeignKey(() => Cert, ['tenantId', 'certId'], ['tenantId', 'id'])
export class CertAttachment {
  @PrimaryColumn('uuid')
  tenantId: string;

  @PrimaryColumn('text', { default: () => "production.new_id('ca_')" })
  id: string;

  /** Order of creation. */
  @Column('bigint')
  @Generated('increment')
  seq: string;

  @Column('bigint')
  serialNumber: string;

  @Column('text')
  certId: string;

  @Column('text')
  stepId: string;

  @Column('timestamptz', { default: () => 'now()' })
  attachedAt: Date;

  /** The operator that the request named. */
  @Column('text')
  attachedBy: string;
}
