import { Column, Entity, ManyToOne, PrimaryColumn, Unique } from 'typeorm';
import type { Relation } from 'typeorm';
import { DroneJob } from '../jobs/job.entity';
import { Schedule } from './schedule.entity';

/** Which job a run of a schedule made: one at most. */
@Entity({ schema: 'drone', name: 'schedule_jobs' })
@Unique(['scheduleId', 'runAt'])
export class ScheduleJob {
  @PrimaryColumn('text')
  jobId: string;

  @ManyToOne(() => DroneJob, { onDelete: 'CASCADE' })
  job: Relation<DroneJob>;

  @Column('uuid')
  tenantId: string;

  @Column('text')
  scheduleId: string;

  @ManyToOne(() => Schedule, { onDelete: 'CASCADE' })
  schedule: Relation<Schedule>;

  @Column('timestamptz')
  runAt: Date;
}
