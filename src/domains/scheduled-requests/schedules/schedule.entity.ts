import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { MisfirePolicy } from '../recurrence/misfire';
import type { OverlapPolicy } from '../recurrence/overlap';
import type { ScheduleState } from '../transitions';
import type { Duration } from '../values/duration';
import type { JobArgs } from '../values/job-args';
import type { JsonObject } from '../values/json';

/** A recurring request. While it is active, exactly one job is its pending run. */
@Entity({ schema: 'scheduled', name: 'schedules' })
@Index(['tenantId', 'state', 'id'])
@Index(['tenantId', 'id'])
export class Schedule {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  tenantId: string;

  @Column('text', { default: 'active' })
  state: ScheduleState;

  /** Why it is paused. */
  @Column('text', { nullable: true })
  reason: string | null;

  @Column('text', { nullable: true })
  name: string | null;

  @Column('text', { nullable: true })
  description: string | null;

  @Column('text', { nullable: true })
  idempotencyKey: string | null;

  /** Either this or `every`. */
  @Column('text', { nullable: true })
  cron: string | null;

  @Column('json', { nullable: true })
  every: Duration | null;

  @Column('text')
  timezone: string;

  /** The first slot. */
  @Column('timestamptz')
  anchor: Date;

  @Column('text')
  misfire: MisfirePolicy;

  @Column('text')
  overlap: OverlapPolicy;

  /** Slots of the plan that may become runs; see `planned`. */
  @Column('int', { nullable: true })
  maxRuns: number | null;

  /** No slot is later. */
  @Column('timestamptz', { nullable: true })
  endsAt: Date | null;

  /** Failures in a row that pause it; 0: never. */
  @Column('int', { default: 0 })
  pauseAfterFailures: number;

  @Column('json')
  args: JobArgs;

  /** As in `args`, which PostgreSQL cannot always read. */
  @Column('text', { nullable: true })
  callbackUrl: string | null;

  @Column('text', { nullable: true })
  webhookUrl: string | null;

  /** The slot of the pending run. */
  @Column('timestamptz', { nullable: true })
  nextRunAt: Date | null;

  @Column('timestamptz', { nullable: true })
  lastRunAt: Date | null;

  /** Slots of the plan that became runs, begun or not: neither runs by hand nor those of a backfill. */
  @Column('int', { default: 0 })
  planned: number;

  /** Runs that began. */
  @Column('int', { default: 0 })
  runs: number;

  /** Slots left out by misfire and by overlap. */
  @Column('int', { default: 0 })
  missed: number;

  @Column('int', { default: 0 })
  skipped: number;

  /** Discarded runs since the last completed one. */
  @Column('int', { default: 0 })
  failures: number;

  /** The value of `$state` for the next attempt. */
  @Column('json', { nullable: true })
  lastState: JsonObject | null;

  /** The value of `$previous` for the next attempt. */
  @Column('json', { nullable: true })
  previous: JsonObject | null;

  @Column('timestamptz')
  insertedAt: Date;

  @Column('timestamptz')
  updatedAt: Date;

  /** Scheme, host and port that the request goes to. */
  @Column('text', { nullable: true })
  destination: string | null;

  @Column('text', { nullable: true })
  flowKey: string | null;

  @Column('text', { nullable: true })
  fifoKey: string | null;
}
