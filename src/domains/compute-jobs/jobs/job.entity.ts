import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { DataSource } from '../data-sources/data-source';
import type { TemplateDefinition } from '../templates/template.entity';
import type { JobConfig } from './job-config';
import type { JobParams } from './job-params';
import type { JobState } from './transitions';

@Entity({ schema: 'compute', name: 'jobs' })
export class Job {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'jobs_pkey' })
  id: string;

  @Column('uuid')
  tenantId: string;

  @Column('text')
  templateId: string;

  @Column('uuid')
  templateOwner: string;

  /** The template as it was when the job was made. */
  @Column('json')
  template: TemplateDefinition;

  /** The app that the template's tag meant when the job was made, if there was one. */
  @Column('uuid', { nullable: true })
  appId: string | null;

  @Column('text', { nullable: true })
  name: string | null;

  @Column('text', { nullable: true })
  description: string | null;

  @Column('text')
  state: JobState;

  @Column('json')
  config: JobConfig;

  @Column('json')
  params: JobParams;

  @Column('json', { nullable: true })
  dataSource: DataSource | null;

  @Column('json', { nullable: true })
  dataDestination: DataSource | null;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt: Date;

  /** When the job reached each state that it has been in. */
  @Column('jsonb')
  stateTimestamps: Partial<Record<JobState, string>>;
}
