import { Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Job } from '../jobs/job.entity';
import { Tag } from './tag.entity';

/** A tag that a job carries. */
@Entity({ schema: 'production', name: 'job_tags' })
@Index(['tenantId', 'tagId'])
@ForeignKey(() => Job, ['tenantId', 'jobId'], ['tenantId', 'id'], { onDelete: 'CASCADE' })
@ForeignKey(() => Tag, ['tenantId', 'tagId'], ['tenantId', 'id'], { onDelete: 'CASCADE' })
export class JobTag {
  @PrimaryColumn('uuid')
  tenantId: string;

  @PrimaryColumn('text')
  jobId: string;

  @PrimaryColumn('text')
  tagId: string;
}
