import { Column, CreateDateColumn, Entity, PrimaryColumn, Unique } from 'typeorm';

/** Holds files, pipelines, query sets and jobs. */
@Entity({ schema: 'pipeline', name: 'workspaces' })
@Unique(['tenantId', 'name'])
export class Workspace {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  tenantId: string;

  @Column('text')
  name: string;

  /** A text search configuration of PostgreSQL. */
  @Column('text')
  language: string;

  /** Of all its files. */
  @Column('int', { default: 0 })
  chunks: number;

  /** In all its chunks together, each as often as it occurs. */
  @Column('bigint', { default: 0 })
  terms: string;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;
}
