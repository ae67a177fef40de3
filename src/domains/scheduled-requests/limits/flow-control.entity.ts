import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The limits of a key of a tenant. */
@Entity({ schema: 'scheduled', name: 'flow_controls' })
export class FlowControl {
  @PrimaryColumn('uuid')
  tenantId: string;

  @PrimaryColumn('text')
  key: string;

  /** Jobs that are executing at once; null: no limit. */
  @Column('int', { nullable: true })
  concurrency: number | null;

  /** Starts in any window of `period`; null: no limit. */
  @Column('int', { nullable: true })
  rate: number | null;

  @Column('interval', { default: () => "'00:00:01'" })
  period: unknown;

  @Column('boolean', { default: false })
  paused: boolean;

  @Column('text', { nullable: true })
  reason: string | null;

  /** Discarded jobs in a row that pause the key; 0: none do. */
  @Column('int', { default: 0 })
  pauseAfterFailures: number;

  /** Discarded jobs since the last completed one, counted while some of them pause the key. */
  @Column('int', { default: 0 })
  failures: number;

  /** The moment of the latest admission that waits for a start to leave the window. */
  @Column('timestamptz', { nullable: true })
  admitAt: Date | null;
}
