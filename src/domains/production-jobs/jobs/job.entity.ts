import { Column, Entity, Generated, Index, PrimaryColumn } from 'typeorm';

/** A production order. */
@Entity({ schema: 'production', name: 'jobs' })
@Index(['tenantId', 'seq'])
@Index('jobs_rank_idx', { synchronize: false })
@Index('jobs_ticket_idx', { synchronize: false })
@Index('jobs_due_idx', { synchronize: false })
export class Job {
  @PrimaryColumn('uuid')
  tenantId: string;

  @PrimaryColumn('text')
  id: string;

  /** Order of creation. */
  @Column('bigint')
  @Generated('increment')
  seq: string;

  @Column('text')
  name: string;

  @Column('int')
  goalQuantity: number;

  @Column('text', { nullable: true })
  jiraTicketKey: string | null;

  @Column('text', { nullable: true })
  jiraTicketSummary: string | null;

  @Column('text', { nullable: true })
  jiraPartNumber: string | null;

  @Column('text', { nullable: true })
  jiraPriority: string | null;

  @Column('text', { nullable: true })
  jiraEpicLink: string | null;

  @Column('text', { array: true, nullable: true })
  jiraLabels: string[] | null;

  @Column('date', { nullable: true })
  dueDate: string | null;

  /** Whether `job.overdue` may still have to be told of it. */
  @Column('bool', { default: true })
  dueWatched: boolean;

  /** Due dates of which `job.overdue` was told. */
  @Column('date', { array: true, default: () => "'{}'" })
  overdueTold: string[];

  /** Rank among the active jobs, 1 first; 0 once completed, null while not ranked. */
  @Column('int', { nullable: true })
  priority: number | null;

  /** Rises with every change of the job. */
  @Column('bigint', { default: 1 })
  version: string;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt: Date;

  @Column('timestamptz', { default: () => 'now()' })
  updatedAt: Date;
}
