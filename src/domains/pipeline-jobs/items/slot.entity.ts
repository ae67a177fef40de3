import { Column, Entity, Index, ManyToOne, PrimaryColumn } from 'typeorm';
import type { Relation } from 'typeorm';
import { Job } from '../jobs/job.entity';

/** The right to run one item at a time: a job has as many as its concurrency. */
@Entity({ schema: 'pipeline', name: 'slots' })
export class Slot {
  @PrimaryColumn('uuid')
  jobId: string;

  @ManyToOne(() => Job, { onDelete: 'CASCADE' })
  job: Relation<Job>;

  /** From 1. Those above the effective concurrency rest. */
  @PrimaryColumn('int')
  number: number;

  @Index({ where: 'item_id IS NOT NULL' })
  @Column('uuid')
  pipelineId: string;

  /** Carried by its entry in the queue: an entry of an earlier turn does nothing. */
  @Column('int', { default: 0 })
  turn: number;

  /** What it runs. */
  @Column('uuid', { nullable: true })
  itemId: string | null;
}
