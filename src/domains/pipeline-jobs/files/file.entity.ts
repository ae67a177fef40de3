import { Column, CreateDateColumn, Entity, Index, ManyToOne, PrimaryColumn } from 'typeorm';
import type { Relation } from 'typeorm';
import { Workspace } from '../workspaces/workspace.entity';

@Entity({ schema: 'pipeline', name: 'files' })
@Index(['workspaceId', 'createdAt', 'id'])
@Index(['workspaceId', 'name'])
export class File {
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

  /** Bytes. */
  @Column('int')
  size: number;

  /** Unicode code points of its text. */
  @Column('int')
  characters: number;

  @Index({ type: 'gin' })
  @Column('jsonb', { default: {} })
  meta: Record<string, unknown>;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;
}
