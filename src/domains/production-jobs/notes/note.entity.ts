import { Column, Entity, Generated, Index, PrimaryColumn } from 'typeorm';

/** What an operator wrote down about units at a step. Its ids are kept as sent; nothing need have them. */
@Entity({ schema: 'production', name: 'notes' })
@Index(['tenantId', 'stepId', 'seq'])
@Index('notes_units_idx', { synchronize: false })
export class Note {
  @PrimaryColumn('uuid')
  tenantId: string;

  @PrimaryColumn('text')
  id: string;

  /** Order of creation. */
  @Column('bigint')
  @Generated('increment')
  seq: string;

  @Column('text')
  jobId: string;

  @Column('text')
  pathId: string;

  @Column('text')
  stepId: string;

  @Column('text', { array: true })
  serialIds: string[];

  @Column('text')
  text: string;

  @Column('text')
  createdBy: string;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt: Date;

  @Column('bool', { default: false })
  pushedToJira: boolean;

  @Column('text', { nullable: true })
  jiraCommentId: string | null;
}
