import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Path } from '../paths/path.entity';
import { Step } from '../paths/step.entity';
import type { SerialStatus } from '../movement/transitions';

/** A unit. Its id is its number in words: `SN-00001`. */
@Entity({ schema: 'production', name: 'serials' })
@Index('serials_wip_idx', { synchronize: false })
@Index(['tenantId', 'pathId', 'number'])
@Index(['tenantId', 'jobId', 'number'])
@Index(['tenantId', 'createdAt', 'number'])
@Index('serials_scrapped_idx', { synchronize: false })
@Index('serials_finished_idx', { synchronize: false })
@Index('serials_current_step_id_idx', { synchronize: false })
@ForeignKey(() => Path, ['tenantId', 'pathId'], ['tenantId', 'id'])
@ForeignKey(() => Step, ['tenantId', 'currentStepId'], ['tenantId', 'id'])
export class Serial {
  @PrimaryColumn('uuid')
  tenantId: string;

  @PrimaryColumn('bigint')
  number: string;

  @Column('text')
  jobId: string;

  @Column('text')
  pathId: string;

  /** Null once completed. */
  @Column('text', { nullable: true })
  currentStepId: string | null;

  @Column('text', { default: 'in_progress' })
  status: SerialStatus;

  @Column('text', { nullable: true })
  scrapReason: string | null;

  @Column('text', { nullable: true })
  scrapExplanation: string | null;

  @Column('text', { nullable: true })
  scrappedBy: string | null;

  @Column('bool', { default: false })
  forceCompleted: boolean;

  @Column('text', { nullable: true })
  forceCompletedBy: string | null;

  @Column('text', { nullable: true })
  forceCompletedReason: string | null;

  @Column('int', { default: 0 })
  reworkCount: number;

  /** When it was completed or scrapped. */
  @Column('timestamptz', { nullable: true })
  finishedAt: Date | null;

  /** Rises with every change of the unit. */
  @Column('bigint', { default: 1 })
  version: string;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt: Date;

  @Column('timestamptz', { default: () => 'now()' })
  updatedAt: Date;
}
