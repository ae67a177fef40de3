import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { CreateDroneJobDto } from '../jobs/create-job.dto';

/** Makes a job of whatever its secret address is told. */
@Entity({ schema: 'drone', name: 'alarm_sources' })
@Index(['tenantId', 'createdAt', 'id'])
@Index(['secretHash'], { unique: true })
export class AlarmSource {
  @PrimaryColumn('text')
  id: string;

  @Column('uuid')
  tenantId: string;

  @Column('bytea')
  secretHash: Buffer;

  @Column('text')
  name: string;

  /** Its texts may have placeholders. */
  @Column('json')
  job: CreateDroneJobDto;

  /** A text with placeholders; every alarm makes a job where it is null. */
  @Column('text', { nullable: true })
  dedupeKey: string | null;

  @Column('int')
  dedupeSeconds: number;

  /** To the millisecond, as pages are cut by it and JavaScript reads no finer. */
  @Column({ type: 'timestamptz', precision: 3, default: () => 'now()' })
  createdAt: Date;

  @Column('timestamptz', { default: () => 'now()' })
  updatedAt: Date;
}
