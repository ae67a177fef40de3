import { Column, Entity, Generated, Index, PrimaryColumn } from 'typeorm';
import type { DependencyType } from '../paths/step.entity';

/** A step as a template keeps it; its order is its place in the list. */
export interface TemplateStep {
  name: string;
  location?: string;
  optional: boolean;
  dependencyType: DependencyType;
}

/** A route to make paths from. Paths do not know of it afterwards. */
@Entity({ schema: 'production', name: 'templates' })
@Index(['tenantId', 'seq'])
export class RouteTemplate {
  @PrimaryColumn('uuid')
  tenantId: string;

  @PrimaryColumn('text')
  id: string;

  /** Order of creation. */
  @Column('bigint')
  @Generated('increment')
  seq: string;

  @Column('text')
  name: string;

  @Column('json')
  steps: TemplateStep[];

  @Column('timestamptz', { default: () => 'now()' })
  createdAt: Date;

  @Column('timestamptz', { default: () => 'now()' })
  updatedAt: Date;
}
