import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { CreateDroneJobDto } from '../jobs/create-job.dto';

export const MISSED_RUNS = ['SKIP', 'RUN_ONCE'] as const;
export type MissedRuns = (typeof MISSED_RUNS)[number];

/** Makes a job of the same kind again and again. */
@Entity({ schema: 'drone', name: 'schedules' })
@Index(['tenantId', 'createdAt', 'id'])
export class Schedule {
  @PrimaryColumn('text')
  id: string;

  @Column('uuid')
  tenantId: string;

  @Column('text')
  name: string;

  @Column('text')
  cron: string;

  @Column('text')
  timeZone: string;

  @Column('json')
  job: CreateDroneJobDto;

  @Column('text')
  missedRuns: MissedRuns;

  @Column('timestamptz', { nullable: true })
  startAt: Date | null;

  @Column('timestamptz', { nullable: true })
  endAt: Date | null;

  @Column('bool')
  enabled: boolean;

  /** None while it is not enabled, nor after its end. */
  @Column('timestamptz', { nullable: true })
  nextRunAt: Date | null;

  @Column('timestamptz', { nullable: true })
  lastRunAt: Date | null;

  /** Why the last run made no job. */
  @Column('text', { nullable: true })
  lastFailure: string | null;

  /** To the millisecond, as pages are cut by it and JavaScript reads no finer. */
  @Column({ type: 'timestamptz', precision: 3, default: () => 'now()' })
  createdAt: Date;

  @Column('timestamptz', { default: () => 'now()' })
  updatedAt: Date;
}
