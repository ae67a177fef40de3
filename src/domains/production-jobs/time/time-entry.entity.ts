import { Column, Entity, ForeignKey, Generated, Index, PrimaryColumn } from 'typeorm';
import { Serial } from '../serials/serial.entity';

export type TimerState = 'running' | 'paused' | 'stopped';

/** Time that one operator works on a unit at a step. `production.worked_seconds(entry)` tells how much. */
@Entity({ schema: 'production', name: 'time_entries' })
@Index('time_entries_open_idx', { synchronize: false })
@Index(['tenantId', 'serialNumber', 'seq'])
@Index(['tenantId', 'stepId', 'startedAt'])
@ForeignKey(() => Serial, ['tenantId', 'serialNumber'], ['tenantId', 'number'], { onDelete: 'CASCADE' })
export class TimeEntry {
  @PrimaryColumn('uuid')
  tenantId: string;

  @PrimaryColumn('text', { default: () => "production.new_id('time_')" })
  id: string;

  /** Order of creation. */
  @Column('bigint')
  @Generated('increment')
  seq: string;

  @Column('bigint')
  serialNumber: string;

  @Column('text')
  stepId: string;

  @Column('int')
  visit: number;

  /** The operator that the request named. */
  @Column('text')
  userId: string;

  @Column('text', { default: 'running' })
  state: TimerState;

  @Column('timestamptz', { default: () => 'clock_timestamp()' })
  startedAt: Date;

  @Column('timestamptz', { nullable: true })
  endedAt: Date | null;

  /** Up to the last pause. */
  @Column('float', { default: 0 })
  seconds: number;

  /** Null while paused or stopped. */
  @Column('timestamptz', { nullable: true, default: () => 'clock_timestamp()' })
  runningSince: Date | null;
}
