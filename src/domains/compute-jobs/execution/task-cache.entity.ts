import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Spread, because TypeORM writes the type of a column into its options. */
const KEY = { primaryKeyConstraintName: 'task_cache_pkey' };

/** What a task made of the same chunk by the same program with the same params. */
@Entity({ schema: 'compute', name: 'task_cache' })
@Index('task_cache_expires_at_idx', ['expiresAt'])
export class CachedTask {
  @PrimaryColumn('uuid', { ...KEY })
  tenantId: string;

  @PrimaryColumn('text', { ...KEY })
  key: string;

  /** Its result files. */
  @Column('json')
  objects: object;

  @Column('timestamptz')
  expiresAt: Date;
}
