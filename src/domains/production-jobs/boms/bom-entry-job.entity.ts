import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { BomEntry } from './bom-entry.entity';

/** A job that makes a part. Jobs are named, not referenced: there need be no such job. */
@Entity({ schema: 'production', name: 'bom_entry_jobs' })
@Index(['tenantId', 'jobId'])
@ForeignKey(() => BomEntry, ['tenantId', 'entryId'], ['tenantId', 'id'], { onDelete: 'CASCADE' })
export class BomEntryJob {
  @PrimaryColumn('uuid')
  tenantId: string;

  @PrimaryColumn('text')
  entryId: string;

  /** Place in the list. */
  @PrimaryColumn('int')
  ordinal: number;

  @Column('text')
  jobId: string;
}
