import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { Step } from './step.entity';

/** Spread, because TypeORM writes the type of a column into its options. */
const KEY = { primaryKeyConstraintName: 'attempts_pkey' };

/** An attempt at a step; one that was lost with its worker is made again under its number. */
@Entity({ schema: 'compute', name: 'attempts' })
@ForeignKey(() => Step, ['stepId'], ['id'], { onDelete: 'CASCADE' })
export class Attempt {
  @PrimaryColumn('uuid', { ...KEY })
  stepId: string;

  @PrimaryColumn('int', { ...KEY })
  runNo: number;

  /** From 1. */
  @PrimaryColumn('int', { ...KEY })
  number: number;

  @Column('timestamptz')
  startedAt: Date;

  @Column('timestamptz', { nullable: true })
  endedAt: Date | null;

  @Column('int', { nullable: true })
  exitCode: number | null;

  @Column('text', { nullable: true })
  signal: string | null;

  @Column('text', { nullable: true })
  errorMessage: string | null;
}
