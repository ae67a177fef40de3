import { Column, Entity, Exclusion, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Path } from './path.entity';

export const DEPENDENCY_TYPES = ['physical', 'preferred', 'completion_gate'] as const;
export type DependencyType = (typeof DEPENDENCY_TYPES)[number];

/** A station on a path. One that is taken off stays for the history, with `removedAt`. */
@Entity({ schema: 'production', name: 'steps' })
@Index(['tenantId', 'pathId'])
@Index('steps_tenant_id_name_idx', { synchronize: false })
@Index('steps_tenant_id_assigned_to_idx', { synchronize: false })
@Exclusion(
  'steps_ordinal_excl',
  'USING btree (tenant_id WITH =, path_id WITH =, ordinal WITH =) WHERE (removed_at IS NULL) DEFERRABLE INITIALLY DEFERRED',
)
@ForeignKey(() => Path, ['tenantId', 'pathId'], ['tenantId', 'id'], { onDelete: 'CASCADE' })
export class Step {
  @PrimaryColumn('uuid')
  tenantId: string;

  @PrimaryColumn('text')
  id: string;

  @Column('text')
  pathId: string;

  /** Place on the path, from 0; unique among those that are not removed. */
  @Column('int')
  ordinal: number;

  @Column('text')
  name: string;

  @Column('text', { nullable: true })
  location: string | null;

  /** Id of a user, who need not exist any more. */
  @Column('text', { nullable: true })
  assignedTo: string | null;

  @Column('bool', { default: false })
  optional: boolean;

  @Column('text', { default: 'preferred' })
  dependencyType: DependencyType;

  @Column('timestamptz', { nullable: true })
  removedAt: Date | null;
}
