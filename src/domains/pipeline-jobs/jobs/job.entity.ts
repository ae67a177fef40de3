import { Column, CreateDateColumn, Entity, Index, ManyToOne, PrimaryColumn } from 'typeorm';
import type { Relation } from 'typeorm';
import { QuerySet } from '../query-sets/query-set.entity';
import type { User } from '../user';
import type { ExecutionMode } from '../validation/create-job.model';
import { Workspace } from '../workspaces/workspace.entity';
import type { JobStatus } from './transitions';

/** Asks every query of a list through one pipeline, once per file or once over all files. */
@Entity({ schema: 'pipeline', name: 'jobs' })
@Index(['workspaceId', 'createdAt', 'id'])
export class Job {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  tenantId: string;

  @Column('uuid')
  workspaceId: string;

  @ManyToOne(() => Workspace, { onDelete: 'CASCADE' })
  workspace: Relation<Workspace>;

  @Column('uuid')
  pipelineId: string;

  @Index()
  @Column('uuid', { nullable: true })
  querySetId: string | null;

  @ManyToOne(() => QuerySet)
  querySet: Relation<QuerySet> | null;

  /** Whether the job was created with a list of queries, which it then shows. */
  @Column('boolean')
  ownQueries: boolean;

  @Column('text')
  name: string;

  @Column('text', { nullable: true })
  description: string | null;

  @Column('text')
  executionMode: ExecutionMode;

  @Column('int')
  concurrency: number;

  @Column('text')
  status: JobStatus;

  /** An estimate until the job is started. */
  @Column('bigint')
  totalRequests: string;

  @Column('int', { default: 0 })
  executedRequests: number;

  @Column('int', { default: 0 })
  failedRequests: number;

  /** Seconds that the job was started, over all runs. */
  @Column('double precision', { nullable: true })
  duration: number | null;

  @Column('timestamptz', { nullable: true })
  executedAt: Date | null;

  @Column('timestamptz', { nullable: true })
  cancelledAt: Date | null;

  /** Items that may run at once at present: at most `concurrency`, less while the pipeline says 429. */
  @Column('int', { default: 1 })
  effectiveConcurrency: number;

  /** No call is begun before. */
  @Column('timestamptz', { nullable: true })
  pausedUntil: Date | null;

  /** When a 429 last halved `effectiveConcurrency`, in this run. */
  @Column('timestamptz', { nullable: true })
  halvedAt: Date | null;

  /** Counts its starts. */
  @Column('int', { default: 0 })
  runNo: number;

  /** Of this run. */
  @Column('timestamptz', { nullable: true })
  startedAt: Date | null;

  /** Items of this run that are not finished. */
  @Column('int', { default: 0 })
  leftRequests: number;

  /** Whether any item of this run got an answer, whatever it said. */
  @Column('boolean', { default: false })
  answered: boolean;

  /** Items of this run that could not reach the pipeline, since the last one that could. */
  @Column('int', { default: 0 })
  unreachableInRow: number;

  /** Items that succeeded since the effective concurrency last changed. */
  @Column('int', { default: 0 })
  succeededInRow: number;

  @Column('text', { nullable: true })
  error: string | null;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;

  @Column('json')
  createdBy: User;

  @Column('timestamptz', { nullable: true })
  lastEditedAt: Date | null;

  @Column('json', { nullable: true })
  lastEditedBy: User | null;
}
