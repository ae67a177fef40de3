import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import type { Relation } from 'typeorm';
import { Job } from '../jobs/job.entity';
import type { DeliveryPayload, DeliveryType } from './delivery-message';
import type { DeliveryState } from './delivery-outcome';

/** One callback or event of a job on its way to its receiver. It goes with its job. */
@Entity({ schema: 'scheduled', name: 'deliveries' })
@Index(['jobId', 'sequence'])
export class Delivery {
  /** `msg_` and this is the `webhook-id` of every try. */
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  tenantId: string;

  @Column('bigint')
  jobId: string;

  @ManyToOne(() => Job, { onDelete: 'CASCADE' })
  @JoinColumn()
  job: Relation<Job>;

  @Column('text')
  type: DeliveryType;

  /** Position among the events of the job; null: the callback, which comes after all of them. */
  @Column('int', { nullable: true })
  sequence: number | null;

  @Column('text')
  url: string;

  /** Attempts of the job at that time. */
  @Column('int')
  attempt: number;

  /** What cannot be told from the job. */
  @Column('json', { nullable: true })
  payload: DeliveryPayload | null;

  @Column('text', { default: 'pending' })
  state: DeliveryState;

  @Column('int', { default: 0 })
  tries: number;

  /** Of the latest answer. */
  @Column('int', { nullable: true })
  status: number | null;

  /** When it may be tried next; while it is claimed, when the claim ends. */
  @Column('timestamptz')
  nextAt: Date;

  /** Grows with every claim: only the latest claim may record an outcome. */
  @Column('int', { default: 0 })
  fence: number;

  /** The task that tries it: when that task is run again, its earlier run has ended. */
  @Column('uuid', { nullable: true })
  claimedBy: string | null;

  @Column('timestamptz')
  insertedAt: Date;
}
