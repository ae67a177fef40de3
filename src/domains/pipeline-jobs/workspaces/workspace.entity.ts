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

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;
}
