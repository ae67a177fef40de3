import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import type { Turn } from '../limits/turns';
import type { KeptFailure } from '../dead-letters/kept-failure';
import type { JobState } from '../transitions';
import type { JobArgs } from '../values/job-args';

/**
 * One HTTP request to be sent: a one-shot, or one run of a schedule. Written and read by SQL, because a `Date` lacks the
 * microseconds of its moments.
 */
@Entity({ schema: 'scheduled', name: 'jobs' })
@Index('jobs_tenant_id_held_key_idx', ['tenantId', 'heldKey'], { unique: true, where: 'held_key IS NOT NULL' })
@Index('jobs_schedule_id_slot_idx', ['scheduleId', 'slot'], { unique: true, where: 'schedule_id IS NOT NULL' })
@Index('jobs_run_at_id_idx', { synchronize: false })
@Index('jobs_schedule_id_idx', { synchronize: false })
@Index('jobs_tenant_id_inserted_at_id_idx', { synchronize: false })
@Index('jobs_tenant_id_state_inserted_at_idx', { synchronize: false })
@Index('jobs_tenant_id_discarded_at_idx', { synchronize: false })
@Index('jobs_flow_executing_idx', { synchronize: false })
@Index('jobs_flow_turn_idx', { synchronize: false })
@Index('jobs_fifo_idx', { synchronize: false })
@Index('jobs_fifo_head_idx', { synchronize: false })
@Index('jobs_state_idx', ['state'])
@Index('jobs_finished_at_idx', { synchronize: false })
export class Job {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id: string;

  @Column('uuid', { unique: true })
  uuid: string;

  @Column('uuid')
  tenantId: string;

  @Column('uuid', { nullable: true })
  scheduleId: string | null;

  /** The moment of the schedule's plan that this run is for. */
  @Column('timestamptz', { nullable: true })
  slot: Date | null;

  @Column('text', { nullable: true })
  name: string | null;

  @Column('text', { nullable: true })
  description: string | null;

  @Column('text', { nullable: true })
  idempotencyKey: string | null;

  /** The idempotency key for as long as no other job may have it. */
  @Column('text', { nullable: true })
  heldKey: string | null;

  @Column('json')
  args: JobArgs;

  /** As in `args`, which PostgreSQL cannot always read. */
  @Column('text', { nullable: true })
  callbackUrl: string | null;

  @Column('text', { nullable: true })
  webhookUrl: string | null;

  /** Events told to the webhook URL so far. */
  @Column('int', { default: 0 })
  eventSeq: number;

  @Column('text', { default: 'available' })
  state: JobState;

  /** Due, but waits for another job, or for its turn when it has one. */
  @Column('boolean', { default: false })
  held: boolean;

  /** Attempts so far, interrupted ones included. */
  @Column('int', { default: 0 })
  attempt: number;

  @Column('int', { default: 0 })
  interruptions: number;

  /** Rises with each change of hands: a task or a worker that knows an older number has no say any more. */
  @Column('int', { default: 0 })
  fence: number;

  /** When the next attempt is due. */
  @Column('timestamptz')
  runAt: Date;

  /** The `run_at` for which an engine task was made. */
  @Column('timestamptz', { nullable: true })
  queuedFor: Date | null;

  /** When the first attempt was planned. */
  @Column('timestamptz')
  scheduledAt: Date;

  @Column('timestamptz')
  insertedAt: Date;

  @Column('timestamptz', { nullable: true })
  attemptedAt: Date | null;

  @Column('timestamptz', { nullable: true })
  completedAt: Date | null;

  @Column('timestamptz', { nullable: true })
  discardedAt: Date | null;

  @Column('timestamptz', { nullable: true })
  cancelledAt: Date | null;

  /** Scheme, host and port that the request goes to. */
  @Column('text', { nullable: true })
  destination: string | null;

  @Column('text', { nullable: true })
  flowKey: string | null;

  @Column('text', { nullable: true })
  fifoKey: string | null;

  /** Where a job with one of these keys is on its way to its start; null before it is due and from its start on. */
  @Column('text', { nullable: true })
  turn: Turn | null;

  /** Where the request of a discarded job went: name, and port if it is not the scheme's own. */
  @Column('text', { nullable: true })
  failedHost: string | null;

  /** Why a discarded job failed. */
  @Column('json', { nullable: true })
  failure: KeptFailure | null;

  /** Number of the discarded job that this one repeats. */
  @Column('bigint', { nullable: true })
  replayOf: string | null;

  /** Number of the job that repeats this one. */
  @Column('bigint', { nullable: true })
  replayedAs: string | null;
}
