import { Column, CreateDateColumn, Entity, Index, ManyToOne, PrimaryColumn } from 'typeorm';
import type { Relation } from 'typeorm';
import type { User } from '../user';
import { Workspace } from '../workspaces/workspace.entity';

/** A list of questions. It never changes after it was made. */
@Entity({ schema: 'pipeline', name: 'query_sets' })
@Index(['workspaceId', 'createdAt', 'id'])
export class QuerySet {
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

  @Column('int')
  totalQueries: number;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;

  @Column('json')
  createdBy: User;
}
