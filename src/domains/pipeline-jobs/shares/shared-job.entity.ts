import { Column, CreateDateColumn, Entity, Index, ManyToOne, PrimaryColumn } from 'typeorm';
import type { Relation } from 'typeorm';
import { Job } from '../jobs/job.entity';
import type { User } from '../user';

/** A link under which others read a job. */
@Entity({ schema: 'pipeline', name: 'shared_jobs' })
@Index(['workspaceId', 'createdAt', 'id'])
export class SharedJob {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  tenantId: string;

  @Column('uuid')
  workspaceId: string;

  @Index()
  @Column('uuid')
  jobId: string;

  @ManyToOne(() => Job, { onDelete: 'CASCADE' })
  job: Relation<Job>;

  @Column('timestamptz')
  expirationDate: Date;

  @Column('timestamptz', { nullable: true })
  revokedAt: Date | null;

  @Column('text', { nullable: true })
  description: string | null;

  @Column('boolean')
  loginRequired: boolean;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;

  @Column('json')
  createdBy: User;
}
