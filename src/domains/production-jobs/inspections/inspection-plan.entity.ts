import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { Step } from '../paths/step.entity';
import type { Characteristic } from './judgement';

/** What is measured at a step, and whether units may only leave it once they have passed. */
@Entity({ schema: 'production', name: 'inspection_plans' })
@ForeignKey(() => Step, ['tenantId', 'stepId'], ['tenantId', 'id'], { onDelete: 'CASCADE' })
export class InspectionPlan {
  @PrimaryColumn('uuid')
  tenantId: string;

  @PrimaryColumn('text')
  stepId: string;

  @Column('bool')
  blockAdvance: boolean;

  @Column('json')
  characteristics: Characteristic[];

  @Column('timestamptz', { default: () => 'now()' })
  updatedAt: Date;
}
