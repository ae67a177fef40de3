import { Column, CreateDateColumn, Entity, Index, ManyToOne, PrimaryColumn } from 'typeorm';
import type { Relation } from 'typeorm';
import type { PipelineConfig } from '../connectors/connector';
import type { User } from '../user';
import { Workspace } from '../workspaces/workspace.entity';
import type { PipelineStatus } from './pipeline-status';

/** What answers the queries of a job. */
@Entity({ schema: 'pipeline', name: 'pipelines' })
@Index(['workspaceId', 'name'], { unique: true, where: 'deleted_at IS NULL' })
export class Pipeline {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  tenantId: string;

  @Column('uuid')
  workspaceId: string;

  @ManyToOne(() => Workspace, { onDelete: 'CASCADE' })
  workspace: Relation<Workspace>;

  @Column('text')
  name: string;

  @Column('text')
  status: PipelineStatus;

  /** As it was given; secrets are replaced by `***`. */
  @Column('text')
  queryYaml: string;

  @Column('jsonb')
  config: PipelineConfig;

  /** The config that jobs run with, from the last time it was deployed. */
  @Column('jsonb', { nullable: true })
  deployedConfig: PipelineConfig | null;

  /** Names of the inputs that its connector declared. */
  @Column('text', { array: true, nullable: true })
  inputs: string[] | null;

  /** Whether a query can be limited to one file. */
  @Column('boolean')
  supportsPerFile: boolean;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;

  @Column('json')
  createdBy: User;

  @Column('timestamptz', { nullable: true })
  lastEditedAt: Date | null;

  @Column('json', { nullable: true })
  lastEditedBy: User | null;

  /** Jobs keep showing the name of a pipeline that is gone. */
  @Column('timestamptz', { nullable: true })
  deletedAt: Date | null;
}
