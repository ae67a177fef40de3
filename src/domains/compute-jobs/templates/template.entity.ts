import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { DataSource } from '../data-sources/data-source';
import type { JobConfig } from '../jobs/job-config';
import type { JobParams } from '../jobs/job-params';

/** What a template says: the programs of its jobs, and defaults for what a job does not say. */
export interface TemplateDefinition {
  description?: string;
  /** Tags of the app and the engines; `passthrough` is an engine of the server's own. */
  app: string;
  partitioner: string;
  assembler: string;
  dataSource?: DataSource;
  dataDestination?: DataSource;
  params?: JobParams;
  config?: Partial<JobConfig>;
}

@Entity({ schema: 'compute', name: 'templates' })
export class Template {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'templates_pkey' })
  tenantId: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'templates_pkey' })
  id: string;

  @Column('json')
  definition: TemplateDefinition;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt: Date;

  @Column('timestamptz', { default: () => 'now()' })
  updatedAt: Date;
}
