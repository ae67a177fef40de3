import { Column, Entity, ForeignKey, Generated, Index, PrimaryColumn } from 'typeorm';
import { Job } from '../jobs/job.entity';

export const ADVANCEMENT_MODES = ['strict', 'flexible', 'per_step'] as const;
export type AdvancementMode = (typeof ADVANCEMENT_MODES)[number];

/** A route of steps that units of a job take. */
@Entity({ schema: 'production', name: 'paths' })
@Index(['tenantId', 'seq'])
@Index(['tenantId', 'jobId', 'seq'])
@ForeignKey(() => Job, ['tenantId', 'jobId'], ['tenantId', 'id'])
export class Path {
  @PrimaryColumn('uuid')
  tenantId: string;

  @PrimaryColumn('text')
  id: string;

  /** Order of creation. */
  @Column('bigint')
  @Generated('increment')
  seq: string;

  @Column('text')
  jobId: string;

  @Column('text')
  name: string;

  @Column('int')
  goalQuantity: number;

  @Column('text')
  advancementMode: AdvancementMode;

  /** Rises with every change of the path or its steps. */
  @Column('bigint', { default: 1 })
  version: string;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt: Date;

  @Column('timestamptz', { default: () => 'now()' })
  updatedAt: Date;
}
