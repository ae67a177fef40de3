import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Job } from '../jobs/job.entity';
import { Step } from '../steps/step.entity';

/** An `upload` is what a user put, a `chunk` what a task reads, a `result` what it wrote, an `output` what is handed out. */
export type ObjectKind = 'upload' | 'chunk' | 'result' | 'output';

/** A file of a job in the object store. */
@Entity({ schema: 'compute', name: 'objects' })
@Index('objects_job_id_kind_ordinal_idx', ['jobId', 'kind', 'ordinal', 'name'])
@Index('objects_step_id_idx', ['stepId'])
@ForeignKey(() => Job, ['jobId'], ['id'], { onDelete: 'CASCADE' })
@ForeignKey(() => Step, ['stepId'], ['id'], { onDelete: 'CASCADE' })
export class StoredObject {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'objects_pkey' })
  id: string;

  @Column('uuid')
  tenantId: string;

  @Column('uuid')
  jobId: string;

  /** The task that wrote it. */
  @Column('uuid', { nullable: true })
  stepId: string | null;

  @Column('text')
  kind: ObjectKind;

  /** Number of the chunk that it is, or that it was made of. */
  @Column('int', { default: 0 })
  ordinal: number;

  /** As its maker called it. */
  @Column('text')
  name: string;

  @Column('text')
  key: string;

  @Column('bigint')
  size: string;

  /** In hexadecimal. */
  @Column('text')
  sha256: string;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt: Date;
}
