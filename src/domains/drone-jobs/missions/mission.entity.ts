import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What a device flies; its content is in its versions. It stays when deleted, for the jobs that flew it. */
@Entity({ schema: 'drone', name: 'missions' })
@Index(['tenantId', 'createdAt', 'id'])
export class Mission {
  @PrimaryColumn('text')
  id: string;

  @Column('uuid')
  tenantId: string;

  @Column('int')
  currentVersion: number;

  /** To the millisecond, as pages are cut by it and JavaScript reads no finer. */
  @Column({ type: 'timestamptz', precision: 3, default: () => 'now()' })
  createdAt: Date;

  @Column('timestamptz', { nullable: true })
  deletedAt: Date | null;
}
