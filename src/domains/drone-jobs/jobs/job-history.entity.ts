import { Column, Entity, Generated, PrimaryColumn } from 'typeorm';

/** What happened to a job. Lines are only ever added, and go with the job. */
@Entity({ schema: 'drone', name: 'job_history' })
export class JobHistory {
  @PrimaryColumn('text')
  jobId: string;

  /** Rises over all jobs, so no line has to look for its predecessor. */
  @PrimaryColumn('bigint')
  @Generated('increment')
  seq: string;

  @Column('uuid')
  tenantId: string;

  @Column('timestamptz', { default: () => 'clock_timestamp()' })
  at: Date;

  @Column('text')
  type: string;

  /** The device that reported it, under the lease that it had then. */
  @Column('text', { nullable: true })
  deviceId: string | null;

  @Column('bigint', { nullable: true })
  lease: string | null;

  @Column('json')
  data: object;
}
