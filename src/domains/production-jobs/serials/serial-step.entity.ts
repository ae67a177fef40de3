import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { StepStatus } from '../movement/transitions';
import { Serial } from './serial.entity';

/** What became of a step of a unit. Without a row it is in_progress where the unit is, pending elsewhere. */
@Entity({ schema: 'production', name: 'serial_steps' })
@ForeignKey(() => Serial, ['tenantId', 'serialNumber'], ['tenantId', 'number'], { onDelete: 'CASCADE' })
export class SerialStep {
  @PrimaryColumn('uuid')
  tenantId: string;

  @PrimaryColumn('bigint')
  serialNumber: string;

  @PrimaryColumn('text')
  stepId: string;

  @Column('text', { default: () => "production.new_id('snss_')" })
  id: string;

  @Column('text')
  status: StepStatus;

  @Column('timestamptz', { default: () => 'now()' })
  updatedAt: Date;
}
