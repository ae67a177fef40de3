import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { DataSource } from '../data-sources/data-source';
import type { Programs } from '../packages/program';
import type { TemplateDefinition } from '../templates/template.entity';
import type { JobConfig } from './job-config';
import type { JobParams } from './job-params';
import type { Priority } from './priority';
import type { JobState } from './transitions';

@Entity({ schema: 'compute', name: 'jobs' })
@Index('jobs_tenant_id_created_at_idx', { synchronize: false })
@Index('jobs_tenant_id_template_id_idx', { synchronize: false })
@Index('jobs_tenant_id_ended_at_idx', { synchronize: false })
@Index('jobs_tenant_id_state_created_at_idx', { synchronize: false })
@Index('jobs_deleted_idx', { synchronize: false })
@Index('jobs_running_idx', { synchronize: false })
@Index('jobs_files_expire_at_idx', { synchronize: false })
@Index('jobs_uploaded_at_idx', { synchronize: false })
export class Job {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'jobs_pkey' })
  id: string;

  @Column('uuid')
  tenantId: string;

  @Column('text')
  templateId: string;

  @Column('uuid')
  templateOwner: string;

  /** The template as it was when the job was made. */
  @Column('json')
  template: TemplateDefinition;

  /** The app that the template's tag meant when the job was made, if there was one. */
  @Column('uuid', { nullable: true })
  appId: string | null;

  @Column('text', { nullable: true })
  name: string | null;

  @Column('text', { nullable: true })
  description: string | null;

  @Column('text')
  state: JobState;

  @Column('text', { default: 'EXECUTION_PRIORITY_UNDEFINED' })
  priority: Priority;

  /** How often it was started: whatever an earlier run still does no longer counts. */
  @Column('int', { default: 0 })
  runNo: number;

  @Column('json')
  config: JobConfig;

  @Column('json')
  params: JobParams;

  @Column('json', { nullable: true })
  dataSource: DataSource | null;

  @Column('json', { nullable: true })
  dataDestination: DataSource | null;

  /** What it runs, fixed when it was started. */
  @Column('json', { nullable: true })
  programs: Programs | null;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt: Date;

  /** Runs by itself from then on. */
  @Column('timestamptz', { nullable: true })
  startAt: Date | null;

  /** When its file was last put, and when the client said that this was all. */
  @Column('timestamptz', { nullable: true })
  uploadedAt: Date | null;

  @Column('timestamptz', { nullable: true })
  uploadCompletedAt: Date | null;

  @Column('timestamptz', { nullable: true })
  submittedAt: Date | null;

  @Column('timestamptz', { nullable: true })
  startedAt: Date | null;

  @Column('timestamptz', { nullable: true })
  endedAt: Date | null;

  @Column('int', { nullable: true })
  numChunks: number | null;

  /** Chunks whose tasks were given to the queue: fewer than all where `maxParallelTasks` holds tasks back. */
  @Column('int', { default: 0 })
  releasedChunks: number;

  /** Tasks that have not ended. */
  @Column('int', { default: 0 })
  openTasks: number;

  /** Chunks whose task failed for good. */
  @Column('int', { array: true, default: [] })
  failedChunks: number[];

  @Column('text', { nullable: true })
  errorMessage: string | null;

  @Column('numeric', { precision: 20, scale: 8, default: 0 })
  payment: string;

  /** When its files and logs go, or went. */
  @Column('timestamptz', { nullable: true })
  filesExpireAt: Date | null;

  /** When they did. */
  @Column('timestamptz', { nullable: true })
  filesDeletedAt: Date | null;

  @Column('timestamptz', { nullable: true })
  deletedAt: Date | null;

  /** When the job reached each state that it has been in. */
  @Column('jsonb')
  stateTimestamps: Partial<Record<JobState, string>>;
}
