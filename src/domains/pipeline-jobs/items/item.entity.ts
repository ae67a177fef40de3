import { Column, Entity, Index, ManyToOne, PrimaryColumn, Unique } from 'typeorm';
import type { Relation } from 'typeorm';
import type { Answer, Document, Usage } from '../connectors/found';
import { Job } from '../jobs/job.entity';
import type { ItemStatus } from '../jobs/transitions';
import type { FreeObject } from '../validation/lax-free-object';
import type { StoredError } from './item-error';

/** A mark that a person gave a result. */
export interface Review {
  verdict: 'correct' | 'partly' | 'wrong';
  note: string | null;
}

/** One query of a job, over one file or over all: what the API calls a result. */
@Entity({ schema: 'pipeline', name: 'items' })
@Unique('items_job_id_position_file_id_key', ['jobId', 'position', 'fileId'])
@Index(['jobId', 'status', 'notBefore', 'ordinal'])
export class Item {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  jobId: string;

  @ManyToOne(() => Job, { onDelete: 'CASCADE' })
  job: Relation<Job>;

  /** Items are begun in this order: by position, name of the file, its id. */
  @Column('int')
  ordinal: number;

  /** Of the query in its list, from 0. */
  @Column('int')
  position: number;

  @Column('text')
  query: string;

  @Column('json', { nullable: true })
  filters: FreeObject | null;

  @Column('json', { nullable: true })
  params: FreeObject | null;

  @Column('text', { nullable: true })
  groupName: string | null;

  @Column('text', { nullable: true })
  queryLabel: string | null;

  @Column('bigint')
  queryIndex: string;

  @Column('bigint')
  absoluteQueryIndex: string;

  @Column('uuid', { nullable: true })
  fileId: string | null;

  @Column('text', { nullable: true })
  fileName: string | null;

  @Column('text')
  status: ItemStatus;

  /** Of this run. */
  @Column('int', { default: 0 })
  attempts: number;

  /** Attempts of this run that were answered 429. */
  @Column('int', { default: 0 })
  limited: number;

  @Column('timestamptz', { nullable: true })
  notBefore: Date | null;

  /** Of the last attempt, which the API calls `query_id`. Only who holds it may record an outcome. */
  @Column('uuid', { nullable: true })
  lease: string | null;

  @Column('timestamptz', { nullable: true })
  startedAt: Date | null;

  @Column('timestamptz', { nullable: true })
  finishedAt: Date | null;

  /** Seconds of the last attempt. */
  @Column('double precision', { nullable: true })
  duration: number | null;

  @Column('json', { default: [] })
  answers: Answer[];

  @Column('json', { default: [] })
  documents: Document[];

  /** Of the first answer, or else of the first document. */
  @Column('double precision', { nullable: true })
  score: number | null;

  @Column('json', { nullable: true })
  error: StoredError | null;

  @Column('json', { nullable: true })
  usage: Usage | null;

  @Column('json', { nullable: true })
  review: Review | null;
}
