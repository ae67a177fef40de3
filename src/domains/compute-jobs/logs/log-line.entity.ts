import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Step } from '../steps/step.entity';

/** Spread, because TypeORM writes the type of a column into its options. */
const KEY = { primaryKeyConstraintName: 'log_lines_pkey' };

/** `UNKNOWN` is what a program wrote; the others are the server's own words. */
export const LOG_LEVELS = ['UNKNOWN', 'TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL', 'PANIC'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

@Entity({ schema: 'compute', name: 'log_lines' })
@Index('log_lines_step_id_idx', ['stepId'])
@ForeignKey(() => Step, ['stepId'], ['id'], { onDelete: 'CASCADE' })
export class LogLine {
  @PrimaryColumn('uuid', { ...KEY })
  jobId: string;

  @PrimaryColumn('uuid', { ...KEY })
  stepId: string;

  @PrimaryColumn('int', { ...KEY })
  execution: number;

  @PrimaryColumn('int', { ...KEY })
  seq: number;

  @Column('timestamptz')
  at: Date;

  @Column('text')
  level: LogLevel;

  @Column('text')
  line: string;
}
