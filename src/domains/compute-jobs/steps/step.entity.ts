import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { Job } from '../jobs/job.entity';
import type { Role, StepState } from './transitions';

/** One program run for a job: its partitioner, its app on one chunk, its assembler. */
@Entity({ schema: 'compute', name: 'steps' })
@Unique('steps_job_id_role_chunk_number_key', ['jobId', 'role', 'chunkNumber'])
@Index('steps_job_id_role_state_idx', ['jobId', 'role', 'state'])
@ForeignKey(() => Job, ['jobId'], ['id'], { onDelete: 'CASCADE' })
export class Step {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'steps_pkey' })
  id: string;

  @Column('uuid')
  tenantId: string;

  @Column('uuid')
  jobId: string;

  @Column('text')
  role: Role;

  /** From 0; 0 for engines. */
  @Column('int')
  chunkNumber: number;

  @Column('text')
  state: StepState;

  /** How often it was queued: an entry of the queue with another number is out of date. */
  @Column('int', { default: 0 })
  turn: number;

  /** How often it was taken, ever: what an earlier taker still does no longer counts. */
  @Column('int', { default: 0 })
  execution: number;

  /** Attempts of this run that count, the current one included. */
  @Column('int', { default: 0 })
  attempt: number;

  /** How often its worker was lost in this run. */
  @Column('int', { default: 0 })
  losses: number;

  @Column('text', { nullable: true })
  worker: string | null;

  @Column('int', { nullable: true })
  exitCode: number | null;

  @Column('text', { nullable: true })
  signal: string | null;

  @Column('text', { nullable: true })
  errorMessage: string | null;

  @Column('bigint', { default: 0 })
  inputBytes: string;

  @Column('bigint', { nullable: true })
  outputBytes: string | null;

  /** Whether its results are those of an earlier task. */
  @Column('bool', { default: false })
  cached: boolean;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt: Date;

  @Column('timestamptz', { nullable: true })
  queuedAt: Date | null;

  @Column('timestamptz', { nullable: true })
  startedAt: Date | null;

  @Column('timestamptz', { nullable: true })
  endedAt: Date | null;
}
