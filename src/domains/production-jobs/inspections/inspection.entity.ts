import { Column, Entity, ForeignKey, Generated, Index, PrimaryColumn } from 'typeorm';
import { Serial } from '../serials/serial.entity';
import type { JudgedResult, Verdict } from './judgement';

/** What was measured on a unit during one visit to a step. Never changed. */
@Entity({ schema: 'production', name: 'inspections' })
@Index(['tenantId', 'serialNumber', 'seq'])
@Index(['tenantId', 'serialNumber', 'stepId', 'visit', 'seq'])
@Index(['tenantId', 'stepId', 'createdAt'])
@ForeignKey(() => Serial, ['tenantId', 'serialNumber'], ['tenantId', 'number'], { onDelete: 'CASCADE' })
export class Inspection {
  @PrimaryColumn('uuid')
  tenantId: string;

  @PrimaryColumn('text')
  id: string;

  /** Order of creation; the last one of a visit counts. */
  @Column('bigint')
  @Generated('increment')
  seq: string;

  @Column('bigint')
  serialNumber: string;

  @Column('text')
  stepId: string;

  /** 0 when the unit had not come to the step yet. */
  @Column('int')
  visit: number;

  @Column('text')
  result: Verdict;

  @Column('json')
  results: JudgedResult[];

  @Column('text', { nullable: true })
  note: string | null;

  /** The operator that the request named. */
  @Column('text')
  createdBy: string;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt: Date;
}
