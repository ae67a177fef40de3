import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { VisitOutcome } from '../movement/transitions';
import { Serial } from './serial.entity';

/** One time that a unit is at a step. */
@Entity({ schema: 'production', name: 'step_visits' })
@Index('step_visits_path_id_entered_at_idx', { synchronize: false })
@Index('step_visits_open_idx', { synchronize: false })
@ForeignKey(() => Serial, ['tenantId', 'serialNumber'], ['tenantId', 'number'], { onDelete: 'CASCADE' })
export class StepVisit {
  @PrimaryColumn('uuid')
  tenantId: string;

  @PrimaryColumn('bigint')
  serialNumber: string;

  @PrimaryColumn('text')
  stepId: string;

  /** 1, 2, ... per unit and step. */
  @PrimaryColumn('int', { default: 1 })
  visit: number;

  @Column('text')
  pathId: string;

  @Column('timestamptz', { default: () => 'now()' })
  enteredAt: Date;

  @Column('timestamptz', { nullable: true })
  leftAt: Date | null;

  @Column('text', { nullable: true })
  outcome: VisitOutcome | null;
}
